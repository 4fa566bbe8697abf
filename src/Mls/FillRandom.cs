namespace Sotto.Mls;

/// <summary>
/// Fills the span with cryptographically secure random bytes;
/// <see cref="System.Security.Cryptography.RandomNumberGenerator.Fill" /> fits. Whoever passes a predictable source gives
/// away every key made with it.
/// </summary>
/// <param name="destination">Filled to its last byte.</param>
public delegate void FillRandom(Span<byte> destination);

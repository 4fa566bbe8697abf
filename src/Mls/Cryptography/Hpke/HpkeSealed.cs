namespace Sotto.Mls.Cryptography;

/// <summary>What HPKE gave for one recipient: fields of <c>HPKECiphertext</c> (RFC 9420 section 7.6).</summary>
/// <param name="KemOutput">The encapsulation.</param>
/// <param name="Ciphertext">With its tag.</param>
internal readonly record struct HpkeSealed(byte[] KemOutput, byte[] Ciphertext);

using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <param name="Kem">The KEM alone, for its own vectors.</param>
/// <param name="Scheme">The composition.</param>
/// <param name="Seals">False for the export-only form.</param>
internal sealed record HpkeComposition(Kem Kem, Hpke Scheme, bool Seals);

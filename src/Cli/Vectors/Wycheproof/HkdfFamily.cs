using System.Text.Json;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>HKDF with the hashes of the cipher suites.</summary>
internal sealed class HkdfFamily : WycheproofFamily
{
    internal override string Name => "wycheproof hkdf";

    private protected override string Schema => "hkdf_test_schema";

    private protected override string? OutOfScope(string algorithm, JsonElement group) =>
        Find(algorithm) is null ? "no MLS cipher suite uses this hash" : null;

    private protected override void Replay(string algorithm, JsonElement group, JsonElement test)
    {
        Kdf kdf = Find(algorithm)!;
        byte[] prk = new byte[kdf.HashLength];
        kdf.Extract(test.Bytes("salt"), test.Bytes("ikm"), prk);
        byte[] expanded = new byte[test.Number("size")];
        try
        {
            kdf.Expand(prk, test.Bytes("info"), expanded);
        }
        catch (ArgumentException) when (IsInvalid(test))
        {
            return;
        }

        Expect.True("expanded beyond 255 hashes", IsValid(test));
        Expect.Equal("okm", test.Bytes("okm"), expanded);
    }

    private static Kdf? Find(string algorithm) =>
        algorithm switch
        {
            "HKDF-SHA-256" => Kdf.Sha256,
            "HKDF-SHA-384" => Kdf.Sha384,
            "HKDF-SHA-512" => Kdf.Sha512,
            _ => null,
        };
}

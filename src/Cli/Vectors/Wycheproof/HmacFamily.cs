using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>HMAC with whole tags; MLS accepts no truncated tag, so those have to be refused even where they are right.</summary>
internal sealed class HmacFamily : WycheproofFamily
{
    internal override string Name => "wycheproof hmac";

    private protected override string Schema => "mac_test_schema";

    private protected override string? OutOfScope(string algorithm, JsonElement group) =>
        Find(algorithm) is null ? "no MLS cipher suite uses this algorithm" : null;

    private protected override void Replay(string algorithm, JsonElement group, JsonElement test)
    {
        Suite suite = Suite.Of(Find(algorithm)!.Value);
        byte[] key = test.Bytes("key");
        byte[] message = test.Bytes("msg");
        byte[] tag = test.Bytes("tag");
        bool isWhole = tag.Length == suite.HashLength;
        if (IsValid(test))
        {
            Expect.Equal("tag", tag, suite.Mac(key, message).AsSpan(0, tag.Length));
        }

        bool verified = suite.VerifyMac(key, message, tag);
        Expect.True("does not verify", verified || !IsValid(test) || !isWhole);
        Expect.True(
            isWhole ? "verified an invalid tag" : "verified a truncated tag",
            !verified || (IsValid(test) && isWhole)
        );
    }

    private static CipherSuite? Find(string algorithm) =>
        algorithm switch
        {
            "HMACSHA256" => CipherSuite.X25519Aes128Sha256Ed25519,
            "HMACSHA384" => CipherSuite.P384Aes256Sha384P384,
            "HMACSHA512" => CipherSuite.P521Aes256Sha512P521,
            _ => null,
        };
}

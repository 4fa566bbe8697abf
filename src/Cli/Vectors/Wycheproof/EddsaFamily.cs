using System.Text.Json;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>Ed25519 and Ed448 signatures.</summary>
internal sealed class EddsaFamily : WycheproofFamily
{
    internal override string Name => "wycheproof eddsa";

    private protected override string Schema => "eddsa_verify_schema";

    private protected override string? OutOfScope(string algorithm, JsonElement group) =>
        Find(group) is null ? "no MLS cipher suite uses this curve" : null;

    private protected override void Replay(string algorithm, JsonElement group, JsonElement test)
    {
        VerifyingKey key = Find(group)!.ParsePublicKey(group.GetProperty("publicKey").Bytes("pk"));
        bool verified = key.Verify(test.Bytes("msg"), test.Bytes("sig"));
        Expect.True(verified ? "verified an invalid signature" : "does not verify", verified == IsValid(test));
    }

    private static SignatureScheme? Find(JsonElement group) =>
        group.GetProperty("publicKey").OptionalText("curve") switch
        {
            "edwards25519" => SignatureScheme.Ed25519,
            "edwards448" => SignatureScheme.Ed448,
            _ => null,
        };
}

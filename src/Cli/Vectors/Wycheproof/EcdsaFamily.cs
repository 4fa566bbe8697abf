using System.Text.Json;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>ECDSA signatures in DER, with the hash that MLS pairs with the curve.</summary>
internal sealed class EcdsaFamily : WycheproofFamily
{
    internal override string Name => "wycheproof ecdsa";

    private protected override string Schema => "ecdsa_verify_schema";

    private protected override string? OutOfScope(string algorithm, JsonElement group) =>
        Find(group) is null ? "no MLS cipher suite uses this curve with this hash" : null;

    private protected override void Replay(string algorithm, JsonElement group, JsonElement test)
    {
        VerifyingKey key = Find(group)!.ParsePublicKey(group.GetProperty("publicKey").Bytes("uncompressed"));
        bool verified = key.Verify(test.Bytes("msg"), test.Bytes("sig"));
        Expect.True(verified ? "verified an invalid signature" : "does not verify", verified == IsValid(test));
    }

    private static SignatureScheme? Find(JsonElement group) =>
        (group.GetProperty("publicKey").OptionalText("curve"), group.OptionalText("sha")) switch
        {
            ("secp256r1", "SHA-256") => SignatureScheme.P256,
            ("secp384r1", "SHA-384") => SignatureScheme.P384,
            ("secp521r1", "SHA-512") => SignatureScheme.P521,
            _ => null,
        };
}

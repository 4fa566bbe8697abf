using System.Text.Json;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>
/// X25519 and X448. What the file calls acceptable is decided by RFC 9180: an all-zero result is refused, everything else
/// is computed.
/// </summary>
internal sealed class XdhFamily : WycheproofFamily
{
    internal override string Name => "wycheproof xdh";

    private protected override string Schema => "xdh_comp_schema";

    private protected override string? OutOfScope(string algorithm, JsonElement group) =>
        Find(group) is null ? "no MLS cipher suite uses this curve" : null;

    private protected override void Replay(string algorithm, JsonElement group, JsonElement test)
    {
        DhGroup dh = Find(group)!;
        byte[] agreement = new byte[dh.AgreementLength];
        byte[] privateKey = test.Bytes("private");
        byte[] publicKey = test.Bytes("public");
        if (IsInvalid(test))
        {
            Expect.Refused(
                "an invalid public key",
                () => dh.Agree(privateKey, publicKey, agreement),
                "hpke_public_key"
            );
        }
        else if (HasFlag(test, "ZeroSharedSecret"))
        {
            Expect.Refused(
                "a zero secret",
                () => dh.Agree(privateKey, publicKey, agreement),
                "hpke_shared_secret_zero"
            );
        }
        else
        {
            dh.Agree(privateKey, publicKey, agreement);
            Expect.Equal("shared", test.Bytes("shared"), agreement);
        }
    }

    private static DhGroup? Find(JsonElement group) =>
        group.OptionalText("curve") switch
        {
            "curve25519" => DhGroup.X25519,
            "curve448" => DhGroup.X448,
            _ => null,
        };
}

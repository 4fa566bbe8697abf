using System.Text.Json;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>ECDH with bare points. The compressed ones that the file calls acceptable are refused: MLS has no such form.</summary>
internal sealed class EcdhFamily : WycheproofFamily
{
    internal override string Name => "wycheproof ecdh";

    private protected override string Schema => "ecdh_ecpoint_test_schema";

    private protected override string? OutOfScope(string algorithm, JsonElement group) =>
        Find(group) is null ? "no MLS cipher suite uses this curve" : null;

    private protected override void Replay(string algorithm, JsonElement group, JsonElement test)
    {
        DhGroup dh = Find(group)!;
        byte[] agreement = new byte[dh.AgreementLength];
        byte[] written = AtFieldLength(test.Bytes("private"), dh.PrivateKeyLength);
        byte[] publicKey = test.Bytes("public");
        using Secret read =
            dh.ReadPrivateKey(written) ?? throw new VectorMismatchException("refused a valid private key");
        byte[] privateKey = read.Bytes.ToArray();
        if (IsValid(test))
        {
            Expect.True("refused a valid public key", dh.IsValidPublicKey(publicKey));
            dh.Agree(privateKey, publicKey, agreement);
            Expect.Equal("shared", test.Bytes("shared"), agreement);
        }
        else
        {
            Expect.True("took an invalid public key for a valid one", !dh.IsValidPublicKey(publicKey));
            Expect.Refused(
                "an invalid public key",
                () => dh.Agree(privateKey, publicKey, agreement),
                "hpke_public_key"
            );
        }
    }

    private static DhGroup? Find(JsonElement group) =>
        group.OptionalText("curve") switch
        {
            "secp256r1" => DhGroup.P256,
            "secp384r1" => DhGroup.P384,
            "secp521r1" => DhGroup.P521,
            _ => null,
        };

    /// <summary>The file writes numbers, with or without zeros before them.</summary>
    private static byte[] AtFieldLength(ReadOnlySpan<byte> number, int length)
    {
        byte[] padded = new byte[length];
        ReadOnlySpan<byte> digits = number.TrimStart((byte)0);
        digits.CopyTo(padded.AsSpan(length - digits.Length));
        return padded;
    }
}

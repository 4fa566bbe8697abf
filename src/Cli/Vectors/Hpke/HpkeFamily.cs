using System.Text.Json;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>The vectors of RFC 9180: base and PSK mode, all encryptions and exports.</summary>
internal sealed class HpkeFamily : VectorFamily
{
    private const ushort ExportOnly = 0xFFFF;

    internal override string Name => "hpke";

    internal override bool Recognises(string fileName, JsonElement root) =>
        IsArrayOf(root, "mode", "kem_id", "kdf_id", "aead_id", "ikmE");

    internal override IEnumerable<VectorResult> Run(JsonElement root) =>
        root.EnumerateArray()
            .Select(
                (vector, index) =>
                    OutOfScope(vector) is { } reason
                        ? new VectorResult.OutOfScope(reason)
                        : Check(NameOf(vector, index), () => new HpkeReplay(vector, Compose(vector)).Run())
            );

    internal static Kem? FindKem(int id) =>
        new[] { Kem.P256, Kem.P384, Kem.P521, Kem.X25519, Kem.X448 }.FirstOrDefault(kem => kem.Id == id);

    private static string? OutOfScope(JsonElement vector) =>
        vector.Number("mode") is 2 or 3 ? "MLS uses no authenticated HPKE mode (2, 3)"
        : vector.Number("kem_id") is (>= 0x40 and <= 0x51) or 0x647a ? "post-quantum algorithms are not in this version"
        : vector.Number("kdf_id") is >= 0x10 and <= 0x13
            ? "KDFs of one stage (SHAKE, TurboSHAKE) are in no MLS cipher suite"
        : null;

    private static string NameOf(JsonElement vector, int index) =>
        $"case {index} (mode {vector.Number("mode")}, kem {vector.Number("kem_id"):x4}, kdf {vector.Number("kdf_id"):x4},"
        + $" aead {vector.Number("aead_id"):x4})";

    private static HpkeComposition Compose(JsonElement vector)
    {
        Kem kem = FindKem(vector.Number("kem_id")) ?? throw new VectorMismatchException("unknown KEM");
        Kdf kdf =
            new[] { Kdf.Sha256, Kdf.Sha384, Kdf.Sha512 }.FirstOrDefault(kdf => kdf.Id == vector.Number("kdf_id"))
            ?? throw new VectorMismatchException("unknown KDF");
        int aeadId = vector.Number("aead_id");
        Aead? aead = new[] { Aead.Aes128Gcm, Aead.Aes256Gcm, Aead.ChaCha20Poly1305 }.FirstOrDefault(aead =>
            aead.Id == aeadId
        );
        Expect.True("unknown AEAD", aead is not null || aeadId == ExportOnly);
        return new(kem, new(kem, kdf, aead), Seals: aead is not null);
    }
}

using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class PreSharedKeyFamily : CaseArrayFamily
{
    public override string Name => "mls psk_secret";

    protected override IReadOnlyList<string> Members => ["psks", "psk_secret"];

    protected override void Check(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Int("cipher_suite")));
        List<(PreSharedKeyId, Secret)> keys =
        [
            .. vector
                .GetProperty("psks")
                .EnumerateArray()
                .Select(psk =>
                    (PreSharedKeyId.OfExternal(psk.Hex("psk_id"), psk.Hex("psk_nonce")), Secret.CopyOf(psk.Hex("psk")))
                ),
        ];
        using Secret mixed = PreSharedKeySecret.Compute(suite, keys);
        Expect.Equal(vector.Hex("psk_secret"), mixed.Bytes, "psk_secret");
    }
}

using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Cli.Vectors;

internal sealed class PreSharedKeyFamily : CaseArrayFamily
{
    internal override string Name => "psk_secret";

    private protected override IReadOnlyList<string> Members => ["psks", "psk_secret"];

    private protected override void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
        List<(PreSharedKeyId, Secret)> keys =
        [
            .. vector
                .GetProperty("psks")
                .EnumerateArray()
                .Select(psk =>
                    (
                        PreSharedKeyId.OfExternal(psk.Bytes("psk_id"), psk.Bytes("psk_nonce")),
                        Secret.CopyOf(psk.Bytes("psk"))
                    )
                ),
        ];
        using Secret mixed = PreSharedKeySecret.Compute(suite, keys);
        Expect.Equal("psk_secret", vector.Bytes("psk_secret"), mixed.Bytes);
    }
}

using Sotto.Mls.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>Mixes pre-shared keys into one secret (RFC 9420 section 8.4).</summary>
internal static class PreSharedKeySecret
{
    /// <summary>In the order given; zeros for none. The caller wipes the result and the keys.</summary>
    internal static Secret Compute(Suite suite, IReadOnlyList<(PreSharedKeyId Id, Secret Key)> keys)
    {
        Secret mixed = new(suite.HashLength);
        using Secret extracted = new(suite.HashLength);
        using Secret input = new(suite.HashLength);
        using Secret zeros = new(suite.HashLength);
        for (int i = 0; i < keys.Count; i++)
        {
            using TlsWriter label = new();
            label.Structure(keys[i].Id).UInt16((ushort)i).UInt16((ushort)keys.Count);
            suite.Extract(zeros.Bytes, keys[i].Key.Bytes, extracted.Buffer);
            suite.ExpandWithLabel(extracted.Bytes, "derived psk"u8, label.Written, input.Buffer);
            suite.Extract(input.Bytes, mixed.Bytes, extracted.Buffer);
            extracted.Bytes.CopyTo(mixed.Buffer);
        }

        return mixed;
    }
}

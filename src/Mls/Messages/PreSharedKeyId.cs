namespace Sotto.Mls;

/// <summary>Names a pre-shared key (RFC 9420 section 8.4).</summary>
public sealed class PreSharedKeyId
{
    private PreSharedKeyId(ref TlsReader reader)
    {
        switch (reader.UInt8())
        {
            case 1:
                ExternalId = reader.Opaque();
                break;
            case 2:
                // Usage: application 1, reinit 2, branch 3.
                ResumptionUsage = reader.UInt8() is var usage and >= 1 and <= 3
                    ? usage
                    : throw new MlsException("resumption_usage");
                ResumptionGroupId = reader.Opaque();
                ResumptionEpoch = Epoch.Read(ref reader);
                break;
            default:
                throw new MlsException("psk_type");
        }

        Nonce = reader.Opaque();
    }

    /// <summary>Of an external key; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ExternalId { get; }

    /// <summary>Of a resumption key (1 application, 2 re-initialisation, 3 branch); otherwise null.</summary>
    public byte? ResumptionUsage { get; }

    /// <summary>The group of a resumption key; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ResumptionGroupId { get; }

    /// <summary>The epoch of a resumption key; otherwise null.</summary>
    public Epoch? ResumptionEpoch { get; }

    /// <summary>Fresh for every use.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    internal static PreSharedKeyId Read(ref TlsReader reader) => new(ref reader);
}

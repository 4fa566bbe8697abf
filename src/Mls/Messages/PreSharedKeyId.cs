namespace Sotto.Mls;

/// <summary>Names a pre-shared key (RFC 9420 section 8.4).</summary>
public sealed class PreSharedKeyId : ITlsStructure, IEquatable<PreSharedKeyId>
{
    private const byte ExternalType = 1;
    private const byte ResumptionType = 2;

    private PreSharedKeyId(ref TlsReader reader)
    {
        switch (reader.UInt8())
        {
            case ExternalType:
                ExternalId = reader.Opaque();
                break;
            case ResumptionType:
                ResumptionUsage = reader.UInt8() is var usage and >= 1 and <= 3
                    ? (ResumptionUsage)usage
                    : throw new MlsException("resumption_usage");
                ResumptionGroupId = reader.Opaque();
                ResumptionEpoch = Epoch.Read(ref reader);
                break;
            default:
                throw new MlsException("psk_type");
        }

        Nonce = reader.Opaque();
    }

    private PreSharedKeyId(ReadOnlySpan<byte> nonce) => Nonce = nonce.ToArray();

    /// <summary>Of an external key; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ExternalId { get; private init; }

    /// <summary>Of a resumption key; otherwise null.</summary>
    public ResumptionUsage? ResumptionUsage { get; private init; }

    /// <summary>The group of a resumption key; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ResumptionGroupId { get; private init; }

    /// <summary>The epoch of a resumption key; otherwise null.</summary>
    public Epoch? ResumptionEpoch { get; private init; }

    /// <summary>Fresh for every use.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <inheritdoc />
    public bool Equals(PreSharedKeyId? other) =>
        other is not null && TlsWriter.Encode(this).AsSpan().SequenceEqual(TlsWriter.Encode(other));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as PreSharedKeyId);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(TlsWriter.Encode(this));
        return hash.ToHashCode();
    }

    void ITlsStructure.Write(TlsWriter writer)
    {
        WriteKey(writer);
        writer.Opaque(Nonce.Span);
    }

    internal static PreSharedKeyId Read(ref TlsReader reader) => new(ref reader);

    internal static PreSharedKeyId OfExternal(ReadOnlySpan<byte> id, ReadOnlySpan<byte> nonce) =>
        new(nonce) { ExternalId = id.ToArray() };

    internal static PreSharedKeyId OfResumption(
        ResumptionUsage usage,
        ReadOnlySpan<byte> groupId,
        Epoch epoch,
        ReadOnlySpan<byte> nonce
    ) =>
        new(nonce)
        {
            ResumptionUsage = usage,
            ResumptionGroupId = groupId.ToArray(),
            ResumptionEpoch = epoch,
        };

    /// <summary>Whether both name one key, whatever their nonces.</summary>
    internal bool NamesSameKey(PreSharedKeyId other)
    {
        using TlsWriter ours = new();
        using TlsWriter theirs = new();
        WriteKey(ours);
        other.WriteKey(theirs);
        return ours.Written.SequenceEqual(theirs.Written);
    }

    private void WriteKey(TlsWriter writer)
    {
        if (ResumptionUsage is { } usage)
        {
            writer
                .UInt8(ResumptionType)
                .UInt8((byte)usage)
                .Opaque(ResumptionGroupId.Span)
                .UInt64(ResumptionEpoch.GetValueOrDefault().Value);
        }
        else
        {
            writer.UInt8(ExternalType).Opaque(ExternalId.Span);
        }
    }
}

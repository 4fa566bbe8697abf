namespace Sotto.Mls.Groups;

/// <summary>Names pre-shared keys with a fresh nonce for each use (RFC 9420 section 8.4).</summary>
internal static class PreSharedKeyProposals
{
    internal static Proposal.PreSharedKey External(MlsGroup group, ReadOnlySpan<byte> id) =>
        new(PreSharedKeyId.OfExternal(id, DrawNonce(group)));

    internal static Proposal.PreSharedKey Resumption(MlsGroup into, MlsGroup of, ResumptionUsage usage, Epoch epoch) =>
        new(PreSharedKeyId.OfResumption(usage, of.GroupId.Span, epoch, DrawNonce(into)));

    private static byte[] DrawNonce(MlsGroup group)
    {
        byte[] nonce = new byte[group.Suite.HashLength];
        group.Settings.Random(nonce);
        return nonce;
    }
}

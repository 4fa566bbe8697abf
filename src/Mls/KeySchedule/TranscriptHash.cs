using Sotto.Mls.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>The hashes that bind an epoch to all commits before it (RFC 9420 section 8.2).</summary>
internal static class TranscriptHash
{
    internal static byte[] Confirm(Suite suite, ReadOnlySpan<byte> interimBefore, AuthenticatedContent commit)
    {
        using TlsWriter input = new();
        input.Raw(interimBefore).UInt16((ushort)commit.Format).Structure(commit.Content).Opaque(commit.Signature.Span);
        return suite.Hash(input.Written);
    }

    internal static byte[] Interim(Suite suite, ReadOnlySpan<byte> confirmed, ReadOnlySpan<byte> confirmationTag)
    {
        using TlsWriter input = new();
        input.Raw(confirmed).Opaque(confirmationTag);
        return suite.Hash(input.Written);
    }
}

namespace Sotto.Mls.KeySchedule;

/// <summary>The two ratchets of each leaf (RFC 9420 section 9.1).</summary>
internal enum RatchetKind : byte
{
    Handshake = 1,
    Application = 2,
}

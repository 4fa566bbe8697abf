namespace Sotto.Protocol;

/// <summary>First element of every frame.</summary>
internal enum FrameKind
{
    Nonce = 1,
    Ready = 2,
    Welcome = 3,
    Commit = 4,
    Message = 5,
    Status = 6,
    Deleted = 7,
    ServerTyping = 8,
    CaughtUp = 9,
    Accepted = 10,
    Refused = 11,
    Gap = 12,
    Ended = 13,
    Directory = 14,
    Proof = 32,
    Send = 33,
    Acknowledge = 34,
    ClientTyping = 35,
}

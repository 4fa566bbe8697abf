namespace Sotto.Server.Conversations;

/// <summary>What a stored event is; the numbers are those of the frames.</summary>
internal static class EventKind
{
    public const long Commit = 4;
    public const long Message = 5;
    public const long Status = 6;
    public const long Deleted = 7;
}

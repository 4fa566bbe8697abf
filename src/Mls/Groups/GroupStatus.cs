namespace Sotto.Mls.Groups;

/// <summary>Whether a group can still be used.</summary>
public enum GroupStatus
{
    /// <summary>It can.</summary>
    Active = 1,

    /// <summary>This member has been removed. Late messages of epochs that they were in still open.</summary>
    Removed = 2,

    /// <summary>It has ended in favour of another (RFC 9420 section 11.2). Late messages still open.</summary>
    Reinitialized = 3,
}

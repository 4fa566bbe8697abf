namespace Sotto.Mls;

/// <summary>What a framed message carries (RFC 9420 section 6).</summary>
public enum ContentType
{
    /// <summary>Application data.</summary>
    Application = 1,

    /// <summary>A proposal.</summary>
    Proposal = 2,

    /// <summary>A commit.</summary>
    Commit = 3,
}

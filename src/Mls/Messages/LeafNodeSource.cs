namespace Sotto.Mls;

/// <summary>How a leaf came into the tree (RFC 9420 section 7.2).</summary>
public enum LeafNodeSource
{
    /// <summary>From a key package.</summary>
    KeyPackage = 1,

    /// <summary>From an Update proposal.</summary>
    Update = 2,

    /// <summary>From the path of a commit.</summary>
    Commit = 3,
}

namespace Sotto.Mls.Groups;

/// <summary>A group to be created.</summary>
/// <param name="GroupId">Its id, which nobody may have used before; random or otherwise unique.</param>
/// <param name="CipherSuite">Its cipher suite, for good.</param>
public sealed record NewGroup(ReadOnlyMemory<byte> GroupId, CipherSuite CipherSuite)
{
    /// <summary>The extensions of its context.</summary>
    public IReadOnlyList<Extension> Extensions { get; init; } = [];
}

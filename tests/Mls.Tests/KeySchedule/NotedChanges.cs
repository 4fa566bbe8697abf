using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.KeySchedule;

/// <summary>Notes what it is told.</summary>
internal sealed class NotedChanges : ISecretTreeChanges
{
    internal List<uint> Nodes { get; } = [];

    internal List<(RatchetName Name, RatchetChange Change)> Ratchets { get; } = [];

    public void NodeChanged(NodeIndex node) => Nodes.Add(node.Value);

    public void RatchetChanged(RatchetName name, RatchetChange change) => Ratchets.Add((name, change));
}

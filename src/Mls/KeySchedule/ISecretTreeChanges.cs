using Sotto.Mls.Tree;

namespace Sotto.Mls.KeySchedule;

/// <summary>Told what changed in a secret tree, so that storing after a message writes that and no more.</summary>
internal interface ISecretTreeChanges
{
    void NodeChanged(NodeIndex node);

    void RatchetChanged(RatchetName name, RatchetChange change);
}

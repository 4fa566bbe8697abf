using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Groups.State;

/// <summary>Which parts of a group changed since it was last stored.</summary>
internal sealed class ChangeLog
{
    private readonly HashSet<PartName> _changed = [];

    internal IReadOnlyCollection<PartName> Changed => _changed;

    internal void Add(PartName name) => _changed.Add(name);

    internal void Clear() => _changed.Clear();

    /// <summary>Notes what happens in one epoch's secret tree.</summary>
    internal ISecretTreeChanges For(Epoch epoch) => new SecretTreeChanges(this, epoch);

    private sealed class SecretTreeChanges(ChangeLog log, Epoch epoch) : ISecretTreeChanges
    {
        public void NodeChanged(NodeIndex node) => log.Add(PartName.OfSecretNode(epoch, node));

        public void RatchetChanged(RatchetName name, RatchetChange change)
        {
            log.Add(PartName.OfRatchet(epoch, name));
            foreach (uint generation in change.Kept)
            {
                log.Add(PartName.OfSkippedKey(epoch, name, generation));
            }

            foreach (uint generation in change.Forgotten)
            {
                log.Add(PartName.OfSkippedKey(epoch, name, generation));
            }
        }
    }
}

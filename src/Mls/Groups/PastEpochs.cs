using System.Diagnostics;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups.State;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Groups;

/// <summary>The epochs that are over and still of use: for late messages, and as resumption keys.</summary>
[DebuggerDisplay("[secret]")]
internal sealed class PastEpochs(ChangeLog changes) : IDisposable
{
    private readonly SortedList<ulong, PastEpoch> _epochs = [];
    private readonly SortedList<ulong, Secret> _resumption = [];

    /// <summary>From the oldest on, without gaps.</summary>
    internal IReadOnlyDictionary<ulong, PastEpoch> Epochs => _epochs.AsReadOnly();

    internal IReadOnlyDictionary<ulong, Secret> Resumption => _resumption.AsReadOnly();

    public void Dispose()
    {
        foreach (PastEpoch epoch in _epochs.Values)
        {
            epoch.Messages.Dispose();
        }

        foreach (Secret secret in _resumption.Values)
        {
            secret.Dispose();
        }
    }

    internal PastEpoch? Find(Epoch epoch) => _epochs.GetValueOrDefault(epoch.Value);

    internal Secret? FindResumption(Epoch epoch) => _resumption.GetValueOrDefault(epoch.Value);

    /// <summary>Takes over the message keys of an epoch that ends, and gives up the oldest beyond the settings' bounds.</summary>
    internal void Add(EpochState ended, GroupSettings settings)
    {
        Epoch epoch = ended.Public.Epoch;
        ended.Messages.Tree.Close(ended.Self);
        _epochs.Add(epoch.Value, new(ended.Public.Context, ended.Public.Tree.CopyLeaves(), ended.Messages));
        _resumption.Add(epoch.Value, ended.Secrets.Resumption.Copy());
        changes.Add(PartName.OfPastEpoch(epoch));
        changes.Add(PartName.OfResumption(epoch));
        while (_epochs.Count > settings.PastEpochs)
        {
            Forget(_epochs.Keys[0]);
        }

        while (_resumption.Count > settings.ResumptionEpochs)
        {
            changes.Add(PartName.OfResumption(new(_resumption.Keys[0])));
            _resumption.Values[0].Dispose();
            _resumption.RemoveAt(0);
        }
    }

    internal void Restore(PastEpoch epoch) => _epochs.Add(epoch.Context.Epoch.Value, epoch);

    internal void RestoreResumption(Epoch epoch, Secret secret) => _resumption.Add(epoch.Value, secret);

    private void Forget(ulong value)
    {
        Epoch epoch = new(value);
        _epochs.Remove(value, out PastEpoch? forgotten);
        SecretTree tree = forgotten!.Messages.Tree;
        changes.Add(PartName.OfPastEpoch(epoch));
        tree.ForEachPart(changes.For(epoch));
        forgotten.Messages.Dispose();
    }
}

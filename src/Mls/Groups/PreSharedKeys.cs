using System.Security.Cryptography;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Groups;

/// <summary>Finds the pre-shared keys that a commit or Welcome names, and mixes them (RFC 9420 section 8.4).</summary>
internal static class PreSharedKeys
{
    /// <summary>
    /// Their common secret, which the caller wipes; throws <see cref="MlsException" /> when one is not known here.
    /// </summary>
    /// <param name="suite">The suite of the group that they enter.</param>
    /// <param name="ids">Which, in the order of the commit.</param>
    /// <param name="settings">Knows external keys.</param>
    /// <param name="groups">Groups whose resumption keys may be named.</param>
    internal static Secret Mix(
        Suite suite,
        IReadOnlyList<PreSharedKeyId> ids,
        GroupSettings settings,
        params ReadOnlySpan<MlsGroup?> groups
    )
    {
        List<(PreSharedKeyId, Secret)> keys = [];
        try
        {
            foreach (PreSharedKeyId id in ids)
            {
                keys.Add((id, id.ResumptionUsage is null ? External(id, settings) : Resumption(id, groups)));
            }

            return PreSharedKeySecret.Compute(suite, keys);
        }
        finally
        {
            keys.ForEach(key => key.Item2.Dispose());
        }
    }

    private static Secret External(PreSharedKeyId id, GroupSettings settings)
    {
        byte[] found = settings.FindPreSharedKey(id.ExternalId) ?? throw new MlsException("psk_unknown");
        Secret key = Secret.CopyOf(found);
        CryptographicOperations.ZeroMemory(found);
        return key;
    }

    private static Secret Resumption(PreSharedKeyId id, ReadOnlySpan<MlsGroup?> groups)
    {
        foreach (MlsGroup? group in groups)
        {
            if (group is not null && group.GroupId.Span.SequenceEqual(id.ResumptionGroupId.Span))
            {
                Epoch epoch = id.ResumptionEpoch.GetValueOrDefault();
                bool isCurrent = epoch == group.Epoch && group.Status is not GroupStatus.Removed;
                Secret? key = isCurrent ? group.Current.Secrets.Resumption : group.Past.FindResumption(epoch);
                return key?.Copy() ?? throw new MlsException("psk_unknown");
            }
        }

        throw new MlsException("psk_unknown");
    }
}

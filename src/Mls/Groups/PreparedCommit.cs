using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Groups;

/// <summary>
/// A commit to be sent to the delivery service, together with what belongs to it. The group holds the epoch it leads to
/// until it is merged or dropped; store the group's changes before sending.
/// </summary>
[DebuggerDisplay("[secret]")]
public sealed class PreparedCommit
{
    private readonly MlsGroup _group;
    private readonly SignatureKeyPair _signer;

    internal PreparedCommit(MlsGroup group, MlsMessage message, Welcome? welcome, PendingEpoch pending)
    {
        _group = group;
        _signer = pending.NewSigner ?? group.Signer;
        Message = message;
        Welcome = welcome;
        Pending = pending;
    }

    /// <summary>The commit, for the members.</summary>
    public MlsMessage Message { get; }

    /// <summary>For the newcomers, if there are any.</summary>
    public Welcome? Welcome { get; }

    /// <summary>The epoch that it leads to, for <see cref="MlsGroup.Merge" />.</summary>
    public PendingEpoch Pending { get; }

    /// <summary>Describes the epoch that it leads to, as <see cref="MlsGroup.CreateGroupInfo" /> does the current one.</summary>
    public GroupInfo CreateGroupInfo(bool withTree = true, bool withExternalPub = false) =>
        GroupInfoMaking.Make(Pending.Next!, _signer.For(_group.Suite), withTree, withExternalPub);
}

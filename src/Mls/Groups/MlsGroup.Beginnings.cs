namespace Sotto.Mls.Groups;

/// <content>How a member comes into a group.</content>
public sealed partial class MlsGroup
{
    /// <summary>
    /// A new group with oneself as its only member, in epoch 0 (RFC 9420 section 11). The caller disposes it; the identity's
    /// signature key stays the caller's.
    /// </summary>
    /// <param name="group">Its id, cipher suite and extensions.</param>
    /// <param name="identity">What one's own leaf says.</param>
    /// <param name="settings">What the group will be used with.</param>
    /// <exception cref="MlsException">
    /// The cipher suite is not supported, the identity does not support what the group demands, or the policy refuses it.
    /// </exception>
    /// <exception cref="InvalidOperationException">The signature key is of another scheme than the suite's.</exception>
    public static MlsGroup Create(NewGroup group, ClientIdentity identity, GroupSettings settings)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(settings);
        return GroupCreation.Create(group, identity, settings);
    }

    /// <summary>
    /// Opens a Welcome and verifies the group behind it: every leaf, every hash, and the confirmation tag (RFC 9420 section
    /// 12.4.3.1). Nothing in it is believed before that; the policy is asked about every member.
    /// </summary>
    /// <param name="welcome">The Welcome, as received.</param>
    /// <param name="keyPackage">The key package that it is for.</param>
    /// <param name="signatureKey">The signature key of that key package.</param>
    /// <param name="settings">What the group will be used with.</param>
    /// <param name="options">What is known beside the Welcome.</param>
    /// <returns>The group, not entered yet; the caller disposes it.</returns>
    /// <exception cref="MlsException">The Welcome or the group is refused. The key package is as before.</exception>
    /// <exception cref="ObjectDisposedException">The key package or the signature key was disposed.</exception>
    public static StagedJoin Join(
        Welcome welcome,
        OwnKeyPackage keyPackage,
        SignatureKeyPair signatureKey,
        GroupSettings settings,
        JoinOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(welcome);
        ArgumentNullException.ThrowIfNull(keyPackage);
        ArgumentNullException.ThrowIfNull(signatureKey);
        ArgumentNullException.ThrowIfNull(settings);
        return new Joining(welcome, keyPackage, signatureKey, settings, options ?? new()).Open();
    }

    /// <summary>
    /// Prepares to join from outside, by a commit of one's own (RFC 9420 section 12.4.3.2). The group info is verified as
    /// that of a Welcome is. The members' policies decide whether they accept it.
    /// </summary>
    /// <param name="info">A member's description of the group with its external key, as received.</param>
    /// <param name="identity">What one's own leaf says.</param>
    /// <param name="settings">What the group will be used with.</param>
    /// <param name="options">What is known beside the group info, and what the commit does besides joining.</param>
    /// <returns>The commit and the group it leads to, not entered yet; the caller disposes it.</returns>
    /// <exception cref="MlsException">The group info or the group is refused, or has no external key.</exception>
    public static ExternalJoin JoinExternally(
        GroupInfo info,
        ClientIdentity identity,
        GroupSettings settings,
        ExternalJoinOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(settings);
        return new ExternalJoining(info, identity, settings, options ?? new()).Create();
    }

    /// <summary>
    /// Begins the group that continues this one after its re-initialisation (RFC 9420 section 11.2), with key packages of
    /// all other members. Newcomers give this group as predecessor when they join. The caller disposes the new group.
    /// </summary>
    /// <exception cref="InvalidOperationException">This group has not been re-initialised.</exception>
    /// <exception cref="MlsException">A key package is refused.</exception>
    public (MlsGroup Group, PreparedCommit Commit) BeginSuccessor(
        ClientIdentity identity,
        IReadOnlyList<KeyPackage> others,
        GroupSettings settings
    )
    {
        ThrowIfDisposed();
        Proposal.ReInit announced =
            Successor ?? throw new InvalidOperationException("No re-initialisation was committed.");
        NewGroup group = new(announced.GroupId, announced.CipherSuite) { Extensions = announced.Extensions };
        return Begin(group, ResumptionUsage.ReInit, identity, others, settings);
    }

    /// <summary>
    /// Begins a group of some members of this one (section 11.3). Newcomers give this group as predecessor when they join.
    /// This group is as before; the caller disposes the new one.
    /// </summary>
    /// <exception cref="MlsException">A key package is refused.</exception>
    /// <exception cref="InvalidOperationException">This group is over for this member.</exception>
    public (MlsGroup Group, PreparedCommit Commit) Branch(
        ReadOnlyMemory<byte> groupId,
        ClientIdentity identity,
        IReadOnlyList<KeyPackage> others,
        GroupSettings settings
    )
    {
        RequireActive();
        return Begin(new(groupId, CipherSuite), ResumptionUsage.Branch, identity, others, settings);
    }

    private (MlsGroup Group, PreparedCommit Commit) Begin(
        NewGroup group,
        ResumptionUsage usage,
        ClientIdentity identity,
        IReadOnlyList<KeyPackage> others,
        GroupSettings settings
    )
    {
        MlsGroup begun = Create(group, identity, settings);
        try
        {
            return (begun, begun.Commit(new() { Adds = others, Origin = (usage, this) }));
        }
        catch
        {
            begun.Dispose();
            throw;
        }
    }
}

using Sotto.Mls;
using Sotto.Mls.PublicGroups;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Following;

/// <summary>
/// Verifies commits before they are stored, as far as somebody without secrets can: signatures, proposals, paths, keys,
/// certificates (RFC 9420 section 16.9). Tags, path secrets and Welcomes only members can verify. It runs outside the
/// database's only writer, so that a slow commit delays nobody.
/// </summary>
internal sealed class GroupFollower(
    Database database,
    OrganisationStore organisations,
    CertificateStore certificates,
    TimeProvider time
)
{
    /// <summary>
    /// The first commit of a new group. The framing of the request has been checked, and its customer. A device that may
    /// not enter any more is a conflict: the visitor takes others.
    /// </summary>
    public async Task<Checked<FollowedStep>> BeginAsync(
        Organisation owner,
        InboxId inbox,
        StartConversationRequest request,
        ProvenKey proven,
        CancellationToken cancel
    )
    {
        PublicMessage commit = (PublicMessage)MlsFraming.Parse(request.Commit.Span);
        Standings standings = await ReadAsync(owner, Newcomers(commit), cancel).ConfigureAwait(false);
        RosterPolicy policy = new(inbox, request.Customer, standings) { Founder = proven.Key };
        return Verified(
            policy,
            rule =>
                rule is CertificateRules.Revoked or CertificateRules.WrongInbox
                    ? ProblemCodes.Conflict
                    : ProblemCodes.NotCertified,
            () =>
            {
                GroupInfo info = (GroupInfo)MlsFraming.Parse(request.GroupInfo.Span);
                return Step(PublicGroup.Follow(info, policy, time), commit, described: null, standings);
            }
        );
    }

    /// <summary>
    /// The next commit of a group that is followed. Null when the caller is no member of the conversation or its group is
    /// in another epoch: whoever stores the commit finds the same, and knows the answer.
    /// </summary>
    public async Task<Checked<FollowedStep>?> ContinueAsync(
        DeviceCaller caller,
        ConversationId conversation,
        SubmitCommitRequest request,
        StorageKey storage,
        CancellationToken cancel
    )
    {
        GroupRow? row = await GroupStates.FindAsync(database, caller, conversation, cancel).ConfigureAwait(false);
        if (row is null || row.Epoch != request.Epoch)
        {
            return null;
        }

        PublicMessage commit = (PublicMessage)MlsFraming.Parse(request.Commit.Span);
        GroupInfo described = (GroupInfo)MlsFraming.Parse(request.GroupInfo.Span);
        byte[] state = GroupStates.Unwrap(conversation, row, storage);
        Organisation owner = await organisations.GetAsync(caller.Organisation, cancel).ConfigureAwait(false);
        IEnumerable<LeafNode> shown = Newcomers(commit).Concat(Changed(state, commit));
        Standings standings = await ReadAsync(owner, shown, cancel).ConfigureAwait(false);
        RosterPolicy policy = new(InboxId.Parse(row.InboxId), CustomerId.Parse(row.CustomerId), standings);
        return Verified(
            policy,
            static _ => ProblemCodes.NotCertified,
            () => Step(PublicGroup.Load(state, policy, time), commit, described, standings)
        );
    }

    private Task<Standings> ReadAsync(Organisation owner, IEnumerable<LeafNode> leaves, CancellationToken cancel) =>
        Standings.ReadAsync(database, certificates, owner.ToTrustedRoot(), time.GetUtcNow(), leaves, cancel);

    private static IEnumerable<LeafNode> Newcomers(PublicMessage commit) =>
        ByValue(commit).OfType<Proposal.Add>().Select(add => add.KeyPackage.Leaf);

    /// <summary>Whom it removes, and the committer's new leaf when that shows something new.</summary>
    private static IEnumerable<LeafNode> Changed(byte[] state, PublicMessage commit)
    {
        IReadOnlyDictionary<LeafIndex, LeafNode> members = PublicGroup
            .Load(state, new Nobody(), TimeProvider.System)
            .Members;
        IEnumerable<LeafNode> removed = ByValue(commit)
            .OfType<Proposal.Remove>()
            .Select(remove => members.GetValueOrDefault(remove.Removed))
            .OfType<LeafNode>();
        return commit.Commit!.Path is { } path && !members.Values.Any(member => LeafIdentity.AreSame(member, path.Leaf))
            ? removed.Append(path.Leaf)
            : removed;
    }

    private static IEnumerable<Proposal> ByValue(PublicMessage commit) =>
        commit.Commit!.Proposals.OfType<ProposalOrReference.ByValue>().Select(proposal => proposal.Proposal);

    private static Checked<FollowedStep> Verified(
        RosterPolicy policy,
        Func<string, string> codeOf,
        Func<Checked<FollowedStep>> verify
    )
    {
        try
        {
            return verify();
        }
        catch (MlsException error)
        {
            // The policy's answer is the more telling one: MLS itself knows only that it said no.
            return policy.Refusal is { } rule
                ? new Refusal(codeOf(rule), rule)
                : Refusal.Malformed($"The commit does not verify: {error.Rule}.");
        }
    }

    private static Checked<FollowedStep> Step(
        PublicGroup group,
        PublicMessage message,
        GroupInfo? described,
        Standings standings
    )
    {
        if (group.Verify(message) is not VerifiedCommit commit)
        {
            return Refusal.Malformed("This call takes a commit.");
        }

        PublicEpoch after = group.Stage(commit);
        if (described is not null && !after.IsDescribedBy(described))
        {
            return Refusal.Malformed("The group info describes another epoch than the commit leads to.");
        }

        return after.Members.Count <= Limits.GroupMembers
            ? FollowedStep.Take(group, commit, after, standings)
            : Refusal.Malformed("A conversation has at most 128 devices.");
    }

    /// <summary>For looking at a group alone.</summary>
    private sealed class Nobody : GroupPolicy
    {
        public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) => false;
    }
}

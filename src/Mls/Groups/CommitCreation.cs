using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups.State;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>Makes a commit (RFC 9420 section 12.4.1). The group gains a pending commit and changes nothing else.</summary>
internal sealed class CommitCreation(MlsGroup group, CommitOptions options)
{
    private readonly FillRandom _random = group.Settings.Random;

    private Suite Suite => group.Suite;

    private EpochState Current => group.Current;

    internal PreparedCommit Create()
    {
        List<CommittedProposal> proposals = ByValue();
        List<ProposalOrReference> listed =
        [
            .. proposals.Select(committed => new ProposalOrReference.ByValue(committed.Proposal)),
        ];
        foreach (VerifiedProposal kept in SelectKept(proposals))
        {
            proposals.Add(new(kept.Proposal, kept.Sender, true));
            listed.Add(new ProposalOrReference.ByReference(kept.Reference.ToArray()));
        }

        bool hasPath =
            !options.OmitPathWhereAllowed || options.Leaf is not null || ProposalListRules.NeedsPath(proposals);
        ProposalEffect effect = ProposalEffect.Of(Current.Public, proposals, group.OwnSender, hasPath);
        using PathCreation? path = hasPath
            ? new(Suite, effect.Tree, group.Self, (key, parentHash) => SignLeaf(effect, key, parentHash), _random)
            : null;
        return Create(effect, path, proposals, listed);
    }

    /// <summary>
    /// The kept proposals that can be committed together with what the committer wants. One that cannot, by whomever, must
    /// not keep the group from going on.
    /// </summary>
    private List<VerifiedProposal> SelectKept(List<CommittedProposal> byValue)
    {
        if (options.LeavePendingProposals || group.Proposals.All.Count == 0)
        {
            return [];
        }

        List<VerifiedProposal> selected = [.. new PendingSelection(group.Self, byValue).Select(group.Proposals.All)];
        if (Applies(byValue, selected))
        {
            return selected;
        }

        List<VerifiedProposal> applicable = [];
        foreach (VerifiedProposal proposal in selected)
        {
            if (Applies(byValue, [.. applicable, proposal]))
            {
                applicable.Add(proposal);
            }
        }

        return applicable;
    }

    private bool Applies(List<CommittedProposal> byValue, List<VerifiedProposal> kept)
    {
        List<CommittedProposal> all =
        [
            .. byValue,
            .. kept.Select(proposal => new CommittedProposal(proposal.Proposal, proposal.Sender, true)),
        ];
        try
        {
            ProposalEffect effect = ProposalEffect.Of(Current.Public, all, group.OwnSender, hasPath: true);
            effect.CheckTree(effect.Tree, null, group.Settings.Policy);
            PreSharedKeys.Mix(Suite, effect.PreSharedKeys, group.Settings, group, options.Origin?.Group).Dispose();
            return true;
        }
        catch (MlsException)
        {
            return false;
        }
    }

    private PreparedCommit Create(
        ProposalEffect effect,
        PathCreation? path,
        List<CommittedProposal> proposals,
        List<ProposalOrReference> listed
    )
    {
        RatchetTree tree = path?.Tree ?? effect.Tree;
        UpdatePath? updatePath = path?.Encrypt(effect.ContextWith(tree), effect.AddedLeaves, _random);
        TreeKeys publicKeys = effect.CheckTree(tree, updatePath, group.Settings.Policy);
        FramedContent content = MessageMaking.Frame(
            group,
            new(new Commit(listed, updatePath)),
            options.AuthenticatedData.Span
        );
        AuthenticatedContent signed = MessageMaking.Sign(group, MessageMaking.HandshakeFormat(group), content);
        byte[] confirmed = TranscriptHash.Confirm(Suite, Current.Public.InterimTranscriptHash, signed);
        GroupContext context = effect.ContextWith(tree, confirmed);

        using Secret commitSecret = path?.Secrets.CommitSecret.Copy() ?? new Secret(Suite.HashLength);
        using Secret preSharedKey = PreSharedKeys.Mix(
            Suite,
            effect.PreSharedKeys,
            group.Settings,
            group,
            options.Origin?.Group
        );
        using Secret joiner = EpochSecrets.ComputeJoiner(Suite, Current.Secrets.Init, commitSecret, context);
        using Secret epochSecret = EpochSecrets.ComputeEpoch(Suite, joiner, preSharedKey, context);
        EpochState next = Begin(context, tree, publicKeys, epochSecret, path);
        try
        {
            signed = signed with { ConfirmationTag = next.ConfirmationTag };
            Welcome? welcome = effect.Added.Count > 0 ? Invite(effect, next, joiner, preSharedKey, path) : null;
            return Prepare(signed, effect, next, proposals, welcome);
        }
        catch
        {
            next.Wipe(Current);
            throw;
        }
    }

    private PreparedCommit Prepare(
        AuthenticatedContent signed,
        ProposalEffect effect,
        EpochState next,
        List<CommittedProposal> proposals,
        Welcome? welcome
    )
    {
        MlsMessage message = MessageMaking.Frame(group, signed);
        LeafIndex[] added = [.. effect.Added.Select(member => member.Leaf)];
        PendingEpoch pending = new(group, group.Epoch, next)
        {
            OwnMessageHash = Suite.Hash(message.Encode()),
            OwnCommit = VerifiedCommit.OfOwn(group, signed, proposals, group.Self, added),
            ReInit = effect.ReInit,
            NewSigner = options.Leaf?.SignatureKey,
        };
        group.PendingCommit = pending;
        group.Changes.Add(PartName.Pending);
        return new(group, message, welcome, pending);
    }

    private EpochState Begin(
        GroupContext context,
        RatchetTree tree,
        TreeKeys publicKeys,
        Secret epochSecret,
        PathCreation? path
    )
    {
        PrivateTree keys = path?.TakeKeys(group.Self) ?? Current.Private.Fork();
        keys.Prune(tree);
        ReadOnlySpan<byte> confirmed = context.ConfirmedTranscriptHash.Span;
        PublicState state = new(Suite, context, tree, publicKeys, []);
        EpochState next = EpochState.Begin(state, epochSecret, keys, [], group.Changes.For(context.Epoch));
        byte[] tag = next.Secrets.ComputeConfirmationTag(confirmed);
        return next with
        {
            Public = state with { InterimTranscriptHash = TranscriptHash.Interim(Suite, confirmed, tag) },
            ConfirmationTag = tag,
        };
    }

    private Welcome Invite(
        ProposalEffect effect,
        EpochState next,
        Secret joiner,
        Secret preSharedKey,
        PathCreation? path
    )
    {
        SignatureKeyPair signer = options.Leaf?.SignatureKey ?? group.Signer;
        GroupInfo info = GroupInfoMaking.Make(next, signer.For(Suite), options.TreeInWelcome, withExternalPub: false);
        return WelcomeMaking.Make(Suite, effect, info, joiner, preSharedKey, path, _random);
    }

    private List<CommittedProposal> ByValue()
    {
        HandshakeVerification rules = new(
            group,
            Current.Public,
            group.Settings.Policy,
            group.Settings.Time.GetUtcNow()
        );
        IEnumerable<Proposal?> proposals =
        [
            options.Extensions is { } extensions ? new Proposal.GroupContextExtensions(extensions) : null,
            .. options.Removes.Select(removed => new Proposal.Remove(removed)),
            .. options.Adds.Select(added => new Proposal.Add(added)),
            .. options.PreSharedKeys.Select(id => PreSharedKeyProposals.External(group, id.Span)),
            .. options.Resumptions.Select(epoch =>
                PreSharedKeyProposals.Resumption(group, group, ResumptionUsage.Application, epoch)
            ),
            options.Origin is var (usage, origin)
                ? PreSharedKeyProposals.Resumption(group, origin, usage, origin.Epoch)
                : null,
            options.ReInit,
        ];
        return [.. proposals.OfType<Proposal>().Select(proposal => rules.CheckByValue(proposal, group.OwnSender))];
    }

    private LeafNode SignLeaf(ProposalEffect effect, ReadOnlyMemory<byte> encryptionKey, byte[] parentHash)
    {
        LeafContent content = (options.Leaf ?? new LeafChange()).ApplyTo(Current.OwnLeaf, encryptionKey) with
        {
            Source = LeafNodeSource.Commit,
            ParentHash = parentHash,
        };
        SigningKey key = (options.Leaf?.SignatureKey ?? group.Signer).For(Suite);
        LeafPlace place = Current.Public.PlaceOf(group.Self);
        LeafNode leaf = LeafNode.Sign(Suite, key, content, place);
        LeafRules.CheckOwn(leaf, effect.Extensions);
        ProposalRules.CheckAccepted(group.Settings.Policy, leaf, Current.OwnLeaf);
        return leaf;
    }
}

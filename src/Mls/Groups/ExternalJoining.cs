using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups.State;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>Makes a commit from outside the group (RFC 9420 section 12.4.3.2).</summary>
internal sealed class ExternalJoining(
    GroupInfo info,
    ClientIdentity identity,
    GroupSettings settings,
    ExternalJoinOptions options
)
{
    private static readonly Sender Newcomer = new Sender.NewMemberCommit();
    private readonly Suite _suite = Suite.Of(info.GroupContext.CipherSuite);

    internal ExternalJoin Create()
    {
        if (options.ExpectedGroupId is { } expected && !expected.Span.SequenceEqual(info.GroupContext.GroupId.Span))
        {
            throw new MlsException("group_info_unexpected");
        }

        byte[] externalPub = info.ExternalPub ?? throw new MlsException("external_pub_missing");
        PublicState state = TreeRules.Check(_suite, info, options.Tree, settings.Policy);
        using Secret initSecret = _suite.SealExternalInit(externalPub, settings.Random, out byte[] kemOutput);
        List<CommittedProposal> proposals = [.. Proposals(kemOutput).Select(proposal => Check(state, proposal))];
        ProposalEffect effect = ProposalEffect.Of(state, proposals, Newcomer, hasPath: true);
        using PathCreation path = new(
            _suite,
            effect.Tree,
            effect.Committer,
            (key, parentHash) => SignLeaf(state, effect, key, parentHash),
            settings.Random
        );
        return Create(state, effect, path, proposals, initSecret);
    }

    private ExternalJoin Create(
        PublicState state,
        ProposalEffect effect,
        PathCreation path,
        List<CommittedProposal> proposals,
        Secret initSecret
    )
    {
        UpdatePath updatePath = path.Encrypt(effect.ContextWith(path.Tree), effect.AddedLeaves, settings.Random);
        TreeKeys publicKeys = effect.CheckTree(path.Tree, updatePath, settings.Policy);
        IReadOnlyList<ProposalOrReference> listed =
        [
            .. proposals.Select(committed => new ProposalOrReference.ByValue(committed.Proposal)),
        ];
        FramedContent content = new(
            state.GroupId,
            state.Epoch,
            Newcomer,
            options.AuthenticatedData.ToArray(),
            new(new Commit(listed, updatePath))
        );
        AuthenticatedContent signed = AuthenticatedContent.Sign(
            _suite,
            identity.SignatureKey.For(_suite),
            WireFormat.PublicMessage,
            content,
            state.Context
        );
        byte[] confirmed = TranscriptHash.Confirm(_suite, state.InterimTranscriptHash, signed);
        GroupContext context = effect.ContextWith(path.Tree, confirmed);
        using Secret preSharedKey = PreSharedKeys.Mix(_suite, effect.PreSharedKeys, settings);
        using Secret joiner = EpochSecrets.ComputeJoiner(_suite, initSecret, path.Secrets.CommitSecret, context);
        using Secret epochSecret = EpochSecrets.ComputeEpoch(_suite, joiner, preSharedKey, context);

        ChangeLog changes = new();
        PublicState next = new(_suite, context, path.Tree, publicKeys, []);
        EpochState epoch = EpochState.Begin(
            next,
            epochSecret,
            path.TakeKeys(effect.Committer),
            [],
            changes.For(context.Epoch)
        );
        byte[] tag = epoch.Secrets.ComputeConfirmationTag(confirmed);
        epoch = epoch with
        {
            Public = next with { InterimTranscriptHash = TranscriptHash.Interim(_suite, confirmed, tag) },
            ConfirmationTag = tag,
        };
        PublicMessage message = new(signed with { ConfirmationTag = tag }, ReadOnlyMemory<byte>.Empty);
        StagedJoin join = new(epoch, identity.SignatureKey, settings, changes, effect.Committer);
        return new(message, join, epoch, identity.SignatureKey);
    }

    private IEnumerable<Proposal> Proposals(byte[] kemOutput)
    {
        yield return new Proposal.ExternalInit(kemOutput);
        if (options.Replaces is { } replaced)
        {
            yield return new Proposal.Remove(replaced);
        }

        foreach (ReadOnlyMemory<byte> id in options.PreSharedKeys)
        {
            byte[] nonce = new byte[_suite.HashLength];
            settings.Random(nonce);
            yield return new Proposal.PreSharedKey(PreSharedKeyId.OfExternal(id.Span, nonce));
        }
    }

    private CommittedProposal Check(PublicState state, Proposal proposal) =>
        new HandshakeVerification(this, state, settings.Policy, settings.Time.GetUtcNow()).CheckByValue(
            proposal,
            Newcomer
        );

    private LeafNode SignLeaf(
        PublicState state,
        ProposalEffect effect,
        ReadOnlyMemory<byte> encryptionKey,
        byte[] parentHash
    )
    {
        LeafContent content = identity.Content(encryptionKey) with
        {
            Source = LeafNodeSource.Commit,
            ParentHash = parentHash,
        };
        LeafPlace place = state.PlaceOf(effect.Committer);
        LeafNode leaf = identity.SignLeaf(_suite, content, place);
        LeafRules.CheckOwn(leaf, effect.Extensions);
        LeafNode? previous = effect.ResyncOf is { } replaced ? state.Tree.LeafAt(replaced) : null;
        ProposalRules.CheckAccepted(settings.Policy, leaf, previous);
        return leaf;
    }
}

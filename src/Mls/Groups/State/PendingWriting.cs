using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups.State;

/// <summary>
/// Stores the epoch that a commit of one's own leads to, so that a crash between sending and the answer loses nothing.
/// Of the tree it keeps what the commit changes.
/// </summary>
internal static class PendingWriting
{
    internal static bool TryWrite(MlsGroup group, TlsWriter writer)
    {
        if (group.PendingCommit is not { Next: { } next, OwnMessageHash: { } hash, OwnCommit: { } commit } pending)
        {
            return false;
        }

        writer.Opaque(hash).Structure(commit.Authenticated).Optional(pending.ReInit);
        writer.Structure(next.Public.Context).Opaque(next.Public.InterimTranscriptHash).Opaque(next.ConfirmationTag);
        PartWriting.WriteSecrets(writer, next.Secrets);
        writer.Opaque(next.Messages.Tree.NodeAt(next.Public.Tree.Root)!.Bytes);
        writer.UInt32(next.Public.Tree.LeafCount);
        int keys = writer.BeginVector();
        foreach ((NodeIndex node, KemPrivateKey key) in next.Private.Keys)
        {
            writer.UInt32(node.Value).Opaque(key.PrivateKey.Bytes);
        }

        writer.EndVector(keys);
        WriteChangedNodes(writer, group.Tree, next.Public.Tree);
        writer.Presence(pending.NewSigner is not null);
        return true;
    }

    internal static PendingEpoch Read(
        MlsGroup group,
        ref TlsReader reader,
        SignatureKeyPair? newSigner,
        RestoredSecrets restored
    )
    {
        byte[] hash = reader.Opaque();
        AuthenticatedContent authenticated = AuthenticatedContent.Read(ref reader);
        Proposal.ReInit? reInit = PartReading.ReadReInit(ref reader);
        GroupContext context = GroupContext.Read(ref reader);
        byte[] interim = reader.Opaque();
        byte[] tag = reader.Opaque();
        EpochSecrets secrets = restored.ReadEpoch(group.Suite, ref reader);
        Secret encryption = restored.Read(ref reader, group.Suite.HashLength);
        uint leafCount = reader.UInt32();
        PrivateTree keys = ReadKeys(group, new(reader.OpaqueSpan()), restored);
        RatchetTree tree = ReadTree(group.Tree, leafCount, new(reader.OpaqueSpan()));
        bool changesSigner = reader.Presence();
        if (changesSigner && newSigner is null)
        {
            throw new InvalidOperationException(
                "The pending commit changes the signature key: the new one is needed too."
            );
        }

        VerifiedCommit commit = Recognise(group, authenticated, tree);
        SecretTree messages = new(group.Suite, tree.LeafCount, encryption, group.Changes.For(context.Epoch));
        PublicState state = new(group.Suite, context, tree, group.Current.Public.Keys.After(group.Tree, tree), interim);
        EpochState next = new(state, secrets, new(group.Suite, secrets.SenderData.Copy(), messages), keys, tag);
        return new(group, group.Epoch, next)
        {
            OwnMessageHash = hash,
            OwnCommit = commit,
            ReInit = reInit,
            NewSigner = changesSigner ? newSigner : null,
        };
    }

    private static void WriteChangedNodes(TlsWriter writer, RatchetTree before, RatchetTree after)
    {
        int start = writer.BeginVector();
        for (uint i = 0; i < (2 * after.LeafCount) - 1; i++)
        {
            NodeIndex node = new(i);
            bool isKept = i < (2 * before.LeafCount) - 1 && ReferenceEquals(before.NodeAt(node), after.NodeAt(node));
            if (!isKept)
            {
                writer.UInt32(i).Optional(after.NodeAt(node));
            }
        }

        writer.EndVector(start);
    }

    private static RatchetTree ReadTree(RatchetTree before, uint leafCount, TlsReader reader)
    {
        TreeRestoring restored = new(leafCount);
        restored.CopyFrom(before);
        while (!reader.IsAtEnd)
        {
            NodeIndex node = new(reader.UInt32());
            bool isPresent = reader.Presence();
            restored.Set(node, isPresent ? TreeRestoring.Read(node, ref reader) : null);
        }

        return restored.Finish();
    }

    private static PrivateTree ReadKeys(MlsGroup group, TlsReader reader, RestoredSecrets restored)
    {
        Dictionary<NodeIndex, KemPrivateKey> keys = [];
        while (!reader.IsAtEnd)
        {
            NodeIndex node = new(reader.UInt32());
            keys[node] = restored.ReadPrivateKey(group.Suite, ref reader);
        }

        return PrivateTree.Restore(group.Self, keys);
    }

    private static VerifiedCommit Recognise(MlsGroup group, AuthenticatedContent authenticated, RatchetTree after)
    {
        Sender self = authenticated.Content.Sender;
        Commit commit = authenticated.Content.Content.Commit ?? throw new MlsException("state_part_damaged");
        List<CommittedProposal> proposals = [];
        foreach (ProposalOrReference listed in commit.Proposals)
        {
            VerifiedProposal? kept = listed is ProposalOrReference.ByReference named
                ? group.Proposals.Find(named.Reference)
                : null;
            PartReading.RequireSound(kept is not null || listed is ProposalOrReference.ByValue);
            proposals.Add(
                kept is null
                    ? new(((ProposalOrReference.ByValue)listed).Proposal, self, false)
                    : new(kept.Proposal, kept.Sender, true)
            );
        }

        IEnumerable<LeafIndex> added = after
            .Members.Where(member => member.Value.Source is LeafNodeSource.KeyPackage)
            .Where(member => !ReferenceEquals(member.Value, group.Tree.LeafAt(member.Key)))
            .Select(member => member.Key);
        return VerifiedCommit.OfOwn(group, authenticated, proposals, group.Self, [.. added]);
    }
}

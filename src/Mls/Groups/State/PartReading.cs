using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups.State;

/// <summary>Puts a group together from its stored parts. What it reads it wrote, so the policy is not asked again.</summary>
internal sealed class PartReading(StoredParts parts, GroupSettings settings)
{
    private readonly ChangeLog _changes = new();
    private readonly RestoredSecrets _secrets = new();

    /// <summary>The group as it was stored. Of one that is damaged nothing stays in memory.</summary>
    internal MlsGroup Read(SignatureKeyPair signer, SignatureKeyPair? newSigner)
    {
        try
        {
            return ReadAll(signer, newSigner);
        }
        catch
        {
            _secrets.Wipe();
            throw;
        }
    }

    internal static Proposal.ReInit? ReadReInit(ref TlsReader reader)
    {
        if (!reader.Presence())
        {
            return null;
        }

        return Proposal.Read(ref reader) as Proposal.ReInit ?? throw new MlsException("state_part_damaged");
    }

    /// <summary>What is stored was once right; what is not any more must not be gone on with.</summary>
    internal static void RequireSound(bool condition)
    {
        if (!condition)
        {
            throw new MlsException("state_part_damaged");
        }
    }

    private MlsGroup ReadAll(SignatureKeyPair signer, SignatureKeyPair? newSigner)
    {
        TlsReader reader = parts.Require(PartName.Group);
        GroupStatus status = (GroupStatus)reader.UInt8();
        RequireSound(Enum.IsDefined(status));
        LeafIndex self = LeafIndex.Read(ref reader);
        GroupContext context = GroupContext.Read(ref reader);
        byte[] interim = reader.Opaque();
        byte[] tag = reader.Opaque();
        Suite suite = Suite.Of(context.CipherSuite);
        Secret senderData = _secrets.Read(ref reader, suite.HashLength);
        Proposal.ReInit? successor = ReadReInit(ref reader);

        RatchetTree tree = ReadTree();
        RequireSound(tree.TreeHash(suite).AsSpan().SequenceEqual(context.TreeHash.Span));
        LeafNode own = tree.LeafAt(self) ?? throw new MlsException("state_part_damaged");
        if (!own.SignatureKey.Span.SequenceEqual(signer.PublicKey.Span))
        {
            throw new InvalidOperationException("The signature key is not the one of the group's own leaf.");
        }

        EpochState current = new(
            new(suite, context, tree, TreeKeys.Of(tree), interim),
            ReadSecrets(suite, status),
            new(suite, senderData, ReadSecretTree(suite, tree.LeafCount, context.Epoch)),
            ReadKeys(suite, self, status),
            tag
        );
        MlsGroup group = new(current, signer, settings, _changes)
        {
            Status = status,
            Successor = successor,
            StoredVersion = parts.Version,
        };
        ReadPast(group);
        ReadProposals(group);
        ReadPending(group, newSigner);
        _changes.Clear();
        return group;
    }

    private EpochSecrets ReadSecrets(Suite suite, GroupStatus status)
    {
        if (status is GroupStatus.Removed)
        {
            EpochSecrets gone = EpochSecrets.Restore(
                suite,
                [.. Enumerable.Range(0, EpochSecrets.Count).Select(_ => new Secret(0))]
            );
            gone.Dispose();
            return gone;
        }

        TlsReader reader = parts.Require(PartName.Secrets);
        return _secrets.ReadEpoch(suite, ref reader);
    }

    private RatchetTree ReadTree()
    {
        TlsReader size = parts.Require(PartName.TreeSize);
        TreeRestoring tree = new(size.UInt32());
        foreach (PartName name in parts.OfKind(PartKind.TreeNode))
        {
            TlsReader reader = parts.Require(name);
            tree.Set(name.Node, TreeRestoring.Read(name.Node, ref reader));
        }

        return tree.Finish();
    }

    private PrivateTree ReadKeys(Suite suite, LeafIndex self, GroupStatus status)
    {
        Dictionary<NodeIndex, KemPrivateKey> keys = [];
        foreach (PartName name in parts.OfKind(PartKind.PrivateKey))
        {
            TlsReader reader = parts.Require(name);
            keys.Add(name.Node, _secrets.ReadPrivateKey(suite, ref reader));
        }

        RequireSound(status is GroupStatus.Removed || keys.ContainsKey(NodeIndex.Of(self)));
        return PrivateTree.Restore(self, keys);
    }

    private SecretTree ReadSecretTree(Suite suite, uint leafCount, Epoch epoch)
    {
        SecretTree tree = new(suite, leafCount, _changes.For(epoch));
        foreach (PartName name in parts.OfKind(PartKind.SecretNode).Where(name => name.Epoch == epoch.Value))
        {
            TlsReader reader = parts.Require(name);
            tree.RestoreNode(name.Node, _secrets.Read(ref reader, suite.HashLength));
        }

        foreach (PartName name in parts.OfKind(PartKind.Ratchet).Where(name => name.Epoch == epoch.Value))
        {
            TlsReader reader = parts.Require(name);
            uint generation = reader.UInt32();
            Secret secret = _secrets.Read(ref reader, suite.HashLength);
            tree.RestoreRatchet(name.Ratchet, Ratchet.Restore(suite, secret, generation));
        }

        foreach (PartName name in parts.OfKind(PartKind.SkippedKey).Where(name => name.Epoch == epoch.Value))
        {
            TlsReader reader = parts.Require(name);
            Ratchet ratchet = tree.RatchetOf(name.Ratchet) ?? throw new MlsException("state_part_damaged");
            int length = suite.Aead.KeyLength + suite.Aead.NonceLength;
            ratchet.RestoreSkipped(name.Generation, _secrets.Read(ref reader, length));
        }

        return tree;
    }

    private void ReadPast(MlsGroup group)
    {
        LeafNode?[] after = group.Tree.CopyLeaves();
        foreach (PartName name in parts.OfKind(PartKind.PastEpoch).OrderByDescending(name => name.Epoch))
        {
            TlsReader reader = parts.Require(name);
            GroupContext context = GroupContext.Read(ref reader);
            RequireSound(context.Epoch.Value == name.Epoch && name.Epoch < group.Epoch.Value);
            Secret senderData = _secrets.Read(ref reader, group.Suite.HashLength);
            after = PastEpochWriting.ReadLeaves(ref reader, after);
            SecretTree messages = ReadSecretTree(group.Suite, (uint)after.Length, context.Epoch);
            group.Past.Restore(new(context, after, new(group.Suite, senderData, messages)));
        }

        foreach (PartName name in parts.OfKind(PartKind.Resumption))
        {
            TlsReader reader = parts.Require(name);
            group.Past.RestoreResumption(new(name.Epoch), _secrets.Read(ref reader, group.Suite.HashLength));
        }
    }

    private void ReadProposals(MlsGroup group)
    {
        foreach (PartName name in parts.OfKind(PartKind.Proposal).OrderBy(name => name.Place))
        {
            TlsReader reader = parts.Require(name);
            AuthenticatedContent authenticated = AuthenticatedContent.Read(ref reader);
            RequireSound(authenticated.Content.Content.Proposal is not null);
            group.Proposals.Restore(name.Place, new(group, group.Suite, authenticated, null));
        }

        foreach (PartName name in parts.OfKind(PartKind.OwnUpdate))
        {
            TlsReader reader = parts.Require(name);
            group.Proposals.RestoreUpdateKey(name.Place, _secrets.ReadPrivateKey(group.Suite, ref reader));
        }
    }

    private void ReadPending(MlsGroup group, SignatureKeyPair? newSigner)
    {
        if (parts.Has(PartName.Pending))
        {
            TlsReader reader = parts.Require(PartName.Pending);
            group.PendingCommit = PendingWriting.Read(group, ref reader, newSigner, _secrets);
        }
    }
}

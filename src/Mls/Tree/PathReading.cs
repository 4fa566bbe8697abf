using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tree;

/// <summary>Reads the path of somebody's commit (RFC 9420 sections 7.5, 7.6 and 12.4.2).</summary>
internal static class PathReading
{
    /// <summary>Whose keys a step's secret is encrypted to (section 7.6).</summary>
    internal static List<NodeIndex> Recipients(RatchetTree tree, PathStep step, IReadOnlySet<LeafIndex> added)
    {
        List<NodeIndex> recipients = tree.Resolution(step.Copath);
        if (added.Count > 0)
        {
            recipients.RemoveAll(node => node.IsLeaf && added.Contains(node.Leaf));
        }

        return recipients;
    }

    /// <summary>
    /// The tree with the path's public keys, without any secret: what everybody can check. Throws
    /// <see cref="MlsException" />.
    /// </summary>
    /// <param name="suite">The group's cipher suite.</param>
    /// <param name="tree">The tree after the commit's proposals.</param>
    /// <param name="committer">Whose path it is.</param>
    /// <param name="path">The path, whose leaf has been verified apart.</param>
    /// <param name="added">The members that this very commit adds.</param>
    internal static RatchetTree Place(
        Suite suite,
        RatchetTree tree,
        LeafIndex committer,
        UpdatePath path,
        IReadOnlySet<LeafIndex> added
    )
    {
        List<PathStep> steps = tree.FilteredDirectPath(committer);
        if (steps.Count != path.Nodes.Count)
        {
            throw new MlsException("path_length");
        }

        TreeEdit edit = tree.Edit();
        edit.BlankDirectPath(committer);
        byte[] parentHash = [];
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            CheckNode(suite, tree, steps[i], path.Nodes[i], added);
            ParentNode node = new(path.Nodes[i].EncryptionKey, parentHash, []);
            edit.SetParent(steps[i].Node, node);
            parentHash = TreeHashes.ParentHash(suite, node, tree.TreeHash(suite, steps[i].Copath));
        }

        if (!path.Leaf.ParentHash.Span.SequenceEqual(parentHash))
        {
            throw new MlsException("path_parent_hash");
        }

        edit.SetLeaf(committer, path.Leaf);
        return edit.Finish();
    }

    /// <summary>
    /// Opens the one secret of the path that is meant for this member, derives those above it, and adds their keys to
    /// what the member knows. The caller wipes the secrets.
    /// </summary>
    /// <param name="suite">The group's cipher suite.</param>
    /// <param name="before">The tree after the commit's proposals.</param>
    /// <param name="after">The tree of <see cref="Place" />.</param>
    /// <param name="committer">Whose path it is.</param>
    /// <param name="path">The path.</param>
    /// <param name="known">What the member knows; gains keys only when nothing is refused.</param>
    /// <param name="added">The members that this very commit adds.</param>
    /// <param name="context">The context of the next epoch, so far as it is known.</param>
    internal static PathSecrets Open(
        Suite suite,
        RatchetTree before,
        RatchetTree after,
        LeafIndex committer,
        UpdatePath path,
        PrivateTree known,
        IReadOnlySet<LeafIndex> added,
        GroupContext context
    )
    {
        List<PathStep> steps = before.FilteredDirectPath(committer);
        int mine = steps.FindIndex(step => step.Copath.IsAbove(known.Self));
        List<NodeIndex> recipients = Recipients(before, steps[mine], added);
        int position = recipients.FindIndex(node => known.KeyOf(node) is not null);
        if (position < 0)
        {
            throw new MlsException("path_secret_not_for_us");
        }

        HpkeCiphertext ciphertext = path.Nodes[mine].EncryptedPathSecrets[position];
        Secret opened = suite.DecryptWithLabel(
            known.KeyOf(recipients[position])!,
            "UpdatePathNode"u8,
            context.Encoding,
            ciphertext.KemOutput.Span,
            ciphertext.Ciphertext.Span
        );
        return Learn(suite, after, steps.GetRange(mine, steps.Count - mine), opened, known);
    }

    /// <summary>
    /// Takes over the secret of the lowest of these nodes, derives the rest and adds the private keys. Each must fit
    /// the public key in the tree; otherwise nothing is added and <see cref="MlsException" /> thrown.
    /// </summary>
    internal static PathSecrets Learn(
        Suite suite,
        RatchetTree tree,
        List<PathStep> steps,
        Secret lowest,
        PrivateTree known
    )
    {
        if (lowest.Length != suite.HashLength)
        {
            lowest.Dispose();
            throw new MlsException("path_secret_length");
        }

        PathSecrets secrets = PathSecrets.From(suite, lowest, steps.Count);
        List<KemPrivateKey> keys = [];
        for (int i = 0; i < steps.Count; i++)
        {
            keys.Add(secrets.DeriveKey(suite, i));
            if (!tree.EncryptionKeyOf(steps[i].Node).Span.SequenceEqual(keys[i].PublicKey))
            {
                keys.ForEach(key => key.Dispose());
                secrets.Dispose();
                throw new MlsException("path_secret_public_key");
            }
        }

        for (int i = 0; i < steps.Count; i++)
        {
            known.Set(steps[i].Node, keys[i]);
        }

        return secrets;
    }

    private static void CheckNode(
        Suite suite,
        RatchetTree tree,
        PathStep step,
        UpdatePath.Node node,
        IReadOnlySet<LeafIndex> added
    )
    {
        if (node.EncryptedPathSecrets.Count != Recipients(tree, step, added).Count)
        {
            throw new MlsException("path_secret_count");
        }

        if (!suite.Kem.IsValidPublicKey(node.EncryptionKey.Span))
        {
            throw new MlsException("hpke_public_key");
        }
    }
}

namespace Sotto.Mls.Validation;

/// <summary>Everybody understands everybody's kind of credential (RFC 9420 section 7.3).</summary>
internal static class CredentialRules
{
    /// <summary>Checks a whole tree; throws <see cref="MlsException" />.</summary>
    internal static void Check(RatchetTree tree)
    {
        List<ushort> used = TypesIn(tree);
        foreach ((_, LeafNode leaf) in tree.Members)
        {
            CheckSupports(leaf, used);
        }
    }

    /// <summary>Checks what changed from a tree that was checked before; throws <see cref="MlsException" />.</summary>
    internal static void CheckChange(RatchetTree before, RatchetTree after)
    {
        List<ushort> used = TypesIn(after);
        if (used.Except(TypesIn(before)).Any())
        {
            Check(after);
            return;
        }

        foreach ((LeafIndex index, LeafNode leaf) in after.Members)
        {
            if (!ReferenceEquals(leaf, before.LeafAt(index)))
            {
                CheckSupports(leaf, used);
            }
        }
    }

    private static List<ushort> TypesIn(RatchetTree tree)
    {
        List<ushort> types = [];
        foreach ((_, LeafNode leaf) in tree.Members)
        {
            if (!types.Contains(leaf.Credential.Type))
            {
                types.Add(leaf.Credential.Type);
            }
        }

        return types;
    }

    private static void CheckSupports(LeafNode leaf, List<ushort> used)
    {
        if (!used.TrueForAll(leaf.Capabilities.Credentials.Contains))
        {
            throw new MlsException("credential_unsupported_by_member");
        }
    }
}

using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Validation;

/// <summary>What a leaf must fulfil to stand in a group (RFC 9420 section 7.3), apart from its neighbours.</summary>
internal static class LeafRules
{
    /// <summary>
    /// Signature, keys and capabilities; throws <see cref="MlsException" />. Lifetimes are asked where a key package
    /// enters, not of those who are members already: they may stay beyond it. What the group demands is asked apart
    /// (<see cref="CheckGroupSupport" />), because a commit may change it.
    /// </summary>
    internal static void Check(Suite suite, LeafNode leaf, LeafPlace place)
    {
        if (!suite.Kem.IsValidPublicKey(leaf.EncryptionKey.Span))
        {
            throw new MlsException("hpke_public_key");
        }

        if (!leaf.HasValidSignature(suite, place))
        {
            throw new MlsException("leaf_signature");
        }

        CheckCapabilities(leaf);
    }

    /// <summary>A leaf that was just made and signed here: what of it depends on the caller.</summary>
    internal static void CheckOwn(LeafNode leaf, IReadOnlyList<Extension> groupExtensions)
    {
        CheckCapabilities(leaf);
        CheckGroupSupport(leaf, groupExtensions);
    }

    /// <summary>A leaf that replaces another of the same member: its encryption key must be new (section 7.3).</summary>
    internal static void CheckReplaces(LeafNode leaf, LeafNode previous)
    {
        if (leaf.EncryptionKey.Span.SequenceEqual(previous.EncryptionKey.Span))
        {
            throw new MlsException("encryption_key_not_renewed");
        }
    }

    /// <summary>Section 7.3: a key package's lifetime, where it enters.</summary>
    internal static void CheckLifetime(LeafNode leaf, DateTimeOffset now)
    {
        long seconds = now.ToUnixTimeSeconds();
        ulong time = seconds < 0 ? 0 : (ulong)seconds;
        if (leaf.Lifetime is { } lifetime && (time < lifetime.NotBefore || time > lifetime.NotAfter))
        {
            throw new MlsException("lifetime");
        }
    }

    /// <summary>
    /// Section 7.3: a lifetime that hardly ends would keep a stolen key of use for as long. Unlike the present time this is
    /// asked of members too, since it does not depend on when it is asked.
    /// </summary>
    internal static void CheckLongestLifetime(LeafNode leaf, GroupPolicy policy)
    {
        if (leaf.Lifetime is not { } lifetime || policy.LongestLifetime == TimeSpan.MaxValue)
        {
            return;
        }

        bool isBounded =
            lifetime.NotAfter >= lifetime.NotBefore
            && lifetime.NotAfter - lifetime.NotBefore <= (ulong)policy.LongestLifetime.TotalSeconds;
        if (!isBounded)
        {
            throw new MlsException("lifetime_too_long");
        }
    }

    /// <summary>What the group demands of everybody (sections 7.3, 11.1 and 13.4).</summary>
    internal static void CheckGroupSupport(LeafNode leaf, IReadOnlyList<Extension> groupExtensions)
    {
        Capabilities capabilities = leaf.Capabilities;
        for (int i = 0; i < groupExtensions.Count; i++)
        {
            if (!capabilities.SupportsExtension(groupExtensions[i].Type))
            {
                throw new MlsException("group_extension_unsupported");
            }
        }

        if (RequiredCapabilities.Of(groupExtensions) is { } required)
        {
            bool isMet =
                required.Extensions.All(capabilities.SupportsExtension)
                && required.Proposals.All(capabilities.SupportsProposal)
                && required.Credentials.All(capabilities.Credentials.Contains);
            if (!isMet)
            {
                throw new MlsException("required_capabilities");
            }
        }
    }

    private static void CheckCapabilities(LeafNode leaf)
    {
        Capabilities capabilities = leaf.Capabilities;
        if (!capabilities.SupportsVersion)
        {
            throw new MlsException("version_not_in_capabilities");
        }

        if (!capabilities.Credentials.Contains(leaf.Credential.Type))
        {
            throw new MlsException("credential_not_in_capabilities");
        }

        if (!leaf.Extensions.All(extension => capabilities.SupportsExtension(extension.Type)))
        {
            throw new MlsException("leaf_extension_not_in_capabilities");
        }
    }
}

using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups.State;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>Opens a Welcome (RFC 9420 section 12.4.3.1), step by step as the RFC lists them.</summary>
internal sealed class Joining(
    Welcome welcome,
    OwnKeyPackage keyPackage,
    SignatureKeyPair signer,
    GroupSettings settings,
    JoinOptions options
)
{
    private readonly Suite _suite = Suite.Of(welcome.CipherSuite);

    internal StagedJoin Open()
    {
        if (keyPackage.KeyPackage.CipherSuite != welcome.CipherSuite)
        {
            throw new MlsException("key_package_suite");
        }

        using GroupSecrets secrets = OpenSecrets();
        CheckPreSharedKeys(secrets.PreSharedKeys);
        using Secret preSharedKey = PreSharedKeys.Mix(_suite, secrets.PreSharedKeys, settings, options.Predecessor);
        using Secret welcomeSecret = EpochSecrets.ComputeWelcome(_suite, secrets.JoinerSecret, preSharedKey);
        GroupInfo info = WelcomeMaking.Open(_suite, welcomeSecret, welcome.EncryptedGroupInfo.Span);
        CheckGroup(info.GroupContext.GroupId);
        PublicState state = TreeRules.Check(_suite, info, options.Tree, settings.Policy);
        CheckOrigin(secrets.PreSharedKeys, state);
        PrivateTree keys = FindOwnKeys(state, info.Signer, secrets.PathSecret);
        using Secret epochSecret = EpochSecrets.ComputeEpoch(_suite, secrets.JoinerSecret, preSharedKey, state.Context);
        ChangeLog changes = new();
        EpochState epoch = EpochState.Begin(
            state,
            epochSecret,
            keys,
            info.ConfirmationTag.ToArray(),
            changes.For(state.Epoch)
        );
        if (!epoch.Secrets.HasConfirmationTag(state.Context.ConfirmedTranscriptHash.Span, info.ConfirmationTag.Span))
        {
            epoch.Wipe(null);
            throw new MlsException("confirmation_tag");
        }

        return new(epoch, signer, settings, changes, info.Signer);
    }

    private GroupSecrets OpenSecrets()
    {
        byte[] reference = keyPackage.KeyPackage.ComputeReference();
        EncryptedGroupSecrets ours =
            welcome.Secrets.FirstOrDefault(secrets => secrets.NewMember.Span.SequenceEqual(reference))
            ?? throw new MlsException("welcome_not_for_us");
        using Secret opened = _suite.DecryptWithLabel(
            keyPackage.InitKey,
            "Welcome"u8,
            welcome.EncryptedGroupInfo.Span,
            ours.Secrets.KemOutput.Span,
            ours.Secrets.Ciphertext.Span
        );
        GroupSecrets secrets = GroupSecrets.Parse(opened.Bytes);
        if (secrets.JoinerSecret.Length != _suite.HashLength)
        {
            secrets.Dispose();
            throw new MlsException("joiner_secret_length");
        }

        return secrets;
    }

    private void CheckPreSharedKeys(IReadOnlyList<PreSharedKeyId> ids)
    {
        if (ids.Any(id => id.Nonce.Length != _suite.HashLength))
        {
            throw new MlsException("psk_nonce_length");
        }

        if (ids.Distinct().Count() != ids.Count)
        {
            throw new MlsException("psk_twice");
        }

        if (ids.Count(SuccessionRules.IsOrigin) > 1)
        {
            throw new MlsException("psk_usage");
        }
    }

    private void CheckGroup(ReadOnlyMemory<byte> groupId)
    {
        if (options.ExpectedGroupId is { } expected && !expected.Span.SequenceEqual(groupId.Span))
        {
            throw new MlsException("welcome_group_unexpected");
        }

        if (options.IsKnownGroup(groupId))
        {
            throw new MlsException("welcome_group_known");
        }
    }

    private void CheckOrigin(IReadOnlyList<PreSharedKeyId> ids, PublicState state)
    {
        PreSharedKeyId? origin = ids.FirstOrDefault(SuccessionRules.IsOrigin);
        if (origin is null && options.Predecessor is not null)
        {
            // Without its key anybody who has our key package could pose as the group that goes on.
            throw new MlsException("succession_unproven");
        }

        if (origin is not null)
        {
            SuccessionRules.Check(origin, options.Predecessor ?? throw new MlsException("psk_unknown"), state);
        }
    }

    private PrivateTree FindOwnKeys(PublicState state, LeafIndex inviter, Secret? pathSecret)
    {
        byte[] own = TlsWriter.Encode(keyPackage.KeyPackage.Leaf);
        KeyValuePair<LeafIndex, LeafNode> self = state.Tree.Members.FirstOrDefault(member =>
            TlsWriter.Encode(member.Value).AsSpan().SequenceEqual(own)
        );
        if (self.Value is null)
        {
            throw new MlsException("own_leaf_missing");
        }

        if (!self.Value.SignatureKey.Span.SequenceEqual(signer.PublicKey.Span))
        {
            throw new InvalidOperationException("The signature key is not the one of the key package.");
        }

        PrivateTree keys = new(self.Key, keyPackage.LeafKey.Copy());
        if (pathSecret is not null)
        {
            Learn(state, inviter, pathSecret, keys);
        }

        return keys;
    }

    private void Learn(PublicState state, LeafIndex inviter, Secret pathSecret, PrivateTree keys)
    {
        List<PathStep> steps = state.Tree.FilteredDirectPath(inviter);
        int first = steps.FindIndex(step => step.Copath.IsAbove(keys.Self));
        try
        {
            if (first < 0 || steps.Skip(first).Any(step => state.Tree.IsBlank(step.Node)))
            {
                throw new MlsException("path_secret_public_key");
            }

            PathReading
                .Learn(_suite, state.Tree, steps.GetRange(first, steps.Count - first), pathSecret.Copy(), keys)
                .Dispose();
        }
        catch
        {
            keys.WipeExcept(null);
            throw;
        }
    }
}

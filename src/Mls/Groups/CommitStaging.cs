using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>Computes the epoch that somebody's commit leads to (RFC 9420 section 12.4.2).</summary>
internal sealed class CommitStaging(MlsGroup group)
{
    private Suite Suite => group.Suite;

    internal PendingEpoch Stage(VerifiedCommit commit)
    {
        ProposalEffect effect = commit.Effect!;
        (LeafIndex, uint)? consumes = commit.Generation is { } generation ? (commit.Committer, generation) : null;
        if (effect.Removed.Contains(group.Self))
        {
            // Who has been removed cannot compute the tag; the signature stands for the commit.
            return new(group, commit.Epoch, null) { Consumes = consumes };
        }

        PrivateTree keys = KeysAfter(effect);
        try
        {
            EpochState next = Compute(commit, effect, keys);
            return new(group, commit.Epoch, next) { Consumes = consumes, ReInit = effect.ReInit };
        }
        catch
        {
            keys.WipeExcept(group.Current.Private);
            throw;
        }
    }

    private EpochState Compute(VerifiedCommit commit, ProposalEffect effect, PrivateTree keys)
    {
        using Secret commitSecret = OpenPath(commit, effect, keys);
        using Secret? externalInit = OpenExternalInit(effect);
        using Secret preSharedKey = PreSharedKeys.Mix(Suite, effect.PreSharedKeys, group.Settings, group);
        byte[] confirmed = TranscriptHash.Confirm(
            Suite,
            group.Current.Public.InterimTranscriptHash,
            commit.Authenticated
        );
        GroupContext context = effect.ContextWith(commit.Tree!, confirmed);
        using Secret joiner = EpochSecrets.ComputeJoiner(
            Suite,
            externalInit ?? group.Current.Secrets.Init,
            commitSecret,
            context
        );
        using Secret epochSecret = EpochSecrets.ComputeEpoch(Suite, joiner, preSharedKey, context);
        ReadOnlySpan<byte> tag = commit.Authenticated.ConfirmationTag.Span;
        PublicState state = new(
            Suite,
            context,
            commit.Tree!,
            commit.Keys!,
            TranscriptHash.Interim(Suite, confirmed, tag)
        );
        EpochState next = EpochState.Begin(state, epochSecret, keys, tag.ToArray(), group.Changes.For(state.Epoch));
        if (!next.Secrets.HasConfirmationTag(confirmed, tag))
        {
            next.Secrets.Dispose();
            next.Messages.Dispose();
            throw new MlsException("confirmation_tag");
        }

        return next;
    }

    /// <summary>The private keys that are still good after the proposals; one's own committed update brings its own.</summary>
    private PrivateTree KeysAfter(ProposalEffect effect)
    {
        PrivateTree keys = group.Current.Private.Fork();
        if (effect.Updated.Contains(group.Self))
        {
            ReadOnlySpan<byte> encryptionKey = effect.Tree.LeafAt(group.Self)!.EncryptionKey.Span;
            keys.Set(
                NodeIndex.Of(group.Self),
                group.Proposals.CopyUpdateKey(encryptionKey) ?? throw new MlsException("own_update_unknown")
            );
        }

        keys.Prune(effect.Tree);
        return keys;
    }

    private Secret OpenPath(VerifiedCommit commit, ProposalEffect effect, PrivateTree keys)
    {
        if (commit.Path is not { } path)
        {
            return new(Suite.HashLength);
        }

        keys.Prune(commit.Tree!);
        using PathSecrets secrets = PathReading.Open(
            Suite,
            effect.Tree,
            commit.Tree!,
            effect.Committer,
            path,
            keys,
            effect.AddedLeaves,
            effect.ContextWith(commit.Tree!)
        );
        return secrets.CommitSecret.Copy();
    }

    private Secret? OpenExternalInit(ProposalEffect effect)
    {
        if (effect.ExternalInit is not { } externalInit)
        {
            return null;
        }

        using KemPrivateKey key = group.Current.Secrets.DeriveExternalKey();
        return Suite.OpenExternalInit(key, externalInit.KemOutput.Span);
    }
}

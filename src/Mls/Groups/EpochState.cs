using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>All that a member knows of one epoch. Only its message keys change within it.</summary>
internal sealed record EpochState(
    PublicState Public,
    EpochSecrets Secrets,
    MessageKeys Messages,
    PrivateTree Private,
    byte[] ConfirmationTag
)
{
    internal LeafIndex Self => Private.Self;

    internal LeafNode OwnLeaf => Public.Tree.LeafAt(Self)!;

    /// <summary>An epoch whose secret is known. Messages get their own copy of the sender data secret, to outlive the rest.</summary>
    internal static EpochState Begin(
        PublicState state,
        Secret epochSecret,
        PrivateTree keys,
        byte[] confirmationTag,
        ISecretTreeChanges changes
    )
    {
        EpochSecrets secrets = EpochSecrets.Derive(state.Suite, epochSecret);
        Secret encryption = EpochSecrets.DeriveEncryption(state.Suite, epochSecret);
        SecretTree tree = new(state.Suite, state.Tree.LeafCount, encryption, changes);
        return new(state, secrets, new(state.Suite, secrets.SenderData.Copy(), tree), keys, confirmationTag);
    }

    /// <summary>Wipes everything that the other epoch, if any, does not share.</summary>
    internal void Wipe(EpochState? kept)
    {
        Secrets.Dispose();
        Messages.Dispose();
        Private.WipeExcept(kept?.Private);
    }
}

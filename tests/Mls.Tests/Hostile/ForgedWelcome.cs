using System.Security.Cryptography;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>A Welcome that an inviter makes up: consistent in everything but what a test changes.</summary>
internal sealed class ForgedWelcome
{
    private readonly Party _inviter;
    private readonly KeyPackage _newcomer;
    private readonly Suite _suite;

    internal ForgedWelcome(Party inviter, KeyPackage newcomer)
    {
        _inviter = inviter;
        _newcomer = newcomer;
        _suite = inviter.Group.Suite;
        PreparedCommit commit = inviter.Group.Commit(new() { Adds = [newcomer], OmitPathWhereAllowed = true });
        EpochState next = commit.Pending.Next!;
        Context = next.Public.Context;
        Tree = next.Public.Tree;
        inviter.Group.DropPendingCommit();
        Signer = inviter.Group.Self;
        Key = inviter.SignatureKey.For(_suite);
    }

    internal GroupContext Context { get; init; }

    internal RatchetTree? Tree { get; init; }

    internal LeafIndex Signer { get; init; }

    internal SigningKey Key { get; init; }

    internal byte[] Joiner { get; init; } = RandomNumberGenerator.GetBytes(32);

    internal byte[]? PathSecret { get; init; }

    internal PreSharedKeyId[] PreSharedKeys { get; init; } = [];

    /// <summary>Knows the resumption keys that are named. Without it what is named is not mixed in.</summary>
    internal MlsGroup? Predecessor { get; init; }

    internal byte[]? ConfirmationTag { get; init; }

    internal byte[]? Reference { get; init; }

    internal Welcome Make()
    {
        using Secret joiner = Secret.CopyOf(Joiner);
        using Secret preSharedKey = Sotto.Mls.Groups.PreSharedKeys.Mix(
            _suite,
            Predecessor is null ? [] : PreSharedKeys,
            _inviter.Settings,
            Predecessor
        );
        using Secret epochSecret = EpochSecrets.ComputeEpoch(_suite, joiner, preSharedKey, Context);
        using EpochSecrets epoch = EpochSecrets.Derive(_suite, epochSecret);
        byte[] tag = ConfirmationTag ?? epoch.ComputeConfirmationTag(Context.ConfirmedTranscriptHash.Span);
        GroupInfo info = GroupInfo.Sign(_suite, Key, Context, [], tag, Signer, Tree);
        byte[] sealedInfo = Seal(joiner, preSharedKey, info);
        using TlsWriter plain = new();
        plain.Opaque(Joiner).Presence(PathSecret is not null);
        if (PathSecret is not null)
        {
            plain.Opaque(PathSecret);
        }

        plain.Vector(PreSharedKeys);
        HpkeSealed secrets = _suite.EncryptWithLabel(
            _newcomer.InitKey.Span,
            "Welcome"u8,
            sealedInfo,
            plain.Written,
            RandomNumberGenerator.Fill
        );
        return new(
            _suite.Id,
            [new(Reference ?? _newcomer.ComputeReference(), new(secrets.KemOutput, secrets.Ciphertext))],
            sealedInfo
        );
    }

    private byte[] Seal(Secret joiner, Secret preSharedKey, GroupInfo info)
    {
        using Secret welcome = EpochSecrets.ComputeWelcome(_suite, joiner, preSharedKey);
        byte[] key = new byte[_suite.Aead.KeyLength];
        byte[] nonce = new byte[_suite.Aead.NonceLength];
        _suite.ExpandWithLabel(welcome.Bytes, "key"u8, [], key);
        _suite.ExpandWithLabel(welcome.Bytes, "nonce"u8, [], nonce);
        byte[] plain = TlsWriter.Encode(info);
        byte[] sealedInfo = new byte[plain.Length + _suite.Aead.TagLength];
        _suite.Aead.Seal(key, nonce, [], plain, sealedInfo);
        return sealedInfo;
    }
}

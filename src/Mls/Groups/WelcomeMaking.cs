using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>Seals a Welcome for the newcomers of one commit (RFC 9420 section 12.4.3.1).</summary>
internal static class WelcomeMaking
{
    internal static Welcome Make(
        Suite suite,
        ProposalEffect effect,
        GroupInfo info,
        Secret joiner,
        Secret preSharedKey,
        PathCreation? path,
        FillRandom random
    )
    {
        using Secret welcomeSecret = EpochSecrets.ComputeWelcome(suite, joiner, preSharedKey);
        byte[] sealedInfo = Seal(suite, welcomeSecret, info);
        List<EncryptedGroupSecrets> secrets = [];
        foreach (ProposalEffect.AddedMember added in effect.Added)
        {
            using TlsWriter plain = new();
            // The secrets belong to the commit and the path, so this holder of them is not disposed.
            plain.Structure(new GroupSecrets(joiner, path?.SecretFor(added.Leaf), effect.PreSharedKeys));
            (byte[] kemOutput, byte[] ciphertext) = suite.EncryptWithLabel(
                added.KeyPackage.InitKey.Span,
                "Welcome"u8,
                sealedInfo,
                plain.Written,
                random
            );
            secrets.Add(new(added.KeyPackage.ComputeReference(), new(kemOutput, ciphertext)));
        }

        return new(suite.Id, secrets, sealedInfo);
    }

    /// <summary>Opens the group info; throws <see cref="MlsException" />.</summary>
    internal static GroupInfo Open(Suite suite, Secret welcomeSecret, ReadOnlySpan<byte> sealedInfo)
    {
        using Secret keys = DeriveKeys(suite, welcomeSecret);
        byte[] plain = new byte[Math.Max(0, sealedInfo.Length - suite.Aead.TagLength)];
        bool isOpened = suite.Aead.TryOpen(
            keys.Bytes[..suite.Aead.KeyLength],
            keys.Bytes[suite.Aead.KeyLength..],
            [],
            sealedInfo,
            plain
        );
        if (!isOpened)
        {
            throw new MlsException("welcome_group_info");
        }

        TlsReader reader = new(plain);
        GroupInfo info = GroupInfo.Read(ref reader);
        reader.End();
        return info;
    }

    private static byte[] Seal(Suite suite, Secret welcomeSecret, GroupInfo info)
    {
        using Secret keys = DeriveKeys(suite, welcomeSecret);
        byte[] plain = TlsWriter.Encode(info);
        byte[] sealedInfo = new byte[plain.Length + suite.Aead.TagLength];
        suite.Aead.Seal(keys.Bytes[..suite.Aead.KeyLength], keys.Bytes[suite.Aead.KeyLength..], [], plain, sealedInfo);
        return sealedInfo;
    }

    /// <summary>Key and nonce, one behind the other.</summary>
    private static Secret DeriveKeys(Suite suite, Secret welcomeSecret)
    {
        Secret keys = new(suite.Aead.KeyLength + suite.Aead.NonceLength);
        suite.ExpandWithLabel(welcomeSecret.Bytes, "key"u8, [], keys.Buffer[..suite.Aead.KeyLength]);
        suite.ExpandWithLabel(welcomeSecret.Bytes, "nonce"u8, [], keys.Buffer[suite.Aead.KeyLength..]);
        return keys;
    }
}

using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Tests.Properties;

/// <summary>
/// Somebody removed who kept everything from before and now uses it without regard to the rules: no path secret, no
/// later message opens with any of it.
/// </summary>
internal sealed class Ghost : IDisposable
{
    private readonly MlsGroup _group;

    /// <summary>Takes over the copy of the state before the removal.</summary>
    internal Ghost(MlsGroup group) => _group = group;

    public void Dispose() => _group.Dispose();

    /// <summary>The path of the commit that removes it has a secret for everybody else and none for it.</summary>
    internal void TryToFollow(MlsMessage removal)
    {
        VerifiedCommit commit = Assert.IsType<VerifiedCommit>(_group.Verify(MlsFraming.Parse(removal.Encode())));
        Assert.True(_group.Stage(commit).IsSelfRemoved);
        Assert.NotNull(commit.Path);
        Assert.Equal(0, CountOpenedSecrets(_group, commit));
    }

    /// <summary>How many secrets of a commit's path open with any of the keys that a group has before it.</summary>
    internal static int CountOpenedSecrets(MlsGroup group, VerifiedCommit commit)
    {
        byte[] context = [.. commit.Effect!.ContextWith(commit.Tree!).Encoding];
        return commit
            .Path!.Nodes.SelectMany(node => node.EncryptedPathSecrets)
            .Count(secret => group.Current.Private.Keys.Any(key => Opens(group, key.Value, context, secret)));
    }

    internal void TryToUnderstand(MlsMessage handshake) =>
        Assert.Throws<MlsException>(() => _group.Verify(MlsFraming.Parse(handshake.Encode())));

    /// <summary>Letters of epochs that it was in are its own affair.</summary>
    internal void TryToRead(Letter letter)
    {
        if (letter.Epoch.Value <= _group.Epoch.Value)
        {
            return;
        }

        Assert.Throws<MlsException>(() => _group.Verify(letter.Message));
        foreach (
            MessageKeys keys in _group.Past.Epochs.Values.Select(past => past.Messages).Append(_group.Current.Messages)
        )
        {
            Assert.Throws<MlsException>(() => letter.Open(keys));
            Assert.Throws<MlsException>(() =>
                MessageSealing.Open(_group.Suite, letter.Message, letter.SenderData, keys, mostAhead: 1_000)
            );
        }
    }

    private static bool Opens(MlsGroup group, KemPrivateKey key, byte[] context, HpkeCiphertext secret)
    {
        try
        {
            group
                .Suite.DecryptWithLabel(key, "UpdatePathNode"u8, context, secret.KemOutput.Span, secret.Ciphertext.Span)
                .Dispose();
            return true;
        }
        catch (MlsException)
        {
            return false;
        }
    }
}

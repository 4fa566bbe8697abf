using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Properties;

/// <summary>A client of a story, and what the story knows of it.</summary>
internal sealed class Actor : IDisposable
{
    private readonly Chance _chance;
    private readonly Tally _tally;
    private readonly HashSet<Letter> _opened = [];
    private bool _isInGroup;

    internal Actor(string name, Chance chance, Tally tally, bool encryptsHandshakes)
    {
        _chance = chance;
        _tally = tally;
        Name = name;
        Party = new(
            name,
            settings: new()
            {
                Policy = new TestPolicy(),
                Random = chance.Fill,
                Time = Party.Clock,
                EncryptHandshakes = encryptsHandshakes,
                Padding = chance.Happens(50) ? Padding.To(256, 512, 1024) : Padding.None,
                FindPreSharedKey = id => SHA256.HashData(id.Span),
            }
        );
        KeyPackage = Party.NewKeyPackage();
    }

    internal string Name { get; }

    internal Party Party { get; }

    internal OwnKeyPackage KeyPackage { get; }

    internal MlsGroup Group => Party.Group;

    internal bool IsActive => _isInGroup && Group.Status is GroupStatus.Active;

    internal bool IsRemoved => _isInGroup && Group.Status is GroupStatus.Removed;

    /// <summary>The first epoch that it is in.</summary>
    internal Epoch Since { get; private set; }

    /// <summary>How much of the delivery service's log it has read.</summary>
    internal int Read { get; set; }

    /// <summary>Application messages on their way.</summary>
    internal List<Letter> Mail { get; } = [];

    public void Dispose()
    {
        KeyPackage.Dispose();
        if (_isInGroup)
        {
            Party.Dispose();
        }
        else
        {
            Party.SignatureKey.Dispose();
        }
    }

    public override string ToString() => Name;

    internal void Enter(MlsGroup? group, int logLength)
    {
        Party.Group = group ?? Party.Group;
        _isInGroup = true;
        Since = Group.Epoch;
        Read = logLength;
        Party.Restart();
    }

    /// <summary>The message is refused with the right exception and leaves no trace.</summary>
    internal void Refuse(MlsMessage message)
    {
        byte[]? before = _chance.Happens(20) ? Party.Snapshot() : null;
        Assert.Throws<MlsException>(() => Party.Receive(message));
        _tally.Refused++;
        if (before is not null)
        {
            Assert.Equal(before, Party.Snapshot());
        }
    }

    /// <summary>Opens a letter that it is entitled to and has not opened, and refuses every other.</summary>
    internal void Receive(Letter letter)
    {
        if (!MayOpen(letter))
        {
            Refuse(letter.Message);
            return;
        }

        ReceivedMessage received = Assert.IsType<ReceivedMessage>(Party.Receive(letter.Message));
        Assert.Equal(letter.Content, received.Content);
        Assert.Equal(letter.SenderData.Sender, received.SenderIndex);
        Assert.Equal(letter.Epoch, received.Epoch);
        _opened.Add(letter);
        _tally.Opened++;
        _tally.OpenedLate += letter.Epoch == Group.Epoch ? 0 : 1;
    }

    internal bool MayOpen(Letter letter) =>
        letter.Sender != this
        && !_opened.Contains(letter)
        && letter.Epoch.Value >= Since.Value
        && letter.Epoch.Value <= Group.Epoch.Value
        && Group.Epoch.Value - letter.Epoch.Value <= (ulong)Party.Settings.PastEpochs;

    internal void Merge(PendingEpoch pending)
    {
        Group.Merge(pending);
        Party.SettleSignatureKey();
    }

    internal void Drop()
    {
        Group.DropPendingCommit();
        Party.SettleSignatureKey();
    }

    /// <summary>Sometimes goes on from what is stored.</summary>
    internal void MayRestart()
    {
        switch (_chance.Below(6))
        {
            case 0:
                Party.Restart();
                _tally.Restarts++;
                break;
            case 1:
                Party.RestartFromChanges();
                _tally.Restarts++;
                break;
        }
    }
}

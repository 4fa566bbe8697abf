using System.Diagnostics;
using Sotto.Mls.Groups.State;

namespace Sotto.Mls.Groups;

/// <summary>
/// A group that a Welcome leads into: opened and verified, not entered. <see cref="Enter" /> makes it a group; dispose it
/// otherwise.
/// </summary>
[DebuggerDisplay("[secret]")]
public sealed class StagedJoin : IDisposable
{
    private readonly EpochState _epoch;
    private readonly SignatureKeyPair _signer;
    private readonly GroupSettings _settings;
    private readonly ChangeLog _changes;
    private bool _isOver;

    internal StagedJoin(
        EpochState epoch,
        SignatureKeyPair signer,
        GroupSettings settings,
        ChangeLog changes,
        LeafIndex inviter
    )
    {
        _epoch = epoch;
        _signer = signer;
        _settings = settings;
        _changes = changes;
        Inviter = inviter;
    }

    /// <summary>The group's id.</summary>
    public ReadOnlyMemory<byte> GroupId => _epoch.Public.GroupId;

    /// <summary>The epoch that is entered.</summary>
    public Epoch Epoch => _epoch.Public.Epoch;

    /// <summary>Who signed the group info.</summary>
    public LeafIndex Inviter { get; }

    /// <summary>One's own place.</summary>
    public LeafIndex Self => _epoch.Self;

    /// <summary>The extensions of the group's context.</summary>
    public IReadOnlyList<Extension> Extensions => _epoch.Public.Context.Extensions;

    /// <summary>Everybody in the group, oneself included.</summary>
    public IReadOnlyList<Member> Members =>
        [.. _epoch.Public.Tree.Members.Select(member => new Member(member.Key, member.Value))];

    /// <summary>
    /// The group, which the caller disposes from then on. Store its snapshot before the key package that opened the Welcome
    /// is deleted. Only once.
    /// </summary>
    /// <exception cref="ObjectDisposedException">It was entered or disposed before.</exception>
    public MlsGroup Enter()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        _isOver = true;
        return new(_epoch, _signer, _settings, _changes);
    }

    /// <summary>Wipes what was not entered.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            _epoch.Wipe(null);
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"[join of epoch {Epoch.Value}]";
}

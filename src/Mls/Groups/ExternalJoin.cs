using System.Diagnostics;

namespace Sotto.Mls.Groups;

/// <summary>
/// A commit by which a client adds itself from outside, and the group it leads to. Enter the group only when the delivery
/// service has accepted the commit; dispose it otherwise.
/// </summary>
[DebuggerDisplay("[secret]")]
public sealed class ExternalJoin : IDisposable
{
    private readonly StagedJoin _join;
    private readonly SignatureKeyPair _signer;

    private readonly EpochState _epoch;

    internal ExternalJoin(PublicMessage message, StagedJoin join, EpochState epoch, SignatureKeyPair signer)
    {
        Message = message;
        _join = join;
        _epoch = epoch;
        _signer = signer;
    }

    /// <summary>The commit, for the members.</summary>
    public PublicMessage Message { get; }

    /// <summary>The epoch that it leads to.</summary>
    public Epoch Epoch => _join.Epoch;

    /// <summary>
    /// Describes the epoch that it leads to under one's own signature (RFC 9420 section 12.4.3), for the delivery service
    /// to hand out once it has accepted the commit.
    /// </summary>
    /// <param name="withTree">Whether the tree comes with it.</param>
    /// <param name="withExternalPub">Whether anyone who gets it may try to join from outside.</param>
    /// <exception cref="ObjectDisposedException">It was disposed, or the group has gone on.</exception>
    public GroupInfo CreateGroupInfo(bool withTree = true, bool withExternalPub = false) =>
        GroupInfoMaking.Make(_epoch, _signer.For(_epoch.Public.Suite), withTree, withExternalPub);

    /// <summary>The group, once the commit has been accepted; the caller disposes it from then on. Only once.</summary>
    /// <exception cref="ObjectDisposedException">It was entered or disposed before.</exception>
    public MlsGroup Enter() => _join.Enter();

    /// <summary>Wipes what was not entered.</summary>
    public void Dispose() => _join.Dispose();
}

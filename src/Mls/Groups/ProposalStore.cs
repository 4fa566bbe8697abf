using System.Diagnostics;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups.State;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>
/// The proposals of this epoch that have been verified and kept, in the order they came, and the private keys of one's
/// own updates among them. All end with the epoch.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class ProposalStore(ChangeLog changes) : IDisposable
{
    private readonly SortedList<ulong, VerifiedProposal> _proposals = [];
    private readonly SortedList<ulong, KemPrivateKey> _updateKeys = [];
    private ulong _next;

    internal IReadOnlyDictionary<ulong, VerifiedProposal> Numbered => _proposals.AsReadOnly();

    internal IReadOnlyDictionary<ulong, KemPrivateKey> UpdateKeys => _updateKeys.AsReadOnly();

    internal IList<VerifiedProposal> All => _proposals.Values;

    public void Dispose()
    {
        foreach (KemPrivateKey key in _updateKeys.Values)
        {
            key.Dispose();
        }
    }

    internal VerifiedProposal? Find(ReadOnlyMemory<byte> reference) =>
        _proposals.Values.FirstOrDefault(proposal => proposal.Reference.Span.SequenceEqual(reference.Span));

    /// <summary>Keeps a proposal; one that is already kept stays where it is.</summary>
    internal void Add(VerifiedProposal proposal)
    {
        if (Find(proposal.Reference) is null)
        {
            CheckRoom();
            _proposals.Add(_next, proposal);
            changes.Add(PartName.OfProposal(_next));
            _next++;
        }
    }

    /// <summary>Keeps an update of one's own leaf; takes over its private key.</summary>
    internal void AddOwnUpdate(VerifiedProposal proposal, KemPrivateKey key)
    {
        _updateKeys.Add(_next, key);
        changes.Add(PartName.OfOwnUpdate(_next));
        Add(proposal);
    }

    /// <summary>The private key of an update of one's own leaf; a copy that the caller takes over.</summary>
    internal KemPrivateKey? CopyUpdateKey(ReadOnlySpan<byte> encryptionKey)
    {
        foreach (KemPrivateKey key in _updateKeys.Values)
        {
            if (key.PublicKey.SequenceEqual(encryptionKey))
            {
                return key.Copy();
            }
        }

        return null;
    }

    internal void Clear()
    {
        foreach (ulong number in _proposals.Keys)
        {
            changes.Add(PartName.OfProposal(number));
        }

        foreach (ulong number in _updateKeys.Keys)
        {
            changes.Add(PartName.OfOwnUpdate(number));
        }

        Dispose();
        _proposals.Clear();
        _updateKeys.Clear();
        _next = 0;
    }

    internal void Restore(ulong number, VerifiedProposal proposal)
    {
        _proposals.Add(number, proposal);
        _next = Math.Max(_next, number + 1);
    }

    internal void RestoreUpdateKey(ulong number, KemPrivateKey key) => _updateKeys.Add(number, key);

    /// <summary>Throws <see cref="MlsException" /> when no other can be kept.</summary>
    internal void CheckRoom()
    {
        if (_proposals.Count == HandshakeVerification.MostKept)
        {
            throw new MlsException("too_many_proposals");
        }
    }
}

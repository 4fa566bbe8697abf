using Sotto.Mls.Cryptography;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <content>Commits and proposals of one's own.</content>
public sealed partial class MlsGroup
{
    /// <summary>
    /// Makes a commit and keeps the epoch it leads to as <see cref="PendingCommit" />. The group stays in its epoch until
    /// the delivery service has accepted the commit and <see cref="Merge" /> is called.
    /// </summary>
    /// <exception cref="MlsException">Something given, such as a key package, breaks a rule. Nothing changed.</exception>
    /// <exception cref="InvalidOperationException">Another commit is pending, or the group is over.</exception>
    public PreparedCommit Commit(CommitOptions? options = null)
    {
        RequireActive();
        return PendingCommit is null
            ? new CommitCreation(this, options ?? new()).Create()
            : throw new InvalidOperationException("A commit is pending: merge or drop it first.");
    }

    /// <summary>Proposes to add somebody; kept here as well.</summary>
    /// <exception cref="MlsException">The key package is refused. Nothing changed.</exception>
    public MlsMessage ProposeAdd(KeyPackage keyPackage) => Propose(new Proposal.Add(keyPackage));

    /// <summary>Proposes to remove somebody; kept here as well.</summary>
    /// <exception cref="MlsException">There is no such member. Nothing changed.</exception>
    public MlsMessage ProposeRemove(LeafIndex removed) => Propose(new Proposal.Remove(removed));

    /// <summary>
    /// Proposes to leave (draft-ietf-mls-extensions); kept here as well. Somebody else commits it, which fails while a member
    /// who stays does not support <c>self_remove</c>. Always a public message.
    /// </summary>
    /// <exception cref="MlsException">A thousand proposals are kept already. Nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The group is over for this member.</exception>
    public MlsMessage ProposeSelfRemove() => Propose(new Proposal.SelfRemove());

    /// <summary>
    /// Proposes to mix in an external pre-shared key (section 12.1.4); kept here as well. Members who do not know the key
    /// refuse the commit, so that it is agreed on first.
    /// </summary>
    /// <exception cref="MlsException">The policy refuses it. Nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The group is over for this member.</exception>
    public MlsMessage ProposePreSharedKey(ReadOnlySpan<byte> id) => Propose(PreSharedKeyProposals.External(this, id));

    /// <summary>
    /// Proposes to mix in the resumption key of an epoch of this group (section 8.6); kept here as well. Members who joined
    /// later or no longer keep that epoch refuse the commit.
    /// </summary>
    /// <exception cref="MlsException">The policy refuses it. Nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The group is over for this member.</exception>
    public MlsMessage ProposeResumption(Epoch epoch) =>
        Propose(PreSharedKeyProposals.Resumption(this, this, ResumptionUsage.Application, epoch));

    /// <summary>Proposes other extensions of the group's context; kept here as well.</summary>
    /// <exception cref="MlsException">They cannot be read, or the policy refuses them. Nothing changed.</exception>
    public MlsMessage ProposeExtensions(IReadOnlyList<Extension> extensions) =>
        Propose(new Proposal.GroupContextExtensions(extensions));

    /// <summary>
    /// Proposes to end the group in favour of another (section 12.1.5); kept here as well. Once committed, nothing more is
    /// said here, and <see cref="BeginSuccessor" /> goes on.
    /// </summary>
    /// <exception cref="MlsException">Its version is older than the group's, or the policy refuses it. Nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The group is over for this member.</exception>
    public MlsMessage ProposeReInit(Proposal.ReInit reInit) => Propose(reInit);

    /// <summary>
    /// Proposes a fresh encryption key, and what else is to change, for one's own leaf. The private key is kept until
    /// the epoch ends and wiped then. The signature key cannot change in this way, only by a commit of one's own.
    /// </summary>
    /// <exception cref="ArgumentException">It changes the signature key.</exception>
    /// <exception cref="MlsException">The leaf breaks a rule, or the policy refuses it. Nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The group is over for this member.</exception>
    public MlsMessage ProposeUpdate(LeafChange? change = null)
    {
        RequireActive();
        if (change?.SignatureKey is not null)
        {
            throw new ArgumentException("A signature key changes by a commit of one's own.", nameof(change));
        }

        using Secret seed = new(Suite.HashLength);
        Settings.Random(seed.Buffer);
        KemPrivateKey key = Suite.Kem.DeriveKeyPair(seed.Bytes);
        try
        {
            LeafContent content = (change ?? new()).ApplyTo(Current.OwnLeaf, key.PublicKey.ToArray()) with
            {
                Source = LeafNodeSource.Update,
            };
            LeafNode leaf = LeafNode.Sign(Suite, Signer.For(Suite), content, Current.Public.PlaceOf(Self));
            (MlsMessage message, VerifiedProposal proposal) = Make(new Proposal.Update(leaf));
            Proposals.AddOwnUpdate(proposal, key);
            return message;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Describes the current epoch under one's own signature (RFC 9420 section 12.4.3).
    /// </summary>
    /// <param name="withTree">Whether the tree comes with it; an observer needs it.</param>
    /// <param name="withExternalPub">Whether anyone who gets it may try to join from outside.</param>
    /// <exception cref="InvalidOperationException">The group is over for this member.</exception>
    public GroupInfo CreateGroupInfo(bool withTree = true, bool withExternalPub = false)
    {
        RequireActive();
        return GroupInfoMaking.Make(Current, Signer.For(Suite), withTree, withExternalPub);
    }

    private MlsMessage Propose(Proposal proposal)
    {
        RequireActive();
        (MlsMessage message, VerifiedProposal verified) = Make(proposal);
        Proposals.Add(verified);
        return message;
    }

    private (MlsMessage, VerifiedProposal) Make(Proposal proposal)
    {
        // Before anything is sealed: a refusal uses up no key.
        Proposals.CheckRoom();
        ProposalRules.Check(Current.Public, proposal, OwnSender, Settings.Policy, Settings.Time.GetUtcNow());
        AuthenticatedContent signed = MessageMaking.Sign(
            this,
            proposal is Proposal.SelfRemove ? WireFormat.PublicMessage : MessageMaking.HandshakeFormat(this),
            MessageMaking.Frame(this, new FramedContent.Body(proposal), [])
        );
        return (MessageMaking.Frame(this, signed), new(this, Suite, signed, null));
    }
}

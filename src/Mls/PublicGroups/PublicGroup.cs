using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.PublicGroups;

/// <summary>
/// Follows a group from its public handshakes alone and holds no secret: what a delivery service knows (RFC 9420 section
/// 16.9). It verifies every proposal and commit as members do, but for membership and confirmation tags, path secrets
/// and Welcomes, which only members can.
/// </summary>
/// <remarks>Not for several threads at once. A refusal leaves it byte for byte as it was.</remarks>
public sealed class PublicGroup
{
    private const ushort FormatVersion = 1;
    private readonly GroupPolicy _policy;
    private readonly TimeProvider _time;
    private readonly List<VerifiedProposal> _proposals = [];
    private PublicState _state;
    private ReadOnlyMemory<byte> _confirmationTag;

    private PublicGroup(PublicState state, ReadOnlyMemory<byte> confirmationTag, GroupPolicy policy, TimeProvider time)
    {
        _state = state;
        _confirmationTag = confirmationTag;
        _policy = policy;
        _time = time;
    }

    /// <summary>The group's id.</summary>
    public ReadOnlyMemory<byte> GroupId => _state.GroupId;

    /// <summary>The current epoch.</summary>
    public Epoch Epoch => _state.Epoch;

    /// <summary>The cipher suite.</summary>
    public CipherSuite CipherSuite => _state.Suite.Id;

    /// <summary>The context of the current epoch.</summary>
    public GroupContext Context => _state.Context;

    /// <summary>The current tree.</summary>
    public RatchetTree Tree => _state.Tree;

    /// <summary>The leaves of the current members.</summary>
    public IReadOnlyDictionary<LeafIndex, LeafNode> Members => _state.Tree.Members.ToDictionary();

    /// <summary>Once the group has ended in favour of another: of which. Nothing more is accepted then.</summary>
    public Proposal.ReInit? Successor { get; private set; }

    /// <summary>The proposals of this epoch that have been kept.</summary>
    public IReadOnlyList<VerifiedProposal> PendingProposals => [.. _proposals];

    /// <summary>Begins to follow a group as a member describes it.</summary>
    /// <param name="info">The description, as received.</param>
    /// <param name="policy">What the application decides.</param>
    /// <param name="time">The clock that lifetimes are compared with.</param>
    /// <param name="tree">The tree, when the description does not carry it.</param>
    /// <exception cref="MlsException">The description or the group is refused.</exception>
    public static PublicGroup Follow(GroupInfo info, GroupPolicy policy, TimeProvider time, RatchetTree? tree = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(time);
        Suite suite = Suite.Of(info.GroupContext.CipherSuite);
        return new(TreeRules.Check(suite, info, tree, policy), info.ConfirmationTag, policy, time);
    }

    /// <summary>Verifies a proposal or commit of the current epoch. Nothing changes.</summary>
    /// <returns>A <see cref="VerifiedProposal" /> or <see cref="VerifiedCommit" />.</returns>
    /// <exception cref="MlsException">The message is refused.</exception>
    public VerifiedMessage Verify(PublicMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Successor is not null)
        {
            throw new MlsException("epoch");
        }

        if (message.ContentType is ContentType.Application)
        {
            throw new MlsException("public_application_data");
        }

        if (message.Sender is Sender.Member && message.MembershipTag.Length != _state.Suite.HashLength)
        {
            throw new MlsException("membership_tag");
        }

        HandshakeVerification handshakes = new(this, _state, _policy, _time.GetUtcNow());
        handshakes.CheckSigned(message.Authenticated);
        return message.ContentType is ContentType.Proposal
            ? handshakes.VerifyProposal(message.Authenticated, null)
            : handshakes.VerifyCommit(message.Authenticated, Find, null);
    }

    /// <summary>Keeps a proposal so that commits of this epoch may refer to it. Keeping one twice changes nothing.</summary>
    /// <exception cref="MlsException">A thousand are kept already.</exception>
    /// <exception cref="ArgumentException">Another group verified it, or an epoch that is over.</exception>
    public void Keep(VerifiedProposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        RequireOwn(proposal.Owner, proposal.Epoch, nameof(proposal));
        if (Find(proposal.Reference) is null)
        {
            if (_proposals.Count == HandshakeVerification.MostKept)
            {
                throw new MlsException("too_many_proposals");
            }

            _proposals.Add(proposal);
        }
    }

    /// <summary>Computes the epoch that a commit leads to. Nothing changes.</summary>
    /// <exception cref="ArgumentException">Another group verified it, or an epoch that is over.</exception>
    public PublicEpoch Stage(VerifiedCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        RequireOwn(commit.Owner, commit.Epoch, nameof(commit));
        ReadOnlyMemory<byte> tag = commit.Authenticated.ConfirmationTag;
        byte[] confirmed = KeySchedule.TranscriptHash.Confirm(
            _state.Suite,
            _state.InterimTranscriptHash,
            commit.Authenticated
        );
        PublicState next = new(
            _state.Suite,
            commit.Effect!.ContextWith(commit.Tree!, confirmed),
            commit.Tree!,
            commit.Keys!,
            KeySchedule.TranscriptHash.Interim(_state.Suite, confirmed, tag.Span)
        );
        return new(this, _state.Epoch, next, tag) { Successor = commit.Effect!.ReInit };
    }

    /// <summary>
    /// Enters the epoch. Only this moves a group on; kept proposals end. Store what <see cref="Save" /> gives, and the commit,
    /// before anybody is told that the commit was accepted.
    /// </summary>
    /// <exception cref="ArgumentException">Another group staged it, or an epoch that is over.</exception>
    public void Merge(PublicEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        RequireOwn(epoch.Owner, epoch.From, nameof(epoch));
        _state = epoch.State;
        _confirmationTag = epoch.ConfirmationTag;
        Successor = epoch.Successor;
        _proposals.Clear();
    }

    /// <summary>Everything, to be stored. Nothing in it is secret; whoever can change it can change who is in the group.</summary>
    public byte[] Save()
    {
        using TlsWriter writer = new(4096);
        writer.UInt16(FormatVersion).Structure(_state.Context).Opaque(_state.InterimTranscriptHash);
        writer.Opaque(_confirmationTag.Span).Opaque(_state.Tree.Encode());
        writer.Vector([.. _proposals.Select(proposal => proposal.Authenticated)]);
        return writer.Optional(Successor).ToArray();
    }

    /// <summary>
    /// The group that <see cref="Save" /> gave, from storage that is trusted as far as the group itself was: only the
    /// form and the tree hash are checked.
    /// </summary>
    /// <exception cref="MlsException">It is damaged or newer than this library.</exception>
    public static PublicGroup Load(ReadOnlySpan<byte> saved, GroupPolicy policy, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(time);
        TlsReader reader = new(saved);
        if (reader.UInt16() != FormatVersion)
        {
            throw new MlsException("state_version");
        }

        GroupContext context = GroupContext.Read(ref reader);
        byte[] interim = reader.Opaque();
        byte[] tag = reader.Opaque();
        RatchetTree tree = RatchetTree.Parse(reader.OpaqueSpan());
        List<AuthenticatedContent> proposals = reader.Vector(AuthenticatedContent.Read);
        Proposal.ReInit? successor = reader.Presence()
            ? Proposal.Read(ref reader) as Proposal.ReInit ?? throw new MlsException("state_part_damaged")
            : null;
        reader.End();
        bool areProposals = proposals.TrueForAll(stored => stored.Content.Content.Proposal is not null);
        MlsException.Require(areProposals, "state_part_damaged");
        Suite suite = Suite.Of(context.CipherSuite);
        if (!tree.TreeHash(suite).AsSpan().SequenceEqual(context.TreeHash.Span))
        {
            throw new MlsException("tree_hash");
        }

        PublicGroup group = new(new(suite, context, tree, TreeKeys.Of(tree), interim), tag, policy, time)
        {
            Successor = successor,
        };
        group._proposals.AddRange(
            proposals.Select(authenticated => new VerifiedProposal(group, suite, authenticated, null))
        );
        return group;
    }

    private VerifiedProposal? Find(ReadOnlyMemory<byte> reference) =>
        _proposals.Find(proposal => proposal.Reference.Span.SequenceEqual(reference.Span));

    private void RequireOwn(object owner, Epoch epoch, string parameter)
    {
        if (!ReferenceEquals(owner, this) || epoch != Epoch)
        {
            throw new ArgumentException("Of another group, or of an epoch that is over.", parameter);
        }
    }
}

using Sotto.Mls;
using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Conversations;

/// <summary>
/// What the server reads of MLS messages: group, epoch, content type, who is invited. It trusts no claim beside them and
/// sees no content. Each check answers null or the rule that was broken; what is signed, <c>GroupFollower</c> verifies.
/// </summary>
internal static class Framing
{
    /// <summary>An application message of this conversation's current group, made in the epoch that the request names.</summary>
    public static string? CheckMessage(ConversationId conversation, long epoch, ReadOnlySpan<byte> message) =>
        When(message.Length > Limits.BodyBytes, "A private message is longer than any client reads.")
        ?? Checked<PrivateMessage>(
            message,
            parsed =>
                Group(parsed.GroupId, parsed.Epoch, conversation, epoch)
                ?? When(
                    parsed.ContentType != ContentType.Application,
                    "A private message carries content, never a handshake."
                )
        );

    /// <summary>
    /// A commit by a member that renews its keys, removes members or adds devices, with the group info of the epoch it
    /// leads to, and a Welcome for exactly those whom it adds.
    /// </summary>
    public static string? CheckCommit(ConversationId conversation, SubmitCommitRequest request) =>
        Checked<PublicMessage>(
            request.Commit.Span,
            parsed =>
                CommitOf(parsed, conversation, request.Epoch)
                ?? When(
                    !parsed.Commit!.Proposals.All(IsRemoval) && !parsed.Commit.Proposals.All(IsAddition),
                    "This call renews keys, or removes members, or adds devices, by value; it does nothing else."
                )
                ?? When(
                    parsed.Commit.Path is null && parsed.Commit.Proposals.All(IsRemoval),
                    "Such a commit carries a path, or the removed could follow it."
                )
                ?? When(IsRemovedTwice(parsed.Commit), "Nobody is removed twice.")
                ?? When(
                    AddedBy(request.Commit.Span).Count > Limits.RosterDevices,
                    "One commit adds 16 devices at most."
                )
        )
        ?? CheckWelcome(request)
        ?? CheckGroupInfo(conversation, request.Epoch + 1, request.GroupInfo.Span);

    /// <summary>The four parts of a first contact belong to each other and to epoch 0 of a new group.</summary>
    public static string? CheckFirstContact(StartConversationRequest request) =>
        CheckGroupInfo(request.Conversation, 0, request.GroupInfo.Span)
        ?? Checked<GroupInfo>(
            request.GroupInfo.Span,
            parsed =>
                When(parsed.Signer.Value != 0, "The founder signs the group info of epoch 0.")
                ?? When(parsed.RatchetTree!.Members.Count() != 1, "The founder is alone in epoch 0.")
        )
        ?? Checked<PublicMessage>(
            request.Commit.Span,
            parsed =>
                CommitOf(parsed, request.Conversation, 0)
                ?? When(parsed.Sender != new Sender.Member(new LeafIndex(0)), "The founder makes the first commit.")
                ?? When(!AddsOnly(parsed.Commit!), "The first commit adds people by value and does nothing else.")
        )
        ?? Checked<Welcome>(
            request.Welcome.Span,
            parsed =>
                When(parsed.CipherSuite != CipherSuite.X25519Aes128Sha256Ed25519, "The suite is not the one in use.")
        )
        ?? When(
            !AddedBy(request.Commit.Span).SequenceEqual(InvitedBy(request.Welcome.Span)),
            "The Welcome invites exactly whom the commit adds."
        )
        ?? CheckMessage(request.Conversation, 1, request.Message.PrivateMessage.Span);

    /// <summary>The key packages a Welcome is addressed to, in order of their bytes. Call it after the check.</summary>
    public static IReadOnlyList<Bytes> InvitedBy(ReadOnlySpan<byte> welcome) =>
        Sorted(((Welcome)MlsFraming.Parse(welcome)).NewMembers.Select(reference => new Bytes(reference)));

    /// <summary>The identity that the founder's leaf shows, or null when it is of no kind that we know. Call it after the check.</summary>
    public static byte[]? FounderIn(ReadOnlySpan<byte> groupInfo) =>
        ((GroupInfo)MlsFraming.Parse(groupInfo))
            .RatchetTree!.Members.Where(member => member.Key.Value == 0)
            .Select(member => (member.Value.Credential as Mls.Credential.Basic)?.Identity.ToArray())
            .SingleOrDefault();

    private static string? CheckWelcome(SubmitCommitRequest request)
    {
        List<Bytes> added = AddedBy(request.Commit.Span);
        if (request.Welcome is not { } welcome)
        {
            return When(added.Count > 0, "A commit that adds somebody comes with their Welcome.");
        }

        return When(added.Count == 0, "A commit that adds nobody has no Welcome.")
            ?? Checked<Welcome>(
                welcome.Span,
                parsed =>
                    When(
                        parsed.CipherSuite != CipherSuite.X25519Aes128Sha256Ed25519,
                        "The suite is not the one in use."
                    )
                    ?? When(
                        !added.SequenceEqual(InvitedBy(welcome.Span)),
                        "The Welcome invites exactly whom the commit adds."
                    )
            );
    }

    /// <summary>Each removal is looked up, so that a name for every byte of a request would be work for nothing.</summary>
    private static bool IsRemovedTwice(Commit commit)
    {
        HashSet<LeafIndex> removed = [];
        return commit
            .Proposals.OfType<ProposalOrReference.ByValue>()
            .Select(proposal => proposal.Proposal)
            .OfType<Proposal.Remove>()
            .Any(remove => !removed.Add(remove.Removed));
    }

    private static bool IsRemoval(ProposalOrReference proposal) =>
        proposal is ProposalOrReference.ByValue { Proposal: Proposal.Remove };

    private static bool IsAddition(ProposalOrReference proposal) =>
        proposal is ProposalOrReference.ByValue { Proposal: Proposal.Add add }
        && add.KeyPackage.CipherSuite == CipherSuite.X25519Aes128Sha256Ed25519;

    private static List<Bytes> AddedBy(ReadOnlySpan<byte> commit) =>
        Sorted(
            ((PublicMessage)MlsFraming.Parse(commit))
                .Commit!.Proposals.OfType<ProposalOrReference.ByValue>()
                .Select(proposal => proposal.Proposal)
                .OfType<Proposal.Add>()
                .Select(add => new Bytes(add.KeyPackage.ComputeReference()))
        );

    private static List<Bytes> Sorted(IEnumerable<Bytes> references) =>
        references.OrderBy(reference => Convert.ToHexString(reference.Span), StringComparer.Ordinal).ToList();

    private static bool AddsOnly(Commit commit) =>
        commit.Proposals.Count is > 0 and <= Limits.RosterDevices && commit.Proposals.All(IsAddition);

    /// <summary>A key that stands there twice would hide a second leaf from everything that compares sets of keys.</summary>
    private static bool HasKeyTwice(RatchetTree tree) =>
        tree.Members.Select(member => new Bytes(member.Value.SignatureKey)).Distinct().Count() != tree.Members.Count();

    private static string? CheckGroupInfo(ConversationId conversation, long epoch, ReadOnlySpan<byte> groupInfo) =>
        Checked<GroupInfo>(
            groupInfo,
            parsed =>
                Group(parsed.GroupContext.GroupId, parsed.GroupContext.Epoch, conversation, epoch)
                ?? When(
                    parsed.GroupContext.CipherSuite != CipherSuite.X25519Aes128Sha256Ed25519,
                    "The suite is not the one in use."
                )
                ?? When(parsed.RatchetTree is null, "Group info carries the tree.")
                ?? When(HasKeyTwice(parsed.RatchetTree!), "Each member has a signature key of its own.")
                ?? When(
                    parsed.Extensions.Any(extension => extension.Type == Extension.ExternalPub),
                    "Nobody joins from outside, so group info has no external key."
                )
        );

    private static string? CommitOf(PublicMessage parsed, ConversationId conversation, long epoch) =>
        Group(parsed.GroupId, parsed.Epoch, conversation, epoch)
        ?? When(parsed.ContentType != ContentType.Commit, "This call takes a commit.")
        ?? When(parsed.Sender is not Sender.Member, "External commits are refused.");

    private static string? Group(ReadOnlyMemory<byte> groupId, Epoch actual, ConversationId conversation, long epoch)
    {
        bool isOurs =
            ConversationGroupId.TryParse(groupId.Span, out ConversationGroupId id)
            && id == new ConversationGroupId(conversation, 0);
        return When(!isOurs, "The message belongs to another group.")
            ?? When(
                epoch < 0 || actual.Value != (ulong)epoch,
                "The message belongs to another epoch than the request says."
            );
    }

    private static string? Checked<T>(ReadOnlySpan<byte> message, Func<T, string?> check)
        where T : MlsMessage
    {
        try
        {
            return MlsFraming.Parse(message) is T parsed
                ? check(parsed)
                : $"This place takes an MLS message of type {typeof(T).Name}.";
        }
        catch (MlsException error)
        {
            return $"Not a well-formed MLS message: {error.Message}";
        }
    }

    private static string? When(bool broken, string rule) => broken ? rule : null;
}

namespace Sotto.Mls;

/// <summary>
/// What an application decides about a group: whom it lets in, and what may be proposed. The library asks after it has
/// verified everything that can be verified, and before anything changes; a refusal leaves the group as it was.
/// </summary>
/// <remarks>Implementations are called on the thread that called the group, and for joins on several at once.</remarks>
public abstract class GroupPolicy
{
    /// <summary>
    /// Whether commits from outside the group are accepted, by which somebody adds themselves (RFC 9420 section
    /// 12.4.3.2). Not unless overridden (peer failure 26).
    /// </summary>
    public virtual bool AllowsExternalCommits => false;

    /// <summary>
    /// Whether proposals from outside the group are accepted (section 12.1.8): of listed external senders, and of
    /// newcomers who ask to be added. Not unless overridden.
    /// </summary>
    public virtual bool AllowsExternalProposals => false;

    /// <summary>
    /// The longest lifetime that a leaf from a key package may have (section 7.3): a year and a day unless overridden,
    /// and <see cref="TimeSpan.MaxValue" /> for any. Asked of newcomers and of every leaf of a group that is joined.
    /// </summary>
    public virtual TimeSpan LongestLifetime => TimeSpan.FromDays(366);

    /// <summary>
    /// Whether this is a leaf that may stand in the group (section 5.3.1): that its credential is genuine and certifies
    /// its signature key. Asked for every leaf of a group that is joined, and for every leaf that enters or changes, one's
    /// own too; not of a group that is loaded.
    /// </summary>
    /// <param name="leaf">The leaf; its signature is valid.</param>
    /// <param name="previous">
    /// The leaf that it replaces: of the same member for updates and commits, of the removed one when somebody joins
    /// from outside in place of their earlier self; null for newcomers. A successor must be the same client.
    /// </param>
    public abstract bool AcceptsMember(LeafNode leaf, LeafNode? previous);

    /// <summary>
    /// Whether two leaves are of one client, so that a group may hold only one of them (section 12.2). No unless
    /// overridden; leaves with the same keys are refused in any case. Asked for everybody who is added, with everybody else.
    /// </summary>
    public virtual bool IsSameClient(LeafNode first, LeafNode second) => false;

    /// <summary>Whether this proposal may be made by this sender; yes unless overridden. It is valid otherwise.</summary>
    public virtual bool AcceptsProposal(Proposal proposal, Sender sender) => true;

    /// <summary>
    /// Whether a group may have these extensions of its context; yes unless overridden. Asked on joining and when they
    /// are about to change. Lists of external senders stand here.
    /// </summary>
    public virtual bool AcceptsExtensions(IReadOnlyList<Extension> extensions) => true;
}

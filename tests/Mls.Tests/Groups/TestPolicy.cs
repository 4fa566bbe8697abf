namespace Sotto.Mls.Tests.Groups;

/// <summary>Accepts everything unless a test says otherwise.</summary>
internal sealed class TestPolicy : GroupPolicy
{
    internal bool ExternalCommits { get; set; } = true;

    internal bool ExternalProposals { get; set; } = true;

    internal Func<LeafNode, LeafNode?, bool> Member { get; set; } = (_, _) => true;

    internal Func<LeafNode, LeafNode, bool> SameClient { get; set; } = (_, _) => false;

    internal Func<Proposal, Sender, bool> Proposal { get; set; } = (_, _) => true;

    internal Func<IReadOnlyList<Extension>, bool> Extensions { get; set; } = _ => true;

    public override bool AllowsExternalCommits => ExternalCommits;

    public override bool AllowsExternalProposals => ExternalProposals;

    public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) => Member(leaf, previous);

    public override bool IsSameClient(LeafNode first, LeafNode second) => SameClient(first, second);

    public override bool AcceptsProposal(Proposal proposal, Sender sender) => Proposal(proposal, sender);

    public override bool AcceptsExtensions(IReadOnlyList<Extension> extensions) => Extensions(extensions);

    /// <summary>Capabilities of a client of this library.</summary>
    internal static Capabilities Everything(CipherSuite suite) =>
        new([suite], [Extension.LastResort], [Mls.Proposal.SelfRemoveType]);
}

using System.Runtime.ExceptionServices;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Validation;

/// <summary>
/// What newcomers and observers check of a group that somebody describes to them (RFC 9420 sections 7.9 and 12.4.3.1):
/// the tree as a whole, every leaf, and the signature of whoever describes it.
/// </summary>
internal static class TreeRules
{
    private const int WorthSeveralThreads = 8;

    /// <summary>The public state that a group info describes; throws <see cref="MlsException" />.</summary>
    internal static PublicState Check(Suite suite, GroupInfo info, RatchetTree? treeApart, GroupPolicy policy)
    {
        GroupContext context = info.GroupContext;
        RatchetTree tree = info.RatchetTree ?? treeApart ?? throw new MlsException("tree_missing");
        if (context.CipherSuite != suite.Id)
        {
            throw new MlsException("group_suite");
        }

        LeafNode signer = tree.LeafAt(info.Signer) ?? throw new MlsException("group_info_signer");
        if (!info.HasValidSignature(suite, signer.KeyOf(suite)))
        {
            throw new MlsException("group_info_signature");
        }

        TreeValidation.Check(tree, suite, context.TreeHash.Span);
        TreeKeys keys = TreeKeys.Of(tree);
        CredentialRules.Check(tree);
        ExternalSender.ListOf(context.Extensions);
        CheckLeaves(suite, tree, context, policy);
        if (!policy.AcceptsExtensions(context.Extensions))
        {
            throw new MlsException("policy_extensions");
        }

        byte[] interim = KeySchedule.TranscriptHash.Interim(
            suite,
            context.ConfirmedTranscriptHash.Span,
            info.ConfirmationTag.Span
        );
        return new(suite, context, tree, keys, interim);
    }

    /// <summary>Verifying signatures is nearly all the work of joining, and each stands alone.</summary>
    private static void CheckLeaves(Suite suite, RatchetTree tree, GroupContext context, GroupPolicy policy)
    {
        KeyValuePair<LeafIndex, LeafNode>[] members = [.. tree.Members];
        if (members.Length < WorthSeveralThreads)
        {
            foreach (KeyValuePair<LeafIndex, LeafNode> member in members)
            {
                CheckLeaf(suite, member, context, policy);
            }

            return;
        }

        try
        {
            Parallel.ForEach(members, member => CheckLeaf(suite, member, context, policy));
        }
        catch (AggregateException error) when (error.InnerException is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private static void CheckLeaf(
        Suite suite,
        KeyValuePair<LeafIndex, LeafNode> member,
        GroupContext context,
        GroupPolicy policy
    )
    {
        LeafRules.Check(suite, member.Value, new(context.GroupId, member.Key));
        LeafRules.CheckLongestLifetime(member.Value, policy);
        LeafRules.CheckGroupSupport(member.Value, context.Extensions);
        ProposalRules.CheckAccepted(policy, member.Value, null);
    }
}

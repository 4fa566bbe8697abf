using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups.State;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>Begins a group of one member (RFC 9420 section 11).</summary>
internal static class GroupCreation
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(90);

    internal static MlsGroup Create(NewGroup group, ClientIdentity identity, GroupSettings settings)
    {
        Suite suite = Suite.Of(group.CipherSuite);
        using Secret seed = new(suite.HashLength);
        settings.Random(seed.Buffer);
        KemPrivateKey leafKey = suite.Kem.DeriveKeyPair(seed.Bytes);
        DateTimeOffset now = settings.Time.GetUtcNow();
        LeafContent content = identity.Content(leafKey.PublicKey.ToArray()) with
        {
            Source = LeafNodeSource.KeyPackage,
            Lifetime = new(Seconds(now - ClockSkew), Seconds(now + LeafLifetime)),
        };
        LeafNode leaf;
        try
        {
            leaf = identity.SignLeaf(suite, content, LeafPlace.None);
            LeafRules.CheckOwn(leaf, group.Extensions);
            ProposalRules.CheckAccepted(settings.Policy, leaf, null);
        }
        catch
        {
            leafKey.Dispose();
            throw;
        }

        RatchetTree tree = RatchetTree.OfOneMember(leaf);
        GroupContext context = new(suite.Id, group.GroupId.ToArray(), [.. group.Extensions])
        {
            TreeHash = tree.TreeHash(suite),
        };

        using Secret epochSecret = new(suite.HashLength);
        settings.Random(epochSecret.Buffer);
        ChangeLog changes = new();
        PublicState state = new(suite, context, tree, TreeKeys.Of(tree), []);
        EpochState epoch = EpochState.Begin(state, epochSecret, new(new(0), leafKey), [], changes.For(state.Epoch));
        byte[] tag = epoch.Secrets.ComputeConfirmationTag([]);
        epoch = epoch with
        {
            Public = state with { InterimTranscriptHash = TranscriptHash.Interim(suite, [], tag) },
            ConfirmationTag = tag,
        };
        return new(epoch, identity.SignatureKey, settings, changes);
    }

    private static ulong Seconds(DateTimeOffset time) => (ulong)Math.Max(0, time.ToUnixTimeSeconds());
}

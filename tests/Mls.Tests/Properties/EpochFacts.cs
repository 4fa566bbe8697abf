using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Properties;

/// <summary>What everybody in an epoch must agree on; the first to enter says it, everybody else is compared.</summary>
internal sealed class EpochFacts
{
    private readonly Dictionary<Epoch, Facts> _known = [];
    private readonly Dictionary<Epoch, (byte[] Context, byte[] Tree)> _observed = [];

    internal void Note(PublicGroup observer) =>
        _observed.Add(observer.Epoch, ([.. observer.Context.Encoding], observer.Tree.Encode()));

    internal void Check(MlsGroup group)
    {
        Facts facts = new(
            group.EpochAuthenticator,
            group.Export("facts", "of an epoch"u8, 40),
            [.. group.Current.Public.Context.Encoding],
            group.Tree.Encode(),
            [.. group.Members.Select(member => (member.Index, Convert.ToHexString(member.Leaf.SignatureKey.Span)))]
        );
        if (_known.TryAdd(group.Epoch, facts))
        {
            Assert.DoesNotContain(
                _known,
                other => other.Key != group.Epoch && other.Value.Authenticator.SequenceEqual(facts.Authenticator)
            );
        }

        Facts known = _known[group.Epoch];
        Assert.Equal(known.Authenticator, facts.Authenticator);
        Assert.Equal(known.Exported, facts.Exported);
        Assert.Equal(known.Context, facts.Context);
        Assert.Equal(known.Tree, facts.Tree);
        Assert.Equal(known.Members, facts.Members);
        Assert.Equal(group.Current.Public.Context.TreeHash.ToArray(), group.Tree.TreeHash(group.Suite));
        if (_observed.TryGetValue(group.Epoch, out (byte[] Context, byte[] Tree) observed))
        {
            Assert.Equal(observed.Context, facts.Context);
            Assert.Equal(observed.Tree, facts.Tree);
        }
    }

    private sealed record Facts(
        byte[] Authenticator,
        byte[] Exported,
        byte[] Context,
        byte[] Tree,
        IReadOnlyList<(LeafIndex, string)> Members
    );
}

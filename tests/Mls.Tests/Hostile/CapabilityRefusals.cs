using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>What a newcomer's client must say that it supports (RFC 9420 sections 7.2, 10 and 11.1).</summary>
public sealed class CapabilityRefusals : IDisposable
{
    private static readonly CipherSuite Suite = CipherSuite.X25519Aes128Sha256Ed25519;
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_newcomer_lists_its_own_kind_of_credential()
    {
        using Party other = new Party("other").Create();
        ClientIdentity identity = other.Identity with
        {
            Capabilities = new([Suite], null, null, [Credential.X509Type]),
        };
        AssertNotAdded("credential_not_in_capabilities", identity);
    }

    [Fact]
    public void A_newcomer_lists_the_extensions_of_its_leaf()
    {
        using Party other = new Party("other").Create();
        ClientIdentity identity = other.Identity with { Extensions = [new(0xF001, [])] };
        AssertNotAdded("leaf_extension_not_in_capabilities", identity);
    }

    [Fact]
    public void Unknown_capabilities_are_passed_over()
    {
        Capabilities greased = TestPolicy.Everything(Suite).WithGrease(RandomNumberGenerator.Fill);
        using Party ann = new Party("ann", greased).Create();
        using Party bob = new("bob", greased);
        ann.Add(bob);
        ConversationTests.AssertTalking(ann, bob);
    }

    [Fact]
    public void A_last_resort_admits_to_two_groups()
    {
        using Party ann = new Party("ann").Create();
        using Party eve = new Party("eve").Create("another group");
        using Party bob = new("bob");
        using OwnKeyPackage lastResort = bob.NewKeyPackage(isLastResort: true);
        Assert.True(lastResort.KeyPackage.IsLastResort);
        PreparedCommit first = ann.Commit(new() { Adds = [lastResort.KeyPackage] });
        PreparedCommit second = eve.Commit(new() { Adds = [lastResort.KeyPackage] });
        bob.Join(first.Welcome!, lastResort);
        ConversationTests.AssertTalking(ann, bob);
        using MlsGroup left = bob.Group;
        bob.Join(second.Welcome!, lastResort);
        ConversationTests.AssertTalking(eve, bob);
    }

    private void AssertNotAdded(string rule, ClientIdentity identity)
    {
        using OwnKeyPackage package = OwnKeyPackage.Generate(
            Suite,
            identity,
            Party.Clock.Lifetime,
            RandomNumberGenerator.Fill
        );
        _scene.AssertRefused(rule, _scene.Send(new Proposal.Add(package.KeyPackage)));
        _scene.AssertRefused(rule, _scene.CommitOf(new Proposal.Add(package.KeyPackage)));
    }
}

using System.Security.Cryptography;

namespace Sotto.Mls.Tests.Groups;

/// <summary>Proposals and commits as private messages.</summary>
public sealed class PrivateHandshakeTests
{
    /// <summary>The same words under the same key are the same proposal, but two messages with a key each.</summary>
    [Fact]
    public void A_proposal_made_twice_uses_up_the_keys_of_both_messages()
    {
        using Party ann = New("ann").Create();
        using Party bob = New("bob");
        ann.Add(bob);
        MlsMessage first = bob.Group.ProposeRemove(ann.Group.Self);
        MlsMessage second = bob.Group.ProposeRemove(ann.Group.Self);
        ann.Receive(first);
        ann.Receive(second);
        Assert.Single(ann.Group.PendingProposals);
        Assert.Throws<MlsException>(() => ann.Receive(first));
        Assert.Throws<MlsException>(() => ann.Receive(second));
    }

    private static Party New(string name) =>
        new(
            name,
            settings: new()
            {
                Policy = new TestPolicy(),
                Random = RandomNumberGenerator.Fill,
                Time = Party.Clock,
                EncryptHandshakes = true,
            }
        );
}

using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>What some member does not understand is not committed, and what cannot be read is not even proposed.</summary>
public sealed class SupportRefusals : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_kind_of_proposal_that_a_member_who_stays_does_not_know_is_not_committed()
    {
        using Party plain = new("plain", new Capabilities([_scene.Mallory.Suite]));
        using OwnKeyPackage package = plain.NewKeyPackage();
        PreparedCommit adding = _scene.Mallory.Commit(new() { Adds = [package.KeyPackage] });
        _scene.AssertAccepted((PublicMessage)adding.Message);
        plain.Join(adding.Welcome!, package);

        PublicMessage leaving = (PublicMessage)_scene.Fourth.Group.ProposeSelfRemove();
        _scene.Victim.Receive(leaving);
        byte[] reference = _scene.Victim.Group.PendingProposals[0].Reference.ToArray();
        Commit commit = new([new ProposalOrReference.ByReference(reference)], _scene.Honest().Path);
        _scene.AssertRefusedByVictim("proposal_unsupported_by_member", _scene.Send(commit));

        // Whoever commits leaves it out instead of being stopped by it.
        Assert.Empty(((PublicMessage)_scene.Victim.Commit().Message).Commit!.Proposals);
    }

    [Fact]
    public void An_update_renews_the_encryption_key()
    {
        LeafContent same = _scene.Mallory.Identity.Content(_scene.Group.Current.OwnLeaf.EncryptionKey) with
        {
            Source = LeafNodeSource.Update,
        };
        LeafNode leaf = _scene.Mallory.Identity.SignLeaf(
            _scene.Group.Suite,
            same,
            _scene.Group.Current.Public.PlaceOf(_scene.Group.Self)
        );
        _scene.AssertRefused("encryption_key_not_renewed", _scene.Send(new Proposal.Update(leaf)));
    }

    [Theory]
    [InlineData(Extension.RequiredCapabilities, "020001")]
    [InlineData(Extension.ExternalSenders, "0501")]
    public void Extensions_that_cannot_be_read_are_not_proposed(ushort type, string hex)
    {
        Extension unreadable = new(type, Convert.FromHexString(hex));
        _scene.AssertRefused("truncated", _scene.Send(new Proposal.GroupContextExtensions([unreadable])));
    }
}

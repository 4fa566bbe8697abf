using System.Security.Cryptography;
using System.Text;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Tests.Groups;

/// <summary>What a caller gets wrong is said at once and changes nothing.</summary>
public sealed class CallersMistakeTests : IDisposable
{
    private readonly Party _ann = new Party("ann").Create();
    private readonly Party _bob = new("bob");

    public CallersMistakeTests() => _ann.Add(_bob);

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void A_group_that_was_not_ended_has_no_successor() =>
        AssertUnchanged<InvalidOperationException>(() => _ann.Group.BeginSuccessor(_ann.Identity, [], _ann.Settings));

    [Fact]
    public void Nobody_branches_off_with_a_key_package_of_another_suite()
    {
        CipherSuite other = CipherSuite.X25519ChaCha20Sha256Ed25519;
        using OwnKeyPackage package = OwnKeyPackage.Generate(
            other,
            _bob.Identity with
            {
                Capabilities = TestPolicy.Everything(other),
            },
            Party.Clock.Lifetime,
            RandomNumberGenerator.Fill
        );
        MlsException refusal = AssertUnchanged<MlsException>(() =>
            _ann.Group.Branch("branch"u8.ToArray(), _ann.Identity, [package.KeyPackage], _ann.Settings)
        );
        Assert.Equal("key_package_suite", refusal.Rule);
    }

    [Fact]
    public void A_signature_key_is_not_changed_by_a_proposal()
    {
        using SignatureKeyPair other = SignatureKeyPair.Generate(_ann.Suite, RandomNumberGenerator.Fill);
        ArgumentException mistake = AssertUnchanged<ArgumentException>(() =>
            _ann.Group.ProposeUpdate(new() { SignatureKey = other })
        );
        Assert.Equal("change", mistake.ParamName);
    }

    [Fact]
    public void An_update_that_is_refused_leaves_no_key_behind()
    {
        _ann.Policy.Member = (leaf, previous) => previous is null || leaf.Credential.Equals(previous.Credential);
        MlsException refusal = AssertUnchanged<MlsException>(() =>
            _ann.Group.ProposeUpdate(new() { Credential = new Credential.Basic("queen"u8) })
        );
        Assert.Equal("policy_member", refusal.Rule);
        Assert.Empty(_ann.Group.Proposals.UpdateKeys);
        _ann.Group.ProposeUpdate(new() { Extensions = [] });
        Assert.Single(_ann.Group.Proposals.UpdateKeys);
    }

    [Theory]
    [InlineData("", 32)]
    [InlineData("clé", 32)]
    [InlineData("key", 0)]
    [InlineData("key", (255 * 32) + 1)]
    public void An_export_has_an_ascii_label_and_a_length_that_can_be_had(string label, int length)
    {
        ArgumentException mistake = Assert.ThrowsAny<ArgumentException>(() => _ann.Group.Export(label, [], length));
        Assert.Equal(label is "key" ? "length" : "label", mistake.ParamName);
        Assert.Equal(255 * 32, _ann.Group.Export("key", [], 255 * 32).Length);
        Assert.Equal(_ann.Group.Export("key", [1], 32), _bob.Group.Export("key", [1], 32));
    }

    [Fact]
    public void A_signature_key_of_another_scheme_signs_nothing()
    {
        CipherSuite other = CipherSuite.P256Aes128Sha256P256;
        ClientIdentity identity = _ann.Identity with { Capabilities = TestPolicy.Everything(other) };
        Assert.Throws<InvalidOperationException>(() =>
            MlsGroup.Create(new("g"u8.ToArray(), other), identity, _ann.Settings)
        );
        Assert.Throws<InvalidOperationException>(() =>
            OwnKeyPackage.Generate(other, identity, Party.Clock.Lifetime, RandomNumberGenerator.Fill)
        );
        Assert.Throws<InvalidOperationException>(() => _ann.SignatureKey.For(Mls.Cryptography.Suite.Of(other)));
    }

    [Fact]
    public void Bounds_are_not_negative()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ann.Settings with { ForwardGenerations = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => _ann.Settings with { PastEpochs = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => _ann.Settings with { ResumptionEpochs = -1 });
    }

    [Fact]
    public void With_bounds_of_nothing_a_group_forgets_at_once()
    {
        GroupSettings none = _ann.Settings with { ForwardGenerations = 0, PastEpochs = 0, ResumptionEpochs = 0 };
        using Party strict = new("strict", settings: none);
        _ann.Add(strict, _bob);
        PrivateMessage overtaken = _ann.Say("overtaken");
        PrivateMessage ahead = _ann.Say("ahead");
        byte[] before = strict.Snapshot();
        Assert.Equal("generation_too_far_ahead", Assert.Throws<MlsException>(() => strict.Read(ahead)).Rule);
        Assert.Equal(before, strict.Snapshot());
        Assert.Equal("overtaken", strict.Read(overtaken));
        Assert.Equal("ahead", strict.Read(ahead));
        PrivateMessage late = _ann.Say("late");
        strict.Receive(_bob.Commit().Message);
        Assert.Equal("epoch", Assert.Throws<MlsException>(() => strict.Read(late)).Rule);
        Assert.Empty(strict.Group.Past.Epochs);
        Assert.Empty(strict.Group.Past.Resumption);
    }

    [Fact]
    public void A_key_package_of_another_version_is_not_loaded()
    {
        using OwnKeyPackage own = _bob.NewKeyPackage();
        byte[] saved = own.Save();
        using (OwnKeyPackage loaded = OwnKeyPackage.Load(saved))
        {
            Assert.Equal(own.KeyPackage.Encode(), loaded.KeyPackage.Encode());
        }

        saved[1]++;
        Assert.Equal("state_version", Assert.Throws<MlsException>(() => OwnKeyPackage.Load(saved)).Rule);
    }

    [Fact]
    public void A_signature_key_that_was_exported_is_the_same_when_imported()
    {
        byte[] exported = _ann.SignatureKey.ExportPrivateKey();
        using SignatureKeyPair imported = SignatureKeyPair.Import(_ann.Suite, exported);
        Assert.Equal(_ann.SignatureKey.PublicKey, imported.PublicKey);
        Assert.Equal(exported, imported.ExportPrivateKey());
    }

    [Fact]
    public void What_was_heard_and_where_one_is_invited_can_be_asked()
    {
        PrivateMessage sent = _ann.Group.Encrypt("hello"u8, "in the clear"u8);
        ReceivedMessage heard = (ReceivedMessage)_bob.Receive(sent);
        Assert.Equal(new Sender.Member(_ann.Group.Self), heard.Sender);
        Assert.Equal("in the clear"u8, heard.AuthenticatedData.Span);
        Assert.DoesNotContain("hello", heard.ToString(), StringComparison.Ordinal);

        Party newcomer = new("newcomer");
        using OwnKeyPackage own = newcomer.NewKeyPackage();
        PreparedCommit commit = _ann.Commit(new() { Adds = [own.KeyPackage] });
        using StagedJoin join = MlsGroup.Join(commit.Welcome!, own, newcomer.SignatureKey, newcomer.Settings);
        Assert.Equal("a group", Encoding.UTF8.GetString(join.GroupId.Span));
        Assert.Equal(new(2), join.Self);
        Assert.Empty(join.Extensions);
        using ExternalJoin outside = MlsGroup.JoinExternally(
            _ann.Group.CreateGroupInfo(withExternalPub: true),
            newcomer.Identity with
            {
                SignatureKey = _bob.SignatureKey,
            },
            newcomer.Settings,
            new() { Replaces = _bob.Group.Self }
        );
        Assert.Equal(_ann.Group.Epoch.Next, outside.Epoch);
        newcomer.SignatureKey.Dispose();
    }

    private TException AssertUnchanged<TException>(Action mistake)
        where TException : Exception
    {
        byte[] before = _ann.Snapshot();
        TException thrown = Assert.Throws<TException>(mistake);
        Assert.Equal(before, _ann.Snapshot());
        return thrown;
    }
}

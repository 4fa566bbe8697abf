using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>Joining, step by step of RFC 9420 section 12.4.3.1.</summary>
public sealed class WelcomeRefusals : IDisposable
{
    private readonly Insider _scene = new();
    private readonly Party _newcomer = new("newcomer");
    private readonly OwnKeyPackage _own;

    public WelcomeRefusals() => _own = _newcomer.NewKeyPackage();

    public void Dispose()
    {
        _scene.Dispose();
        _own.Dispose();
        _newcomer.SignatureKey.Dispose();
    }

    [Fact]
    public void An_invented_welcome_that_is_consistent_is_taken()
    {
        using StagedJoin join = Join(Forge().Make());
        Assert.Equal(_scene.Group.Self, join.Inviter);
        Assert.Equal(5, join.Members.Count);
    }

    [Fact]
    public void A_welcome_for_somebody_else_is_refused()
    {
        using OwnKeyPackage another = _newcomer.NewKeyPackage();
        Assert.Equal("welcome_not_for_us", Refusal(Forge().Make(), keyPackage: another));
        byte[] reference = another.KeyPackage.ComputeReference();
        ForgedWelcome renamed = new(_scene.Mallory, _own.KeyPackage) { Reference = reference };
        Assert.Equal("hpke_open", Refusal(renamed.Make(), keyPackage: another));
    }

    [Fact]
    public void A_welcome_into_another_group_or_one_that_is_known_is_refused()
    {
        JoinOptions another = new() { ExpectedGroupId = "another group"u8.ToArray() };
        Assert.Equal("welcome_group_unexpected", Refusal(Forge().Make(), another));
        JoinOptions known = new() { IsKnownGroup = id => id.Span.SequenceEqual(_scene.Group.GroupId.Span) };
        Assert.Equal("welcome_group_known", Refusal(Forge().Make(), known));
    }

    [Fact]
    public void A_welcome_its_key_package_and_its_group_are_of_one_suite()
    {
        CipherSuite other = CipherSuite.X25519ChaCha20Sha256Ed25519;
        Welcome honest = Forge().Make();
        Assert.Equal("key_package_suite", Refusal(new(other, honest.Secrets, honest.EncryptedGroupInfo.ToArray())));
        ForgedWelcome apart = Forge();
        GroupContext context = new(other, apart.Context.GroupId, apart.Context.Extensions)
        {
            Epoch = apart.Context.Epoch,
            TreeHash = apart.Context.TreeHash,
            ConfirmedTranscriptHash = apart.Context.ConfirmedTranscriptHash,
        };
        ForgedWelcome mixed = new(_scene.Mallory, _own.KeyPackage) { Context = context };
        Assert.Equal("group_suite", Refusal(mixed.Make()));
    }

    [Fact]
    public void A_group_info_that_was_changed_does_not_open()
    {
        Welcome honest = Forge().Make();
        byte[] changed = honest.EncryptedGroupInfo.ToArray();
        changed[^1] ^= 1;
        // It is the context of the secrets' encryption as well, so these do not open either.
        Assert.Equal("hpke_open", Refusal(new(honest.CipherSuite, honest.Secrets, changed)));
        Assert.Equal("hpke_open", Refusal(new(honest.CipherSuite, honest.Secrets, [])));
    }

    [Fact]
    public void A_group_info_is_signed_by_a_member()
    {
        Assert.Equal(
            "group_info_signature",
            Refusal(new ForgedWelcome(_scene.Mallory, _own.KeyPackage) { Signer = new(1) }.Make())
        );
        Assert.Equal(
            "group_info_signer",
            Refusal(new ForgedWelcome(_scene.Mallory, _own.KeyPackage) { Signer = new(7) }.Make())
        );
        ForgedWelcome stranger = new(_scene.Mallory, _own.KeyPackage)
        {
            Key = _newcomer.SignatureKey.For(_scene.Group.Suite),
        };
        Assert.Equal("group_info_signature", Refusal(stranger.Make()));
    }

    [Fact]
    public void The_tree_is_there_and_the_one_that_was_hashed()
    {
        ForgedWelcome without = new(_scene.Mallory, _own.KeyPackage) { Tree = null };
        Assert.Equal("tree_missing", Refusal(without.Make()));
        ForgedWelcome old = new(_scene.Mallory, _own.KeyPackage) { Tree = _scene.Group.Tree };
        Assert.Equal("tree_hash", Refusal(old.Make()));
        ForgedWelcome apart = new(_scene.Mallory, _own.KeyPackage);
        RatchetTree tree = RatchetTree.Parse(apart.Tree!.Encode());
        ForgedWelcome apartOnly = new(_scene.Mallory, _own.KeyPackage) { Tree = null, Context = apart.Context };
        using StagedJoin join = Join(apartOnly.Make(), new() { Tree = tree });
        Assert.Equal(_scene.Group.Epoch.Value + 1, join.Epoch.Value);
    }

    [Fact]
    public void A_newcomer_is_in_the_tree_under_its_own_leaf()
    {
        using OwnKeyPackage another = _newcomer.NewKeyPackage();
        ForgedWelcome forAnother = new(_scene.Mallory, another.KeyPackage);
        ForgedWelcome mixed = new(_scene.Mallory, _own.KeyPackage)
        {
            Tree = forAnother.Tree,
            Context = forAnother.Context,
        };
        Assert.Equal("own_leaf_missing", Refusal(mixed.Make()));
    }

    [Fact]
    public void A_wrong_confirmation_tag_is_refused()
    {
        foreach (int length in (int[])[0, 31, 32, 33])
        {
            ForgedWelcome forged = new(_scene.Mallory, _own.KeyPackage) { ConfirmationTag = new byte[length] };
            Assert.Equal("confirmation_tag", Refusal(forged.Make()));
        }
    }

    [Fact]
    public void Secrets_have_their_length_and_fit_the_tree()
    {
        foreach (int length in (int[])[0, 31, 33])
        {
            ForgedWelcome forged = new(_scene.Mallory, _own.KeyPackage) { Joiner = new byte[length] };
            Assert.Equal("joiner_secret_length", Refusal(forged.Make()));
        }

        // The tree grew by this commit, so that above the newcomer all is blank.
        ForgedWelcome blank = new(_scene.Mallory, _own.KeyPackage) { PathSecret = new byte[32] };
        Assert.Equal("path_secret_public_key", Refusal(blank.Make()));
    }

    [Fact]
    public void Pre_shared_keys_are_known_distinct_and_of_one_origin()
    {
        PreSharedKeyId unknown = PreSharedKeyId.OfExternal("nobody has it"u8, new byte[32]);
        PreSharedKeyId shortNonce = PreSharedKeyId.OfExternal("key"u8, new byte[31]);
        PreSharedKeyId branch = Origin(ResumptionUsage.Branch);
        PreSharedKeyId reInit = Origin(ResumptionUsage.ReInit);
        Assert.Equal("psk_unknown", Refusal(With(unknown)));
        Assert.Equal("psk_twice", Refusal(With(unknown, unknown)));
        Assert.Equal("psk_nonce_length", Refusal(With(shortNonce)));
        Assert.Equal("psk_usage", Refusal(With(branch, reInit)));
        Assert.Equal("psk_unknown", Refusal(With(branch)));
    }

    [Fact]
    public void The_policy_is_asked_about_every_member_and_the_extensions()
    {
        HashSet<LeafNode> asked = [];
        _newcomer.Policy.Member = (leaf, _) => asked.Add(leaf);
        Join(Forge().Make()).Dispose();
        Assert.Equal(5, asked.Count);
        foreach (Member member in _scene.Victim.Group.Members)
        {
            _newcomer.Policy.Member = (leaf, _) => !leaf.SignatureKey.Span.SequenceEqual(member.Leaf.SignatureKey.Span);
            Assert.Equal("policy_member", Refusal(Forge().Make()));
        }

        _newcomer.Policy.Member = (_, _) => true;
        _newcomer.Policy.Extensions = _ => false;
        Assert.Equal("policy_extensions", Refusal(Forge().Make()));
    }

    [Fact]
    public void A_borrowed_certificate_is_refused_by_a_policy_that_looks_at_the_key()
    {
        // Mallory stands in the tree with the victim's credential and a key of its own (peer failure 25).
        Dictionary<string, byte[]> certified = new(StringComparer.Ordinal)
        {
            ["victim"] = _scene.Victim.SignatureKey.PublicKey.ToArray(),
        };
        PublicMessage commit = (PublicMessage)
            _scene.Group.Commit(new() { Leaf = new() { Credential = _scene.Victim.Identity.Credential } }).Message;
        _scene.Group.DropPendingCommit();
        _scene.Victim.Policy.Member = (leaf, _) =>
            leaf.Credential is Credential.Basic basic
            && certified.TryGetValue(System.Text.Encoding.UTF8.GetString(basic.Identity.Span), out byte[]? key)
            && leaf.SignatureKey.Span.SequenceEqual(key);
        _scene.AssertRefusedByVictim("policy_member", commit);
    }

    [Fact]
    public void A_signature_key_that_is_not_the_packages_is_the_callers_mistake()
    {
        Assert.Throws<InvalidOperationException>(() =>
            MlsGroup.Join(Forge().Make(), _own, _scene.Victim.SignatureKey, _newcomer.Settings)
        );
    }

    [Fact]
    public void A_stored_key_package_with_another_private_key_is_refused()
    {
        using OwnKeyPackage another = _newcomer.NewKeyPackage();
        byte[] mixed = [.. _own.Save()[..^66], .. another.Save()[^66..]];
        Assert.Equal("key_package_private_key", Assert.Throws<MlsException>(() => OwnKeyPackage.Load(mixed)).Rule);
    }

    private ForgedWelcome Forge() => new(_scene.Mallory, _own.KeyPackage);

    private Welcome With(params PreSharedKeyId[] ids) =>
        new ForgedWelcome(_scene.Mallory, _own.KeyPackage) { PreSharedKeys = ids }.Make();

    private static PreSharedKeyId Origin(ResumptionUsage usage) =>
        PreSharedKeyId.OfResumption(usage, "elsewhere"u8, new(1), RandomNumberGenerator.GetBytes(32));

    private StagedJoin Join(Welcome welcome, JoinOptions? options = null, OwnKeyPackage? keyPackage = null) =>
        MlsGroup.Join(
            (Welcome)MlsFraming.Parse(welcome.Encode()),
            keyPackage ?? _own,
            _newcomer.SignatureKey,
            _newcomer.Settings,
            options
        );

    private string Refusal(Welcome welcome, JoinOptions? options = null, OwnKeyPackage? keyPackage = null) =>
        Assert.Throws<MlsException>(() => Join(welcome, options, keyPackage).Dispose()).Rule;
}

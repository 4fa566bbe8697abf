using System.Security.Cryptography;

namespace Sotto.Protocol.Tests;

public sealed class CertificateIssuingTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly OrganisationId Organisation = OrganisationId.Parse("org_aeaqcaibaeaqcaibaeaqcaibae");
    private static readonly UserId User = UserId.Parse("usr_aucqkbifaucqkbifaucqkbifau");
    private static readonly InboxId Inbox = InboxId.Parse("inb_ambqgaydambqgaydambqgaydam");
    private static readonly DeviceId Device = DeviceId.Parse("dev_aydambqgaydambqgaydambqgay");

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly SigningKey _root = SigningKey.Generate();
    private readonly SigningKey _issuer = SigningKey.Generate();
    private readonly SigningKey _device = SigningKey.Generate();

    private TrustedRoot Root => new(Organisation, _root.PublicKey);

    private string IssuerJws => CertificateIssuing.Issuer(_root, Organisation, User, "Ada", _issuer.PublicKey, Now);

    public void Dispose()
    {
        _random.Dispose();
        _root.Dispose();
        _issuer.Dispose();
        _device.Dispose();
    }

    [Fact]
    public void An_issued_agent_is_verified_from_root_to_leaf()
    {
        byte[] credential = new Credential.OfAgent(IssueAgent(), IssuerJws).Encode();
        Trust trust = new(Root, Inbox, Lists(1), Now, Adding: true);
        VerifiedAgent agent = Assert.IsType<VerifiedAgent>(
            VerifiedIdentity.Verify(credential, _device.PublicKey, trust)
        );
        Assert.Equal(User, agent.User);
        Assert.Equal(Device, agent.Device);
        Assert.Equal(Now + Limits.AgentCertificateLifetime, agent.ExpiresAt);
        Assert.False(agent.Lapsed);
    }

    [Fact]
    public void A_revoked_agent_is_refused_and_others_are_not()
    {
        VerifiedIssuer issuer = VerifiedIssuer.Verify(IssuerJws, Root, Now);
        VerifiedAgent revoked = VerifiedAgent.Verify(IssueAgent(), issuer, _device.PublicKey, Now);
        VerifiedAgent other = VerifiedAgent.Verify(IssueAgent(), issuer, _device.PublicKey, Now);
        RevocationLists lists = Lists(2, revoked.CertificateIdentifier);
        Assert.True(lists.IsRevoked(revoked));
        Assert.False(lists.IsRevoked(other));
    }

    [Fact]
    public void An_older_list_or_another_under_the_same_number_is_refused_and_the_newer_kept()
    {
        RevocationLists seen = Lists(2, "revoked-certificate");
        VerifiedIssuer issuer = VerifiedIssuer.Verify(IssuerJws, Root, Now);
        Assert.Equal(CertificateRules.RevocationsRolledBack, RefusedBy(seen, IssueList(1, "revoked-certificate")));
        Assert.Equal(CertificateRules.RevocationsRolledBack, RefusedBy(seen, IssueList(2)));
        Assert.NotNull(seen.Accept(VerifiedRevocations.Verify(IssueList(2, "revoked-certificate"), issuer, Now)));
        Assert.NotNull(seen.Accept(VerifiedRevocations.Verify(IssueList(3), issuer, Now)));
    }

    [Theory]
    [InlineData(0, RevocationLateness.Fresh)]
    [InlineData(10, RevocationLateness.Fresh)]
    [InlineData(11, RevocationLateness.Late)]
    [InlineData(21, RevocationLateness.Late)]
    [InlineData(22, RevocationLateness.TooLate)]
    public void A_list_is_late_after_three_days_and_too_late_after_fourteen(int days, RevocationLateness lateness)
    {
        VerifiedIssuer issuer = VerifiedIssuer.Verify(IssuerJws, Root, Now);
        Assert.Equal(lateness, Lists(1).LatenessOf(issuer, Now.AddDays(days)));
        Assert.Equal(RevocationLateness.TooLate, RevocationLists.None.LatenessOf(issuer, Now.AddDays(days)));
    }

    [Fact]
    public void An_agent_certificate_for_every_inbox_it_may_name_fits()
    {
        IReadOnlyList<InboxId> inboxes =
        [
            .. Enumerable.Range(0, Limits.CertificateInboxes).Select(_ => InboxId.New(_random)),
        ];
        string jws = CertificateIssuing.Agent(_issuer, Subject() with { Inboxes = inboxes }, Now, _random);
        VerifiedIssuer issuer = VerifiedIssuer.Verify(IssuerJws, Root, Now);
        VerifiedAgent agent = VerifiedAgent.Verify(jws, issuer, _device.PublicKey, Now);
        Assert.Equal(inboxes.ToHashSet(), agent.Inboxes);
        Assert.InRange(new Credential.OfAgent(jws, IssuerJws).Encode().Length, 1, Limits.CredentialBytes);
    }

    [Fact]
    public void A_customer_vouches_for_its_own_key_only()
    {
        CustomerId customer = CustomerId.New(_random);
        string jws = CertificateIssuing.Customer(_device, Organisation, customer, Device, Now);
        VerifiedCustomer verified = VerifiedCustomer.Verify(jws, Organisation, _device.PublicKey, Now);
        Assert.Equal((customer, Device), (verified.Customer, verified.Device));
        CertificateException refusal = Assert.Throws<CertificateException>(() =>
            VerifiedCustomer.Verify(jws, Organisation, _issuer.PublicKey, Now)
        );
        Assert.Equal(CertificateRules.NotSelfSigned, refusal.Rule);
    }

    private AgentSubject Subject() =>
        new(Organisation, User, "Ada", CertificateRole.Agent, Device, [Inbox], _device.PublicKey);

    private string IssueAgent() => CertificateIssuing.Agent(_issuer, Subject(), Now, _random);

    private string IssueList(long number, params string[] revoked) =>
        CertificateIssuing.Revocations(
            _issuer,
            Organisation,
            number,
            revoked.ToDictionary(jti => jti, _ => Now, StringComparer.Ordinal),
            Now
        );

    private RevocationLists Lists(long number, params string[] revoked) =>
        RevocationLists.None.Accept(
            VerifiedRevocations.Verify(IssueList(number, revoked), VerifiedIssuer.Verify(IssuerJws, Root, Now), Now)
        );

    private string RefusedBy(RevocationLists lists, string jws)
    {
        VerifiedRevocations list = VerifiedRevocations.Verify(jws, VerifiedIssuer.Verify(IssuerJws, Root, Now), Now);
        return Assert.Throws<CertificateException>(() => lists.Accept(list)).Rule;
    }
}

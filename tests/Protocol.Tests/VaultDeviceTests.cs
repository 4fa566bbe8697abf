using System.Text.Json;

namespace Sotto.Protocol.Tests;

public sealed class VaultDeviceTests
{
    private static readonly JsonElement Fixture = Fixtures.Read("vaultDevice.json");

    private static Ed25519PublicKey Identity => Ed25519PublicKey.Import(Fixture.Hex("identity"));

    private static VaultDeviceSubject Subject =>
        VaultDeviceSubject.Of(
            OrganisationId.Parse(Fixture.Text("organisation")),
            UserId.Parse(Fixture.Text("person")),
            Ed25519PublicKey.Import(Fixture.Hex("device"))
        );

    public static TheoryData<string> Names => [.. Fixture.List("cases").Select(example => example.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_shared_statement_gets_the_verdict_that_the_browser_gives(string name)
    {
        JsonElement example = Fixture.List("cases").Single(element => element.Text("name") == name);
        if (example.TryGetProperty("rule", out JsonElement rule))
        {
            Assert.Equal(rule.GetString(), Assert.Throws<CertificateException>(() => Verify(example)).Rule);
            return;
        }

        Assert.Equal(Subject, Verify(example).Subject);
    }

    [Fact]
    public void What_the_browser_signs_and_what_is_signed_here_are_believed_alike()
    {
        byte[] seed = new byte[32];
        Array.Fill(seed, (byte)51);
        using SigningKey identity = SigningKey.FromSeed(seed);
        DateTimeOffset now = Fixture.Time("now");
        string ours = CertificateIssuing.VaultDevice(identity, Subject, now);
        foreach (string jws in new[] { Fixture.Text("issued"), ours })
        {
            Assert.Equal(
                now + Limits.VaultDeviceLifetime,
                VerifiedVaultDevice.Verify(jws, Identity, Subject, now).ExpiresAt
            );
        }
    }

    [Fact]
    public void A_customers_device_is_no_member_of_staffs()
    {
        byte[] seed = new byte[32];
        Array.Fill(seed, (byte)51);
        using SigningKey identity = SigningKey.FromSeed(seed);
        CustomerId customer = CustomerId.Parse(
            Fixture.Text("person").Replace("usr_", "cus_", StringComparison.Ordinal)
        );
        VaultDeviceSubject theirs = VaultDeviceSubject.Of(Subject.Organisation, customer, Subject.DeviceKey);
        string jws = CertificateIssuing.VaultDevice(identity, theirs, Fixture.Time("now"));
        Assert.Equal(theirs, VerifiedVaultDevice.Verify(jws, Identity, theirs, Fixture.Time("now")).Subject);
        Assert.Equal(
            CertificateRules.WrongPerson,
            Assert
                .Throws<CertificateException>(() =>
                    VerifiedVaultDevice.Verify(jws, Identity, Subject, Fixture.Time("now"))
                )
                .Rule
        );
    }

    private static VerifiedVaultDevice Verify(JsonElement example) =>
        VerifiedVaultDevice.Verify(example.Text("jws"), Identity, Subject, example.Time("at"));
}

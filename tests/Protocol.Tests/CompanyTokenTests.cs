using System.Text;
using System.Text.Json;

namespace Sotto.Protocol.Tests;

public sealed class CompanyTokenTests
{
    private static readonly JsonElement Fixture = Fixtures.Read("company.json");

    private static TrustedRoot Root =>
        new(OrganisationId.Parse(Fixture.Text("organisation")), Ed25519PublicKey.Import(Fixture.Hex("root")));

    private static DateTimeOffset Now => Fixture.Time("now");

    public static TheoryData<string> Names => [.. Fixture.List("cases").Select(example => example.Text("name"))];

    public static TheoryData<string> KeysNames =>
        [.. Fixture.List("keysCases").Select(example => example.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_shared_token_gets_the_verdict_that_the_browser_gives(string name)
    {
        JsonElement example = Fixture.List("cases").Single(element => element.Text("name") == name);
        if (example.TryGetProperty("rule", out JsonElement rule))
        {
            Assert.Equal(rule.GetString(), Assert.Throws<CertificateException>(() => Verify(example)).Rule);
            return;
        }

        VerifiedCompanyToken token = Verify(example);
        JsonElement person = example.GetProperty("person");
        Assert.Equal(person.Text("subject"), token.Subject);
        Assert.Equal(person.GetProperty("name").GetString(), token.Name);
    }

    [Theory]
    [MemberData(nameof(KeysNames))]
    public void Every_shared_statement_of_keys_gets_the_verdict_that_the_browser_gives(string name)
    {
        JsonElement example = Fixture.List("keysCases").Single(element => element.Text("name") == name);
        string jws = example.Text("jws");
        if (example.TryGetProperty("rule", out JsonElement rule))
        {
            Assert.Equal(
                rule.GetString(),
                Assert.Throws<CertificateException>(() => VerifiedCompanyKeys.Verify(jws, Root, Now)).Rule
            );
            return;
        }

        Assert.Equal(3, VerifiedCompanyKeys.Verify(jws, Root, Now).Number);
    }

    [Fact]
    public void Keys_that_the_browser_signs_can_be_signed_anew_here()
    {
        CompanyKey key = VerifiedCompanyKeys.Verify(Fixture.Text("issued"), Root, Now).Keys.Values.Single();
        byte[] seed = new byte[32];
        Array.Fill(seed, (byte)11);
        using SigningKey root = SigningKey.FromSeed(seed);
        string ours = CertificateIssuing.CompanyKeys(root, Root.Organisation, 1, [key], Now);
        VerifiedCompanyKeys read = VerifiedCompanyKeys.Verify(ours, Root, Now);
        Assert.Equal(key.Thumbprint, read.Keys.Keys.Single());
        Assert.True(read.Follows(0));
        Assert.False(read.Follows(1));
    }

    [Fact]
    public void A_p256_key_signed_by_the_root_is_read_back()
    {
        VerifiedCompanyKeys keys = VerifiedCompanyKeys.Verify(Fixture.Text("keys"), Root, Now);
        byte[] seed = new byte[32];
        Array.Fill(seed, (byte)11);
        using SigningKey root = SigningKey.FromSeed(seed);
        string ours = CertificateIssuing.CompanyKeys(root, Root.Organisation, 4, keys.Keys.Values, Now);
        Assert.Equal(
            keys.Keys.Keys.Order(StringComparer.Ordinal),
            VerifiedCompanyKeys.Verify(ours, Root, Now).Keys.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_token_rides_in_the_credential_and_says_nothing_about_whose_leaf_it_is()
    {
        Credential.OfCustomer credential = Assert.IsType<Credential.OfCustomer>(
            Credential.Parse(new Credential.OfCustomer(Statement(), "anything").Encode())
        );
        Assert.Equal("anything", credential.Token);
        string statement = Statement();
        Assert.Equal(Encoding.UTF8.GetBytes($"[\"{statement}\"]"), new Credential.OfCustomer(statement).Encode());
    }

    private static string Statement()
    {
        using SigningKey key = SigningKey.Generate();
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        return CertificateIssuing.Customer(key, Root.Organisation, CustomerId.New(random), DeviceId.New(random), Now);
    }

    private static VerifiedCompanyToken Verify(JsonElement example) =>
        VerifiedCompanyToken.Verify(
            example.Text("token"),
            VerifiedCompanyKeys.Verify(Fixture.Text("keys"), Root, Now),
            Ed25519PublicKey.Import(Fixture.Hex("device")),
            example.Time("at")
        );
}

using System.Text;
using System.Text.Json;

namespace Sotto.Protocol.Tests;

public sealed class CertificateFixtureTests
{
    private static readonly JsonElement Fixture = Fixtures.Read("certificates.json");

    public static TheoryData<string> Names => [.. Fixture.List("cases").Select(example => example.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_shared_leaf_gets_the_verdict_that_the_browser_gives(string name)
    {
        JsonElement example = Fixture.List("cases").Single(element => element.Text("name") == name);
        if (example.TryGetProperty("rule", out JsonElement rule))
        {
            Assert.Equal(rule.GetString(), Assert.Throws<CertificateException>(() => Verify(example)).Rule);
            return;
        }

        AssertSame(example.GetProperty("identity"), Verify(example));
    }

    private static VerifiedIdentity Verify(JsonElement example)
    {
        TrustedRoot root = new(
            OrganisationId.Parse(Fixture.Text("organisation")),
            Ed25519PublicKey.Import(Fixture.Hex("root"))
        );
        DateTimeOffset now = example.Time("now");
        byte[] credential = Encoding.UTF8.GetBytes(example.Text("credential"));
        Trust trust = new(
            root,
            InboxId.Parse(Fixture.Text("inbox")),
            Lists(credential, example, root, now),
            now,
            example.GetProperty("adding").GetBoolean()
        );
        return VerifiedIdentity.Verify(credential, Ed25519PublicKey.Import(example.Hex("leafKey")), trust);
    }

    /// <summary>The lists whose issuer the credential brings along; without a valid issuer a list says nothing.</summary>
    private static RevocationLists Lists(byte[] credential, JsonElement example, TrustedRoot root, DateTimeOffset now)
    {
        RevocationLists lists = RevocationLists.None;
        if (TryReadIssuer(credential, root, now) is not { } issuer)
        {
            return lists;
        }

        foreach (JsonElement list in example.GetProperty("revocations").EnumerateArray())
        {
            string jws = list.GetString() ?? "";
            if (VerifiedRevocations.ClaimedIssuer(jws) == issuer.Key.Thumbprint)
            {
                lists = lists.Accept(VerifiedRevocations.Verify(jws, issuer, now));
            }
        }

        return lists;
    }

    private static VerifiedIssuer? TryReadIssuer(byte[] credential, TrustedRoot root, DateTimeOffset now)
    {
        try
        {
            return Credential.Parse(credential) is Credential.OfAgent agent
                ? VerifiedIssuer.Verify(agent.Issuer, root, now)
                : null;
        }
        catch (CertificateException)
        {
            return null;
        }
    }

    private static void AssertSame(JsonElement expected, VerifiedIdentity identity)
    {
        Assert.Equal(expected.Text("device"), identity.Device.ToString());
        if (expected.Text("kind") == "customer")
        {
            VerifiedCustomer customer = Assert.IsType<VerifiedCustomer>(identity);
            Assert.Equal(expected.Text("customer"), customer.Customer.ToString());
            return;
        }

        VerifiedAgent agent = Assert.IsType<VerifiedAgent>(identity);
        Assert.Equal(expected.Text("user"), agent.User.ToString());
        Assert.Equal(expected.Text("name"), agent.Name);
        Assert.Equal(expected.Text("role"), WireName.Of(agent.Role));
        Assert.Equal(
            expected.List("inboxes").Select(inbox => inbox.GetString()).Order(StringComparer.Ordinal),
            agent.Inboxes.Select(inbox => inbox.ToString()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(expected.GetProperty("lapsed").GetBoolean(), agent.Lapsed);
    }
}

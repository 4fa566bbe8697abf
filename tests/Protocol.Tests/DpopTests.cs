using System.Security.Cryptography;
using System.Text.Json;

namespace Sotto.Protocol.Tests;

public sealed class DpopTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly DpopRequest Request = new("POST", "https://chat.example/v1/tokens");

    [Fact]
    public void Shared_proofs_are_accepted()
    {
        JsonElement fixture = Fixtures.Read("dpop.json");
        foreach (JsonElement example in fixture.List("accepted"))
        {
            DpopProof proof = Verify(fixture, example.Text("jws"), example.GetProperty("bound").GetBoolean());
            Assert.Equal(fixture.Text("thumbprint"), proof.Key.Thumbprint);
            Assert.Equal(fixture.Text("nonce"), proof.Nonce);
        }
    }

    [Fact]
    public void Shared_forgeries_are_refused()
    {
        JsonElement fixture = Fixtures.Read("dpop.json");
        foreach (JsonElement example in fixture.List("refused"))
        {
            if (example.Text("name") == "other nonce")
            {
                // Which nonces count is the server's to know; it finds this one foreign.
                Assert.DoesNotContain(
                    fixture.Text("nonce"),
                    Verify(fixture, example.Text("jws"), bound: false).Nonce,
                    StringComparison.Ordinal
                );
                continue;
            }

            Assert.Throws<JoseException>(() => Verify(fixture, example.Text("jws"), bound: false));
        }
    }

    [Fact]
    public void What_we_make_is_accepted_for_this_request_and_no_other()
    {
        using SigningKey key = SigningKey.Generate();
        string proof = Create(key, Request);
        Assert.Equal(key.PublicKey, DpopProof.Verify(proof, Request, Now).Key);
        Assert.Equal("htm", Rule(proof, Request with { Method = "GET" }, Now));
        Assert.Equal("htu", Rule(proof, Request with { Url = "https://chat.example/v1/devices" }, Now));
        Assert.Equal("ath", Rule(proof, Request with { AccessToken = "token" }, Now));
        string bound = Create(key, Request with { AccessToken = "token" });
        Assert.Equal("ath", Rule(bound, Request, Now));
        Assert.Equal("ath", Rule(bound, Request with { AccessToken = "other" }, Now));
        DpopProof another = DpopProof.Verify(Create(key, Request), Request, Now);
        Assert.DoesNotContain(
            DpopProof.Verify(proof, Request, Now).Identifier,
            another.Identifier,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void Clocks_may_differ_by_five_minutes(int seconds, bool accepted)
    {
        using SigningKey key = SigningKey.Generate();
        string proof = Create(key, Request);
        DateTimeOffset clock = Now.AddSeconds(seconds);
        if (accepted)
        {
            Assert.Equal("nonce", DpopProof.Verify(proof, Request, clock).Nonce);
        }
        else
        {
            Assert.Equal("iat", Rule(proof, Request, clock));
        }
    }

    [Fact]
    public void A_certificate_is_no_proof_and_a_proof_no_certificate()
    {
        using SigningKey key = SigningKey.Generate();
        string statement = Jws.Sign(key, JwsTypes.Customer, new { a = 1 });
        Assert.Equal("type", Rule(statement, Request, Now));
        string proof = Create(key, Request);
        JoseException refusal = Assert.Throws<JoseException>(() =>
            Jws.Verify<JsonElement>(proof, JwsTypes.Proof, key.PublicKey, Limits.JwsCharacters)
        );
        Assert.Equal("header", refusal.Rule);
    }

    private static string Create(SigningKey key, DpopRequest request)
    {
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        return DpopProof.Create(key, request, "nonce", Now, random);
    }

    private static string Rule(string proof, DpopRequest request, DateTimeOffset now) =>
        Assert.Throws<JoseException>(() => DpopProof.Verify(proof, request, now)).Rule;

    private static DpopProof Verify(JsonElement fixture, string jws, bool bound) =>
        DpopProof.Verify(
            jws,
            new(fixture.Text("method"), fixture.Text("url"), bound ? fixture.Text("accessToken") : null),
            fixture.Time("now")
        );
}

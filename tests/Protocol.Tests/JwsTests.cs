using System.Text.Json;

namespace Sotto.Protocol.Tests;

public sealed class JwsTests
{
    [Fact]
    public void Shared_keys_have_the_shared_thumbprints_and_fingerprints()
    {
        foreach (JsonElement example in Fixtures.Read("jose.json").List("keys"))
        {
            using SigningKey key = SigningKey.FromSeed(example.Hex("seed"));
            Assert.Equal(example.Hex("publicKey"), key.PublicKey.Raw.ToArray());
            Assert.Equal(example.Text("thumbprint"), key.PublicKey.Thumbprint);
            Assert.Equal(example.Text("fingerprint"), key.PublicKey.Fingerprint);
        }
    }

    [Fact]
    public void Shared_statements_are_accepted()
    {
        JsonElement fixture = Fixtures.Read("jose.json");
        foreach (JsonElement example in fixture.List("accepted"))
        {
            JsonElement claims = Verify(fixture, example.Text("jws"));
            Assert.True(JsonElement.DeepEquals(example.GetProperty("claims"), claims), example.Text("name"));
        }
    }

    [Fact]
    public void Failure_33_shared_forgeries_are_refused()
    {
        JsonElement fixture = Fixtures.Read("jose.json");
        foreach (JsonElement example in fixture.List("refused"))
        {
            Assert.Throws<JoseException>(() => Verify(fixture, example.Text("jws")));
        }
    }

    [Fact]
    public void What_we_sign_is_accepted_as_what_it_is_and_as_nothing_else()
    {
        using SigningKey key = SigningKey.Generate();
        using SigningKey other = SigningKey.Generate();
        string jws = Jws.Sign(key, JwsTypes.Agent, new { a = 1 });
        Assert.Equal(
            1,
            Jws.Verify<JsonElement>(jws, JwsTypes.Agent, key.PublicKey, Limits.JwsCharacters)
                .GetProperty("a")
                .GetInt32()
        );
        Assert.Equal("type", Rule(jws, JwsTypes.Issuer, key.PublicKey));
        Assert.Equal("key", Rule(jws, JwsTypes.Agent, other.PublicKey));
        Assert.Equal("signature", Rule(jws[..^4] + "AAAA", JwsTypes.Agent, key.PublicKey));
    }

    [Theory]
    [InlineData("{\"alg\":\"Ed25519\",\"alg\":\"Ed25519\",\"typ\":\"T\",\"kid\":\"K\"}")]
    [InlineData("{\"alg\":\"Ed25519\",\"typ\":\"T\",\"kid\":\"K\",}")]
    [InlineData("{\"alg\":\"Ed25519\",\"Typ\":\"T\",\"kid\":\"K\"}")]
    [InlineData("{\"alg\":\"Ed25519\",\"typ\":\"T\",\"kid\":null}")]
    [InlineData("{\"alg\":[\"Ed25519\"],\"typ\":\"T\",\"kid\":\"K\"}")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_header_that_two_readers_could_read_differently_is_refused(string header)
    {
        using SigningKey key = SigningKey.Generate();
        string text = header
            .Replace("\"T\"", $"\"{JwsTypes.Agent}\"", StringComparison.Ordinal)
            .Replace("\"K\"", $"\"{key.PublicKey.Thumbprint}\"", StringComparison.Ordinal);
        Assert.NotEmpty(Rule(SignRaw(key, text, "{}"), JwsTypes.Agent, key.PublicKey));
    }

    [Fact]
    public void A_claim_that_appears_twice_is_refused()
    {
        using SigningKey key = SigningKey.Generate();
        string header = $$"""{"alg":"Ed25519","typ":"{{JwsTypes.Agent}}","kid":"{{key.PublicKey.Thumbprint}}"}""";
        Assert.Equal("claims", Rule(SignRaw(key, header, "{\"a\":1,\"a\":2}"), JwsTypes.Agent, key.PublicKey));
    }

    [Fact]
    public void A_statement_over_its_bound_is_refused_before_it_is_read()
    {
        using SigningKey key = SigningKey.Generate();
        string jws = Jws.Sign(key, JwsTypes.Agent, new { a = new string('x', Limits.JwsCharacters) });
        Assert.Equal("malformed", Rule(jws, JwsTypes.Agent, key.PublicKey));
    }

    [Fact]
    public void A_key_of_small_order_signs_nothing()
    {
        // With the neutral element as key and as R, and S = 0, the plain equation holds for every message.
        byte[] neutral = [1, .. new byte[31]];
        byte[] signature = [.. neutral, .. new byte[32]];
        Assert.False(Ed25519PublicKey.Import(neutral).Verify("anything"u8, signature));
    }

    [Theory]
    [InlineData("AB")]
    [InlineData("AAB")]
    [InlineData("A")]
    [InlineData("AA==")]
    [InlineData("AA AA")]
    [InlineData("A+AA")]
    [InlineData("A/AA")]
    [InlineData("AAAA\n")]
    public void Base64url_has_one_spelling(string text)
    {
        Assert.False(StrictBase64Url.TryDecode(text, out _));
    }

    [Fact]
    public void Base64url_of_every_length_is_read_back()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)(i * 37))];
        for (int length = 0; length <= all.Length; length++)
        {
            Assert.True(StrictBase64Url.TryDecode(StrictBase64Url.Encode(all.AsSpan(..length)), out byte[] bytes));
            Assert.Equal(all[..length], bytes);
        }
    }

    private static JsonElement Verify(JsonElement fixture, string jws) =>
        Jws.Verify<JsonElement>(
            jws,
            fixture.Text("typ"),
            Ed25519PublicKey.Import(fixture.Hex("publicKey")),
            Limits.JwsCharacters
        );

    private static string Rule(string jws, string type, Ed25519PublicKey key) =>
        Assert.Throws<JoseException>(() => Jws.Verify<JsonElement>(jws, type, key, Limits.JwsCharacters)).Rule;

    private static string SignRaw(SigningKey key, string header, string claims)
    {
        string input = $"{Encode(header)}.{Encode(claims)}";
        return $"{input}.{StrictBase64Url.Encode(key.Sign(System.Text.Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Encode(string json) => StrictBase64Url.Encode(System.Text.Encoding.UTF8.GetBytes(json));
}

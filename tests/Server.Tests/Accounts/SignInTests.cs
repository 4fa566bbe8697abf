using System.Net;
using System.Text.Json.Nodes;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

public sealed class SignInTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_passkey_signs_in_and_signing_out_ends_session_and_token(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);

        Reply reply = await SignInAsync(scene, scene.Ours.Authenticator);
        Session session = reply.As<Session>();
        TestDevice owner = scene.Owner;
        owner.Cookie = TwoCompanies.CookieOf(reply);
        string token = await owner.TokenAsync();

        Assert.Equal(scene.Ours.Owner, session.User.Id);
        Assert.Equal(scene.Ours.Root.PublicKey.Raw, session.Organisation.Root);
        Assert.Equal([scene.Ours.Inbox], session.Inboxes.Select(inbox => inbox.Id));
        Assert.Equal(session.ExpiresAt, (await owner.GetAsync("/v1/session")).As<Session>().ExpiresAt);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"/v1/devices/{owner.Id}/key-packages", token)).Status);

        (await owner.PostAsync("/v1/sign-out", new EmptyRequest())).IsNoContent();
        (await owner.GetAsync("/v1/session")).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        (await owner.GetAsync($"/v1/devices/{owner.Id}/key-packages", token)).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.TokenEnded
        );
    }

    /// <summary>Row 35: the cookie is closed to scripts, other sites and plain HTTP, and no address ever holds a secret.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_35_the_session_cookie_has_every_flag_and_ends_with_the_session(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);

        Reply reply = await SignInAsync(scene, scene.Ours.Authenticator);

        string[] parts = reply.Cookies.Single().ToLowerInvariant().Split("; ");
        Assert.StartsWith("__host-sotto=", parts[0], StringComparison.Ordinal);
        Assert.Contains("secure", parts);
        Assert.Contains("httponly", parts);
        Assert.Contains("samesite=strict", parts);
        Assert.Contains("path=/", parts);
        Assert.DoesNotContain(parts, part => part.StartsWith("domain", StringComparison.Ordinal));
        string expires = parts.Single(part => part.StartsWith("expires=", StringComparison.Ordinal))[8..];
        DateTimeOffset end = DateTimeOffset.Parse(expires, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(reply.As<Session>().ExpiresAt, end, TimeSpan.FromSeconds(1));
        string secret = TwoCompanies.CookieOf(reply).Split('=')[1];
        Assert.DoesNotContain(secret, reply.Body, StringComparison.Ordinal);
    }

    /// <summary>Row 31: an assertion works once, whoever saved what.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_31_a_recorded_assertion_is_refused_every_time(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store, TwoCompanies.Unhurried);
        SignInRequest recorded = await AnswerAsync(scene, scene.Ours.Authenticator);

        Reply[] race = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => scene.PostAsync("/v1/sign-in", recorded))
        );
        Assert.Single(race, reply => reply.Status == HttpStatusCode.OK);

        for (int i = 0; i < (store == Stores.Sqlite ? 1_000 : 100); i++)
        {
            Reply reply = await scene.PostAsync("/v1/sign-in", recorded);
            reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.ChallengeUsed);
            Assert.Empty(reply.Cookies);
        }

        await scene.RefusedAsync(() => scene.PostAsync("/v1/sign-in", recorded));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_forged_answer_is_refused_and_uses_its_challenge_up(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string origin = scene.Host.Settings.PublicOrigin;
        Dictionary<string, Forgery> forgeries = new(StringComparer.Ordinal)
        {
            ["user not verified"] = new() { Flags = Forgery.UserPresent },
            ["user not present"] = new() { Flags = Forgery.UserVerified },
            ["another origin"] = new() { Origin = "https://evil.example" },
            ["another port"] = new() { Origin = origin + "0" },
            ["in a foreign frame"] = new() { CrossOrigin = true },
            ["under a foreign page"] = new() { TopOrigin = "https://evil.example" },
            ["another relying party"] = new() { RelyingParty = "evil.example" },
            ["another ceremony"] = new() { Type = "webauthn.create" },
            ["another challenge"] = new() { Challenge = new byte[32] },
            ["broken signature"] = new() { BreakSignature = true },
            ["another user"] = new() { UserHandle = System.Text.Encoding.UTF8.GetBytes(scene.Others.Owner.ToString()) },
            ["an unknown user"] = new() { UserHandle = [1, 2, 3] },
        };

        foreach ((string name, Forgery forgery) in forgeries)
        {
            PasskeyOptions options = await OptionsAsync(scene);
            SignInRequest forged = new(options.Challenge, scene.Ours.Authenticator.Use(options, origin, forgery));
            Reply refused = await scene.RefusedAsync(() => scene.PostAsync("/v1/sign-in", forged));
            Assert.True(refused.Code == ProblemCodes.PasskeyRefused, name);

            SignInRequest honest = new(options.Challenge, scene.Ours.Authenticator.Use(options, origin));
            Reply second = await scene.RefusedAsync(() => scene.PostAsync("/v1/sign-in", honest));
            Assert.True(second.Code == ProblemCodes.ChallengeUsed, name);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_counter_that_does_not_grow_is_a_copied_authenticator(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        SoftwareAuthenticator original = scene.Ours.Authenticator;
        original.Count = 40;
        (await SignInAsync(scene, original)).As<Session>();

        foreach (uint count in new uint[] { 41, 40, 1, 0 })
        {
            PasskeyOptions options = await OptionsAsync(scene);
            AssertionCredential copied = original.Use(
                options,
                scene.Host.Settings.PublicOrigin,
                new Forgery { Count = count }
            );
            Reply reply = await scene.RefusedAsync(() =>
                scene.PostAsync("/v1/sign-in", new SignInRequest(options.Challenge, copied))
            );
            Assert.Equal(ProblemCodes.PasskeyRefused, reply.Code);
        }

        original.Count = 50;
        (await SignInAsync(scene, original)).As<Session>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_challenge_is_over_after_five_minutes(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        SignInRequest request = await AnswerAsync(scene, scene.Ours.Authenticator);

        scene.Host.Time.Advance(TimeSpan.FromMinutes(5));

        Reply reply = await scene.RefusedAsync(() => scene.PostAsync("/v1/sign-in", request));
        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.ChallengeUsed);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_challenge_counts_only_for_what_it_was_given_out_for(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string token = await scene.InviteAsync();
        PasskeyOptions invited = (
            await scene.InvitedAsync(
                "/v1/invitation/options",
                token,
                new InvitationOptionsRequest(UserId.New(TwoCompanies.Random))
            )
        ).As<PasskeyOptions>();
        PasskeyOptions signIn = await OptionsAsync(scene);
        AssertionCredential credential = scene.Ours.Authenticator.Use(signIn, scene.Host.Settings.PublicOrigin);

        Reply reply = await scene.RefusedAsync(() =>
            scene.PostAsync("/v1/sign-in", new SignInRequest(invited.Challenge, credential))
        );

        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.ChallengeUsed);
    }

    /// <summary>Row 40: a browser's extension results hold the PRF secret, a key. A request that brings any is refused.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_40_extension_results_are_refused(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        SignInRequest request = await AnswerAsync(scene, scene.Ours.Authenticator);
        JsonNode body = System.Text.Json.JsonSerializer.SerializeToNode(request, ProtocolJson.Options)!;
        body["credential"]!["clientExtensionResults"]!["prf"] = new JsonObject
        {
            ["results"] = new JsonObject { ["first"] = "AAAA" },
        };

        Reply reply = await scene.RefusedAsync(() => scene.PostAsync("/v1/sign-in", body));

        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.UnknownMember);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_disabled_account_neither_signs_in_nor_stays_signed_in(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute(
                "UPDATE staff SET disabled_at = 1 WHERE user_id = @user",
                new { user = scene.Ours.Owner.ToString() }
            )
        );

        SignInRequest request = await AnswerAsync(scene, scene.Ours.Authenticator);
        Reply reply = await scene.RefusedAsync(() => scene.PostAsync("/v1/sign-in", request));

        Assert.Equal(ProblemCodes.PasskeyRefused, reply.Code);
        (await scene.Owner.GetAsync("/v1/session")).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.Unauthenticated
        );
    }

    private static Task<PasskeyOptions> OptionsAsync(TwoCompanies scene) => scene.OfferSignInAsync();

    private static Task<SignInRequest> AnswerAsync(TwoCompanies scene, SoftwareAuthenticator authenticator) =>
        scene.AnswerSignInAsync(authenticator);

    private static Task<Reply> SignInAsync(TwoCompanies scene, SoftwareAuthenticator authenticator) =>
        scene.SignInAsync(authenticator);
}

using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>What needs a verification of at most five minutes ago, and how it is given.</summary>
public sealed class StepUpTests(Stores stores)
{
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(5);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_lets_somebody_in_needs_its_owner_to_be_there(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        string certificate = scene.Ours.AgentCertificate(agent.Device, agent.User, scene.Ours.Inbox);
        InviteRequest invitation = new("Bob", AccountRole.Agent, [scene.Ours.Inbox]);

        scene.Host.Time.Advance(Stale);
        Reply invited = await scene.RefusedAsync(() =>
            TwoCompanies.CommandAsync(scene.Owner, "/v1/invitations", invitation)
        );
        Reply certified = await scene.RefusedAsync(() => scene.PublishAsync(agent.Device, certificate));
        invited.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);
        certified.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);

        StepUpReply fresh = (await scene.StepUpAsync(scene.Owner, scene.Ours.Authenticator)).As<StepUpReply>();
        Assert.Equal(scene.Host.Time.GetUtcNow() + Stale, fresh.FreshUntil, TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.Created, (await scene.PublishAsync(agent.Device, certificate)).Status);
        await scene.InviteAsync();

        // Renewing what a device has needs nobody; consoles do it by themselves.
        scene.Host.Time.Advance(Stale);
        Assert.Equal(
            HttpStatusCode.Created,
            (
                await scene.PublishAsync(
                    agent.Device,
                    scene.Ours.AgentCertificate(agent.Device, agent.User, scene.Ours.Inbox)
                )
            ).Status
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_step_up_changes_the_cookie_and_keeps_sockets_tokens_and_the_end(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string token = await scene.Owner.TokenAsync();
        using TestSocket socket = await scene.Owner.ConnectAsync();
        await socket.MissedAsync();
        Session before = (await scene.Owner.GetAsync("/v1/session")).As<Session>();
        string old = scene.Owner.Cookie!;

        (await scene.StepUpAsync(scene.Owner, scene.Ours.Authenticator)).As<StepUpReply>();

        Session after = (await scene.Owner.GetAsync("/v1/session")).As<Session>();
        Assert.NotEqual(old, scene.Owner.Cookie);
        Assert.Equal((before.Id, before.ExpiresAt), (after.Id, after.ExpiresAt));
        string path = $"/v1/devices/{scene.Owner.Id}/key-packages";
        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync(path, token)).Status);
        string current = scene.Owner.Cookie!;
        scene.Owner.Cookie = old;
        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync("/v1/session")).Status);
        scene.Host.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(HttpStatusCode.Unauthorized, (await scene.Owner.GetAsync("/v1/session")).Status);
        scene.Owner.Cookie = current;
        (await scene.Owner.PostAsync("/v1/sign-out", new EmptyRequest())).IsNoContent();
        await socket.UntilAsync<ServerFrame.Ended>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Only_the_holders_own_passkey_for_this_very_session_counts(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        SoftwareAuthenticator own = scene.Ours.Authenticator;
        Dictionary<string, Func<Task<Reply>>> attempts = new(StringComparer.Ordinal)
        {
            ["another person's passkey"] = () => scene.StepUpAsync(scene.Owner, agent.Authenticator),
            ["another organisation's"] = () => scene.StepUpAsync(scene.Owner, scene.Others.Authenticator),
            ["user not verified"] = () =>
                scene.StepUpAsync(scene.Owner, own, new Forgery { Flags = Forgery.UserPresent }),
            ["another origin"] = () =>
                scene.StepUpAsync(scene.Owner, own, new Forgery { Origin = "https://evil.example" }),
            ["broken signature"] = () => scene.StepUpAsync(scene.Owner, own, new Forgery { BreakSignature = true }),
            ["counter that stood still"] = () => scene.StepUpAsync(scene.Owner, own, new Forgery { Count = 1 }),
        };
        own.Count = 10;
        await scene.StepUpAsync(scene.Owner, own);
        foreach ((string name, Func<Task<Reply>> attempt) in attempts)
        {
            Reply reply = await scene.RefusedAsync(attempt);
            Assert.True(reply.Code == ProblemCodes.PasskeyRefused, $"{name}: {reply.Code}");
        }

        SignInRequest elsewhere = await scene.AnswerSignInAsync(own);
        Reply recorded = await scene.RefusedAsync(() =>
            scene.Owner.PostAsync("/v1/session/step-up", new StepUpRequest(elsewhere.Challenge, elsewhere.Credential))
        );
        Assert.Equal(ProblemCodes.ChallengeUsed, recorded.Code);
        using TestDevice second = new(scene.Host);
        await scene.SignInAsync(second, own);
        PasskeyOptions theirs = (
            await second.PostAsync("/v1/session/step-up/options", new EmptyRequest())
        ).As<PasskeyOptions>();
        StepUpRequest crossed = new(theirs.Challenge, own.Use(theirs, scene.Host.Settings.PublicOrigin));
        Reply other = await scene.RefusedAsync(() => scene.Owner.PostAsync("/v1/session/step-up", crossed));
        Assert.Equal(ProblemCodes.ChallengeUsed, other.Code);
    }
}

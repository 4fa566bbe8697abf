using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Identity;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>How long somebody stays signed in, on which device, and what ends it.</summary>
public sealed class SessionTests(Stores stores)
{
    private static readonly TimeSpan ClosesWithin = TimeSpan.FromSeconds(5);

    /// <summary>OWASP ASVS 7.3.1 and 7.3.2.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Only_what_a_person_does_keeps_a_session_from_idling(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        await scene.Owner.TokenAsync();

        for (int i = 0; i < 2; i++)
        {
            scene.Host.Time.Advance(TimeSpan.FromMinutes(55));
            Reply active = await scene.Owner.PostAsync("/v1/session/active", new EmptyRequest());
            DateTimeOffset until = active.As<SessionActive>().IdleUntil;
            Assert.Equal(scene.Host.Time.GetUtcNow() + TimeSpan.FromHours(1), until, TimeSpan.FromSeconds(20));
        }

        scene.Host.Time.Advance(TimeSpan.FromMinutes(55));
        // What a page does by itself: reading, and renewing its token.
        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync("/v1/session")).Status);
        await scene.Owner.TokenAsync();
        scene.Host.Time.Advance(TimeSpan.FromMinutes(6));

        (await scene.Owner.GetAsync("/v1/session")).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.Unauthenticated
        );
        Reply token = await scene.Owner.PostAsync("/v1/tokens", new TokenRequest(scene.Owner.Id), proof: true);
        token.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_session_ends_after_a_day_however_busy_it_is(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);

        for (int i = 0; i < 47; i++)
        {
            scene.Host.Time.Advance(TimeSpan.FromMinutes(30));
            (await scene.Owner.PostAsync("/v1/session/active", new EmptyRequest())).As<SessionActive>();
        }

        (await scene.StepUpAsync(scene.Owner, scene.Ours.Authenticator)).As<StepUpReply>();
        scene.Host.Time.Advance(TimeSpan.FromMinutes(31));
        (await scene.Owner.GetAsync("/v1/session")).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.Unauthenticated
        );
    }

    [Fact]
    public async Task The_limits_of_AAL3_are_a_quarter_of_an_hour_and_twelve_hours()
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(
            stores,
            Stores.Sqlite,
            settings => settings with { Sessions = SessionSettings.Aal3 }
        );
        Session session = (await scene.Owner.GetAsync("/v1/session")).As<Session>();
        DateTimeOffset now = scene.Host.Time.GetUtcNow();

        Assert.Equal(now + TimeSpan.FromHours(12), session.ExpiresAt, TimeSpan.FromMinutes(1));
        Assert.Equal(now + TimeSpan.FromMinutes(15), session.IdleUntil, TimeSpan.FromMinutes(1));
        scene.Host.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.Unauthorized, (await scene.Owner.GetAsync("/v1/session")).Status);
    }

    /// <summary>A stolen cookie beside a key of the thief's own opens nothing.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_session_belongs_to_the_first_device_that_proves_its_key_under_it(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        await agent.Device.TokenAsync();
        using TestDevice thief = new(scene.Host, agent.Device.Cookie);

        Reply registered = await scene.RefusedAsync(() => TwoCompanies.RegisterAsync(thief));

        registered.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        // Their own second browser needs a sign-in of its own, too.
        using TestDevice second = new(scene.Host);
        await scene.SignInAsync(second, agent.Authenticator);
        (await TwoCompanies.RegisterAsync(second)).As<DeviceRegistered>();
        await second.TokenAsync();
        second.Cookie = agent.Device.Cookie;
        Reply mixed = await second.PostAsync("/v1/tokens", new TokenRequest(second.Id), proof: true);
        mixed.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        using TestSocket socket = await second.ConnectAsync();
        Assert.Equal(new ServerFrame.Ended(ProblemCodes.Unauthenticated), await socket.ReceiveAsync());
    }

    /// <summary>Two devices that ask at the same moment have both seen a session without a device.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_two_devices_that_race_for_a_session_one_gets_it(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        SessionId session = (await scene.Owner.GetAsync("/v1/session")).As<Session>().Id;
        DeviceId other = DeviceId.New(TwoCompanies.Random);

        Assert.True(await BindAsync(scene, session, scene.Owner.Id));
        Assert.False(await BindAsync(scene, session, other));
        Assert.True(await BindAsync(scene, session, scene.Owner.Id));
    }

    /// <summary>Row 17: a token out of a log or a HAR file ends the session instead of opening it.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_17_a_replaced_token_that_shows_up_again_ends_the_session_and_is_told(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string path = $"/v1/devices/{scene.Owner.Id}/key-packages";
        string copied = await scene.Owner.TokenAsync();
        string current = await scene.Owner.TokenAsync();
        using TestSocket socket = await scene.Owner.ConnectAsync();
        await socket.MissedAsync();

        // On its way when its successor was minted: refused, and nothing worse.
        (await scene.Owner.GetAsync(path, copied)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.TokenEnded);
        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync(path, current)).Status);
        scene.Host.Time.Advance(TimeSpan.FromSeconds(11));
        using TestDevice thief = new(scene.Host);
        (await thief.GetAsync(path, copied)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.TokenEnded);

        await socket.UntilAsync<ServerFrame.Ended>();
        (await scene.Owner.GetAsync(path, current)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.TokenEnded);
        (await scene.Owner.GetAsync("/v1/session")).IsRefused(
            HttpStatusCode.Unauthorized,
            ProblemCodes.Unauthenticated
        );
        await scene.SignInAsync(scene.Owner, scene.Ours.Authenticator);
        SecurityEventList events = (await scene.Owner.GetAsync("/v1/security-events")).As<SecurityEventList>();
        SecurityEvent told = Assert.Single(events.Events, entry => entry.Kind == SecurityEventKind.TokenReused);
        Assert.Equal("Browser", told.DeviceName);
        Assert.Equal("127.0.0.0/24", told.Place);

        // A second use finds nothing to end: a thief cannot sign the holder out again and again.
        (await thief.GetAsync(path, copied)).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.TokenEnded);
        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync("/v1/session")).Status);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Sessions_are_listed_and_ended_from_one_another(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        await scene.Owner.TokenAsync();
        string first = scene.Owner.Cookie!;
        using TestDevice elsewhere = new(scene.Host);
        await scene.SignInAsync(elsewhere, scene.Ours.Authenticator);

        IReadOnlyList<OwnSession> sessions = await ListAsync(scene.Owner);
        OwnSession own = Assert.Single(sessions, session => session.Current);
        OwnSession other = Assert.Single(sessions, session => !session.Current);
        Assert.Equal((scene.Owner.Id, "Browser"), (own.Device, own.DeviceName));
        Assert.Null(other.Device);
        Assert.Equal("127.0.0.0/24", other.Place);

        Reply bare = await scene.RefusedAsync(() =>
            scene.Owner.PostAsync($"/v1/sessions/{other.Id}/end", new EmptyRequest())
        );
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        Reply foreign = await scene.RefusedAsync(() =>
            scene.Others.OwnerDevice.PostAsync($"/v1/sessions/{other.Id}/end", new EmptyRequest(), proof: true)
        );
        foreign.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        (await scene.Owner.PostAsync($"/v1/sessions/{other.Id}/end", new EmptyRequest(), proof: true)).IsNoContent();

        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/v1/session")).Status);
        Assert.Equal([own.Id], (await ListAsync(scene.Owner)).Select(session => session.Id));
        await scene.SignInAsync(elsewhere, scene.Ours.Authenticator);
        (await scene.Owner.PostAsync("/v1/sessions/end-others", new EmptyRequest(), proof: true)).IsNoContent();
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/v1/session")).Status);
        Assert.Equal(first, scene.Owner.Cookie);
        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync("/v1/session")).Status);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_sign_in_ends_the_session_that_the_browser_had(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string before = scene.Owner.Cookie!;
        SignInRequest request = await scene.AnswerSignInAsync(scene.Ours.Authenticator);

        Reply reply = await scene.Owner.PostAsync("/v1/sign-in", request);

        scene.Owner.Cookie = TwoCompanies.CookieOf(reply);
        Assert.NotEqual(before, scene.Owner.Cookie);
        Assert.Single(await ListAsync(scene.Owner));
        scene.Owner.Cookie = before;
        Assert.Equal(HttpStatusCode.Unauthorized, (await scene.Owner.GetAsync("/v1/session")).Status);
    }

    /// <summary>Row 8: whoever may no longer is off the socket, also when nobody told this node.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_8_a_disabled_account_leaves_its_socket_within_five_seconds(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        using TestSocket socket = await agent.Device.ConnectAsync();
        await socket.MissedAsync();
        long since = System.Diagnostics.Stopwatch.GetTimestamp();

        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute(
                "UPDATE staff SET disabled_at = 1 WHERE user_id = @user",
                new { user = agent.User.ToString() }
            )
        );
        await socket.UntilAsync<ServerFrame.Ended>();

        TimeSpan took = System.Diagnostics.Stopwatch.GetElapsedTime(since);
        Assert.True(took < ClosesWithin + TimeSpan.FromSeconds(1), $"{took}");
        using TestSocket again = await agent.Device.ConnectAsync();
        Assert.Equal(new ServerFrame.Ended(ProblemCodes.Unauthenticated), await again.ReceiveAsync());
    }

    private static Task<bool> BindAsync(TwoCompanies scene, SessionId session, DeviceId device) =>
        scene.Host.Database.WriteAsync(transaction => Sessions.TryBind(transaction, session, device));

    private static async Task<IReadOnlyList<OwnSession>> ListAsync(TestDevice device) =>
        (await device.GetAsync("/v1/sessions")).As<OwnSessionList>().Sessions;
}

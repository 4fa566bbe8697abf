using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>A member of staff with a browser.</summary>
internal sealed record Colleague(UserId User, TestDevice Device, SoftwareAuthenticator Authenticator);

/// <summary>Two organisations on one server, without conversations: the second must not notice what the first does.</summary>
internal sealed class TwoCompanies : IAsyncDisposable
{
    public static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    private TwoCompanies(SottoHost host, TestOrganisation ours, TestOrganisation others)
    {
        Host = host;
        Ours = ours;
        Others = others;
    }

    public SottoHost Host { get; }

    public TestOrganisation Ours { get; }

    public TestOrganisation Others { get; }

    public TestDevice Owner => Ours.OwnerDevice;

    public static async Task<TwoCompanies> OpenAsync(
        Stores stores,
        string store,
        Func<ServerSettings, ServerSettings>? configure = null
    )
    {
        SottoHost host = await SottoHost.StartAsync(stores, store, configure);
        return new TwoCompanies(
            host,
            await TestOrganisation.SetUpAsync(host),
            await TestOrganisation.SetUpAsync(host, "Other")
        );
    }

    /// <summary>A creating command of somebody who is signed in, with proof and idempotency key.</summary>
    public static Task<Reply> CommandAsync(TestDevice from, string path, object body, MessageId? key = null) =>
        from.PostAsync(path, body, proof: true, idempotencyKey: key ?? TestDevice.NewMessageId());

    /// <summary>Without a limit on requests, for tests that send thousands.</summary>
    public static ServerSettings Unhurried(ServerSettings settings) =>
        settings with
        {
            Quotas = settings.Quotas with { RequestsPerMinute = 1_000_000 },
        };

    public async Task<string> InviteAsync(string name = "Agent", AccountRole role = AccountRole.Agent)
    {
        InboxId[] inboxes = role == AccountRole.Auditor ? [] : [Ours.Inbox];
        Reply reply = await CommandAsync(Owner, "/v1/invitations", new InviteRequest(name, role, inboxes));
        return reply.As<InvitationCreated>().Invitation;
    }

    public async Task<PasskeyOptions> OfferSignInAsync() =>
        (await PostAsync("/v1/sign-in/options", new EmptyRequest())).As<PasskeyOptions>();

    public async Task<SignInRequest> AnswerSignInAsync(SoftwareAuthenticator authenticator)
    {
        PasskeyOptions options = await OfferSignInAsync();
        return new SignInRequest(options.Challenge, authenticator.Use(options, Host.Settings.PublicOrigin));
    }

    public async Task<Reply> SignInAsync(SoftwareAuthenticator authenticator) =>
        await PostAsync("/v1/sign-in", await AnswerSignInAsync(authenticator));

    /// <summary>Signs a device's holder in and gives the device the cookie.</summary>
    public async Task SignInAsync(TestDevice device, SoftwareAuthenticator authenticator)
    {
        Reply reply = await SignInAsync(authenticator);
        reply.As<Session>();
        device.Cookie = CookieOf(reply);
    }

    /// <summary>Proves again who holds the device; the device gets the new cookie.</summary>
    public async Task<Reply> StepUpAsync(
        TestDevice device,
        SoftwareAuthenticator authenticator,
        Forgery? forgery = null
    )
    {
        Reply offered = await device.PostAsync("/v1/session/step-up/options", new EmptyRequest());
        PasskeyOptions options = offered.As<PasskeyOptions>();
        StepUpRequest request = new(options.Challenge, authenticator.Use(options, Host.Settings.PublicOrigin, forgery));
        Reply reply = await device.PostAsync("/v1/session/step-up", request);
        if (reply.Cookies.Count > 0)
        {
            device.Cookie = CookieOf(reply);
        }

        return reply;
    }

    /// <summary>Accepts an invitation; the new colleague has a session and an unregistered device.</summary>
    public async Task<Colleague> AcceptAsync(string token)
    {
        UserId user = UserId.New(Random);
        SoftwareAuthenticator authenticator = new();
        PasskeyOptions options = (
            await InvitedAsync("/v1/invitation/options", token, new InvitationOptionsRequest(user))
        ).As<PasskeyOptions>();
        AcceptInvitationRequest request = new(
            options.Challenge,
            user,
            authenticator.Register(options, Host.Settings.PublicOrigin)
        );
        Reply reply = await InvitedAsync("/v1/invitation", token, request);
        reply.As<Session>();
        return new Colleague(user, new TestDevice(Host, CookieOf(reply)), authenticator);
    }

    public async Task<Colleague> HireAsync(AccountRole role = AccountRole.Agent) =>
        await AcceptAsync(await InviteAsync(role: role));

    /// <summary>A colleague whose device waits for a certificate.</summary>
    public async Task<Colleague> HireRegisteredAsync(AccountRole role = AccountRole.Agent)
    {
        Colleague agent = await HireAsync(role);
        (await RegisterAsync(agent.Device)).As<DeviceRegistered>();
        return agent;
    }

    /// <summary>A colleague whose device is registered and certified.</summary>
    public async Task<Colleague> HireCertifiedAsync()
    {
        Colleague agent = await HireRegisteredAsync();
        await CertifyAsync(agent.Device, agent.User);
        return agent;
    }

    public static Task<Reply> RegisterAsync(TestDevice device) =>
        CommandAsync(device, "/v1/devices", new RegisterDeviceRequest(device.Id, "Laptop", device.Key.PublicKey.Raw));

    public async Task<string> CertifyAsync(TestDevice device, UserId user)
    {
        string certificate = Ours.AgentCertificate(device, user, Ours.Inbox);
        Reply reply = await PublishAsync(device, certificate);
        Assert.Equal(System.Net.HttpStatusCode.Created, reply.Status);
        return certificate;
    }

    public Task<Reply> PublishAsync(TestDevice device, string certificate, string? issuer = null) =>
        CommandAsync(
            Owner,
            "/v1/certificates",
            new PublishCertificateRequest(device.Id, certificate, issuer ?? Ours.IssuerCertificate)
        );

    public Task<Reply> InvitedAsync(string path, string token, object body) =>
        PostAsync(path, body, ("Sotto-Invitation", token));

    public async Task<Reply> PostAsync(string path, object? body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = TestDevice.Json(body) };
        return await SendAsync(request, headers);
    }

    public async Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        return await SendAsync(request, headers);
    }

    public async Task<InboxDirectory> DirectoryAsync() =>
        (await GetAsync($"/v1/inboxes/{Ours.Inbox}")).As<InboxDirectory>();

    /// <summary>Runs a call that must be refused and proves that it changed nothing.</summary>
    public Task<Reply> RefusedAsync(Func<Task<Reply>> call) => RefusedAsync(Host, call);

    public static async Task<Reply> RefusedAsync(SottoHost host, Func<Task<Reply>> call)
    {
        string before = await StateAsync(host);
        Reply reply = await call();
        Assert.True((int)reply.Status is >= 400 and < 500, $"{(int)reply.Status} {reply.Body}");
        Assert.Equal("application/problem+json", reply.MediaType);
        Assert.Equal(before, await StateAsync(host));
        return reply;
    }

    public static string CookieOf(Reply reply) => reply.Cookies.Single().Split(';')[0];

    public async ValueTask DisposeAsync()
    {
        Ours.Dispose();
        Others.Dispose();
        await Host.DisposeAsync();
    }

    private async Task<Reply> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await Host.Http.SendAsync(request);
        return await Reply.ReadAsync(response);
    }

    /// <summary>Row counts and the columns of these slices that move without adding a row.</summary>
    private static async Task<string> StateAsync(SottoHost host)
    {
        string[] moving =
        [
            "SELECT COUNT(*) FROM setup_links WHERE used_at IS NULL",
            "SELECT COUNT(*) FROM invitations WHERE used_at IS NULL",
            "SELECT COALESCE(MAX(expires_at), 0) FROM invitations",
            "SELECT COALESCE(MAX(sign_count), 0) FROM passkeys",
            "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL",
            "SELECT COALESCE(MAX(verified_at), 0) FROM sessions",
            "SELECT COUNT(*) FROM staff WHERE disabled_at IS NULL",
            "SELECT COUNT(*) FROM staff WHERE role = 'Agent'",
            "SELECT COUNT(*) FROM passkeys WHERE name = ''",
            "SELECT COUNT(*) FROM security_events",
            "SELECT COUNT(*) FROM api_tokens WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM api_tokens WHERE last_used_at IS NULL",
            "SELECT COUNT(*) FROM recoveries WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM recoveries WHERE ready_at IS NULL",
            "SELECT COALESCE(MAX(tested_at), 0) FROM kit_tests",
            "SELECT COUNT(*) FROM certificates WHERE revoked_at IS NULL",
            "SELECT COALESCE(MAX(number), 0) FROM revocation_lists",
            "SELECT COALESCE(MAX(number), 0) FROM company_keys",
            "SELECT COALESCE(MAX(expires_at), 0) FROM issuers",
            "SELECT COUNT(*) FROM key_packages WHERE taken_at IS NULL",
        ];
        List<string> parts = [await host.FingerprintAsync()];
        foreach (string sql in moving)
        {
            parts.Add($"{await host.Database.ReadAsync(reader => reader.GetAsync<long>(sql))}");
        }

        return string.Join(' ', parts);
    }
}

using System.Net;
using OtpNet;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts.Passwords;
using Sotto.Server.Configuration;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Two companies whose first owner has a password and an authenticator app.</summary>
internal sealed class PasswordScene : IAsyncDisposable
{
    public const string Name = "olga.owner";
    public const string Password = "Sentinel-kestrel-47-lantern";

    /// <summary>Requests of the test come through a proxy that says where from.</summary>
    private const string From = "X-Forwarded-For";

    private PasswordScene(TwoCompanies companies, IReadOnlyList<string> recoveryCodes, byte[] secret)
    {
        Companies = companies;
        RecoveryCodes = recoveryCodes;
        Secret = secret;
    }

    public TwoCompanies Companies { get; }

    public SottoHost Host => Companies.Host;

    public TestDevice Owner => Companies.Owner;

    public IReadOnlyList<string> RecoveryCodes { get; private set; }

    public byte[] Secret { get; private set; }

    /// <summary>These tests ask what follows from a right or wrong password, hundreds of times, and not what a hash costs.</summary>
    private static PasswordCost Quick { get; } = new(1024, 1);

    /// <summary>With a password set and the code that set it in the past.</summary>
    public static async Task<PasswordScene> OpenAsync(
        Stores stores,
        string store,
        Func<ServerSettings, ServerSettings>? configure = null
    )
    {
        TwoCompanies companies = await TwoCompanies.OpenAsync(
            stores,
            store,
            settings =>
            {
                ServerSettings quick = settings with { PasswordCost = Quick, KnownProxies = ["127.0.0.1"] };
                return configure?.Invoke(quick) ?? quick;
            }
        );
        PasswordScene scene = new(companies, [], []);
        await scene.SetAsync();
        return scene;
    }

    /// <summary>Takes a secret and sets name and password with a code of it.</summary>
    public async Task SetAsync(string name = Name, string password = Password)
    {
        PasswordOptions options = await OptionsAsync();
        Secret = Base32Encoding.ToBytes(options.Secret);
        RecoveryCodes = (await PutAsync(new SetPasswordRequest(name, password, Code()))).As<RecoveryCodes>().Codes;
        NextStep();
    }

    public async Task<PasswordOptions> OptionsAsync() =>
        (await CommandAsync("/v1/password/options")).As<PasswordOptions>();

    public Task<Reply> CommandAsync(string path) => Owner.PostAsync(path, new EmptyRequest(), proof: true);

    public Task<Reply> PutAsync(SetPasswordRequest request) =>
        Owner.SendAsync(HttpMethod.Put, "/v1/password", TestDevice.Json(request), proof: true);

    /// <summary>The code of now, or of some steps before or after.</summary>
    public string Code(int steps = 0) =>
        new Totp(Secret).ComputeTotp(Host.Clock.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    /// <summary>A code that is of no step anywhere near.</summary>
    public string WrongCode()
    {
        HashSet<string> near = Enumerable.Range(-3, 7).Select(Code).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(100_000, 10).Select(code => $"{code}").First(code => !near.Contains(code));
    }

    public void NextStep() => Host.Time.Advance(TimeSpan.FromSeconds(31));

    public Task<Reply> SignInAsync(
        string name = Name,
        string password = Password,
        string? code = null,
        string from = "192.0.2.7"
    ) =>
        Companies.PostAsync(
            "/v1/sign-in/password",
            new PasswordSignInRequest(name, password, code ?? Code()),
            (From, from)
        );

    /// <summary>From the owner's own browser, which proves its key.</summary>
    public async Task<Reply> SignInFromDeviceAsync(string? password = null, string from = "192.0.2.7") =>
        await Companies.PostAsync(
            "/v1/sign-in/password",
            new PasswordSignInRequest(Name, password ?? Password, Code()),
            ("DPoP", await Owner.ProofAsync("POST", "/v1/sign-in/password")),
            (From, from)
        );

    /// <summary>Runs a call that must be refused; sessions, steps, codes and passwords stay as they were.</summary>
    public async Task<Reply> RefusedAsync(Func<Task<Reply>> call, HttpStatusCode status, string code)
    {
        string before = await StateAsync();
        Reply reply = await call();
        reply.IsRefused(status, code);
        Assert.Empty(reply.Cookies);
        Assert.Equal(before, await StateAsync());
        return reply;
    }

    public Task<Reply> RefusedSignInAsync(Func<Task<Reply>> call) =>
        RefusedAsync(call, HttpStatusCode.BadRequest, ProblemCodes.SignInRefused);

    public Task<long> CountAsync(string sql) =>
        Host.Database.ReadAsync(reader => reader.GetAsync<long>($"SELECT COUNT(*) FROM {sql}"));

    public Task<long> EventsAsync(SecurityEventKind kind) => CountAsync($"security_events WHERE kind = '{kind}'");

    public ValueTask DisposeAsync() => Companies.DisposeAsync();

    private async Task<string> StateAsync()
    {
        string[] moving =
        [
            "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM sessions",
            "SELECT COUNT(*) FROM passwords",
            "SELECT COALESCE(SUM(totp_last_step), 0) FROM passwords",
            "SELECT COALESCE(SUM(changed_at), 0) FROM passwords",
            "SELECT COUNT(*) FROM recovery_codes",
            "SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NULL",
            "SELECT COUNT(*) FROM pending_passwords",
            "SELECT COALESCE(SUM(verified_at), 0) FROM sessions",
        ];
        List<long> parts = [];
        foreach (string sql in moving)
        {
            parts.Add((long)await Host.Database.ReadAsync(reader => reader.GetAsync<decimal>(sql)));
        }

        return string.Join(' ', parts);
    }
}

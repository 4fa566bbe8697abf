using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;

namespace Sotto.Server.Tests.Accounts;

/// <summary>What tests of API tokens share: creating one in the console, and the program that then has it.</summary>
internal static class ApiTokenScene
{
    public const string Path = "/v1/api-tokens";

    public static readonly ApiScope[] AllScopes = Enum.GetValues<ApiScope>();

    public static CreateApiTokenRequest Wanted(TestDevice device, params ApiScope[] scopes) =>
        new("Nightly export", scopes.Length == 0 ? AllScopes : scopes, device.Id, 30);

    /// <summary>Creates a token for the device of whoever is signed in on it.</summary>
    public static async Task<ApiTokenCreated> CreateAsync(TestDevice device, CreateApiTokenRequest? wanted = null)
    {
        Reply reply = await device.PostAsync(Path, wanted ?? Wanted(device), proof: true);
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return reply.As<ApiTokenCreated>();
    }

    /// <summary>A program that holds the key of a device and a token, and no cookie. The device disposes of the key.</summary>
    public static TestDevice ProgramOf(IServerUnderTest host, TestDevice device, string token) =>
        new(host)
        {
            Id = device.Id,
            Key = device.Key,
            ApiToken = token,
        };

    public static async Task<TestDevice> NewProgramAsync(
        IServerUnderTest host,
        TestDevice device,
        params ApiScope[] scopes
    ) => ProgramOf(host, device, (await CreateAsync(device, Wanted(device, scopes))).Token);

    public static Task<Reply> MintAsync(TestDevice program) =>
        program.PostAsync("/v1/tokens", new TokenRequest(program.Id), proof: true);

    public static async Task<IReadOnlyList<OwnApiToken>> ListAsync(TestDevice device) =>
        (await device.GetAsync(Path)).As<OwnApiTokenList>().Tokens;

    public static async Task<IReadOnlyList<SecurityEvent>> EventsAsync(TestDevice device, SecurityEventKind kind) =>
        (await device.GetAsync("/v1/security-events"))
            .As<SecurityEventList>()
            .Events.Where(entry => entry.Kind == kind)
            .ToList();
}

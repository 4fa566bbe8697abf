using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Accounts;

/// <summary>
/// Calls every endpoint as every role, as another organisation's owner and as nobody, and compares with what the code
/// declares; the table in the documentation is that declaration written down.
/// </summary>
public sealed partial class RoleMatrixTests(Stores stores)
{
    private const string Document = "docs/roles.md";

    /// <summary>Set to write the table anew.</summary>
    private const string WriteVariable = "WRITE_DOCS";

    private sealed record Call(string Method, string Pattern, EndpointRule Rule);

    private sealed record Role(AccountRole Name, TestDevice Device, SoftwareAuthenticator Authenticator);

    /// <summary>OWASP ASVS 8.2.1: access by role is enforced on the server, for every function.</summary>
    [Fact]
    public async Task Every_endpoint_admits_the_roles_that_it_declares_and_no_other()
    {
        await using TwoCompanies scene = await OpenAsync();
        IReadOnlyList<Role> roles = await EverybodyAsync(scene);
        UserId colleague = (await scene.HireAsync()).User;
        List<string> wrong = [];
        foreach (Call call in CallsOf(scene))
        {
            foreach (Role role in roles)
            {
                Reply reply = await SendAsync(scene, call, role, colleague);
                bool isAdmitted = CodeOf(reply) is not (ProblemCodes.Unauthenticated or ProblemCodes.Forbidden);
                if (isAdmitted != Roles.May(role.Name, call.Rule.Access))
                {
                    wrong.Add($"{role.Name} {call.Method} {call.Pattern}: {(int)reply.Status} {CodeOf(reply)}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Nobody_gets_past_an_endpoint_that_wants_somebody()
    {
        await using TwoCompanies scene = await OpenAsync();
        using TestDevice nobody = new(scene.Host);
        List<string> wrong = [];
        foreach (Call call in CallsOf(scene).Where(call => !IsOpen(call.Rule.Access)))
        {
            Reply reply = await nobody.SendAsync(
                new HttpMethod(call.Method),
                PathOf(scene, call, scene.Ours.Owner),
                BodyOf(call)
            );
            if (reply.Status != HttpStatusCode.Unauthorized)
            {
                wrong.Add($"{call.Method} {call.Pattern}: {(int)reply.Status} {CodeOf(reply)}");
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>Row 1: the ids in these paths are real ones of the other organisation. None of them exists for the caller.</summary>
    [Fact]
    public async Task Row_1_ids_of_another_organisation_answer_404_to_its_owner()
    {
        await using TwoCompanies scene = await OpenAsync();
        Role owner = new(AccountRole.Owner, scene.Others.OwnerDevice, scene.Others.Authenticator);
        List<string> wrong = [];
        int asked = 0;
        foreach (Call call in CallsOf(scene).Where(call => call.Pattern.Contains('{', StringComparison.Ordinal)))
        {
            if (!Roles.May(AccountRole.Owner, call.Rule.Access) || IsOpen(call.Rule.Access))
            {
                continue;
            }

            asked++;
            Reply reply = await SendAsync(scene, call, owner, scene.Ours.Owner);
            // A body that is malformed is refused before anything is looked up.
            if (CodeOf(reply) is not (ProblemCodes.NotFound or ProblemCodes.Malformed))
            {
                wrong.Add($"{call.Method} {call.Pattern}: {(int)reply.Status} {reply.Body}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(asked > 8, $"{asked}");
    }

    [Fact]
    public async Task The_table_in_the_documentation_is_what_the_code_declares()
    {
        await using TwoCompanies scene = await OpenAsync();
        string table = TableOf(CallsOf(scene));
        string path = Path.Combine(RepositoryFiles.Root, Document);
        if (Environment.GetEnvironmentVariable(WriteVariable) is not null)
        {
            await File.WriteAllTextAsync(path, table, TestContext.Current.CancellationToken);
        }

        string written = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.True(written == table, $"{Document} is out of date; {WriteVariable}=1 with this test writes it anew.");
    }

    private Task<TwoCompanies> OpenAsync() => TwoCompanies.OpenAsync(stores, Stores.Sqlite, TwoCompanies.Unhurried);

    private static async Task<IReadOnlyList<Role>> EverybodyAsync(TwoCompanies scene)
    {
        List<Role> roles = [new(AccountRole.Owner, scene.Owner, scene.Ours.Authenticator)];
        foreach (AccountRole name in Enum.GetValues<AccountRole>().Where(name => name != AccountRole.Owner))
        {
            Colleague colleague = await scene.HireRegisteredAsync(name);
            roles.Add(new Role(name, colleague.Device, colleague.Authenticator));
        }

        return roles;
    }

    /// <summary>Signs in first: earlier calls may have signed the caller out.</summary>
    private static async Task<Reply> SendAsync(TwoCompanies scene, Call call, Role role, UserId colleague)
    {
        TestDevice device = role.Device;
        await scene.SignInAsync(device, role.Authenticator);
        string? token = IsOfDevices(call.Rule.Access) ? await device.TokenAsync() : null;
        bool needsProof = call.Rule.Proof || call.Rule.Access == Access.AnyKey;
        return await device.SendAsync(
            new HttpMethod(call.Method),
            PathOf(scene, call, colleague),
            BodyOf(call),
            token,
            needsProof,
            TestDevice.NewMessageId()
        );
    }

    /// <summary>Null for an answer that is no refusal.</summary>
    private static string? CodeOf(Reply reply) => (int)reply.Status >= 400 ? reply.Code : null;

    private static HttpContent? BodyOf(Call call) =>
        call.Method is "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json");

    private static bool IsOpen(Access access) => Roles.May(null, access) && !IsOfDevices(access);

    private static bool IsOfDevices(Access access) =>
        access is Access.Device or Access.CustomerDevice or Access.StaffDevice or Access.EventStream;

    /// <summary>With ids of our organisation where they are known, and of nothing else.</summary>
    private static string PathOf(TwoCompanies scene, Call call, UserId user) =>
        Parameter()
            .Replace(
                call.Pattern,
                parameter =>
                    parameter.Groups["name"].Value switch
                    {
                        "inbox" => scene.Ours.Inbox.ToString(),
                        "device" => scene.Owner.Id.ToString(),
                        "user" => user.ToString(),
                        "session" => SessionId.New(TwoCompanies.Random).ToString(),
                        "token" => ApiTokenId.New(TwoCompanies.Random).ToString(),
                        "recovery" => RecoveryId.New(TwoCompanies.Random).ToString(),
                        "way" => VaultWayId.New(TwoCompanies.Random).ToString(),
                        "part" => "0",
                        "conversation" => ConversationId.New(TwoCompanies.Random).ToString(),
                        "identity" or "invitation" => new string('0', 32),
                        "passkey" => scene.Ours.Authenticator.CredentialId.ToBase64Url(),
                        string other => throw new InvalidOperationException($"No id for {{{other}}}."),
                    }
            );

    private static IReadOnlyList<Call> CallsOf(TwoCompanies scene) =>
        scene
            .Host.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(endpoint =>
                endpoint
                    .Metadata.GetRequiredMetadata<HttpMethodMetadata>()
                    .HttpMethods.Select(method => new Call(
                        method,
                        endpoint.RoutePattern.RawText!,
                        endpoint.Metadata.GetRequiredMetadata<EndpointRule>()
                    ))
            )
            .OrderBy(call => call.Pattern, StringComparer.Ordinal)
            .ThenBy(call => call.Method, StringComparer.Ordinal)
            .ToList();

    private static string TableOf(IReadOnlyList<Call> calls)
    {
        AccountRole[] roles = Enum.GetValues<AccountRole>();
        StringBuilder table = new();
        table.Append(
            """
            # Who may do what

            Written by a test from what the endpoints declare (`src/Server/Identity/Roles.cs`, `Routes`), and compared with it
            in every run; another test calls each endpoint as each role. "proof": the call carries a proof of the device's
            key. "fresh": the person was verified within the last five minutes. "or API token": a program with that scope may
            as well, as far as the role of its holder goes; programs reach nothing else. What a role may reach is not yet what
            it gets: ids of another organisation, or of conversations that the caller's device is no member of, answer 404.


            """
        );
        table.Append(CultureInfo.InvariantCulture, $"| Call | Customer | {string.Join(" | ", roles)} | Needs |\n");
        table.Append(CultureInfo.InvariantCulture, $"|---|---|{string.Concat(roles.Select(_ => "---|"))}---|\n");
        foreach (Call call in calls)
        {
            Access access = call.Rule.Access;
            IEnumerable<string> cells = roles.Select(role => Mark(Roles.May(role, access)));
            string needs = string.Join(
                ", ",
                new[]
                {
                    NeedOf(access),
                    call.Rule.Proof ? "proof" : "",
                    call.Rule.StepUp ? "fresh" : "",
                    call.Rule.Scope is { } scope ? $"or API token {WireName.Of(scope)}" : "",
                }.Where(need => need.Length > 0)
            );
            table.Append(
                CultureInfo.InvariantCulture,
                $"| `{call.Method} {call.Pattern}` | {Mark(Roles.May(null, access))} | {string.Join(" | ", cells)} | {needs} |\n"
            );
        }

        return table.ToString();
    }

    private static string NeedOf(Access access) =>
        access switch
        {
            Access.Public => "nothing",
            Access.AnyKey => "a device key",
            Access.SetUpLink => "the set-up link",
            Access.Invitation => "the invitation",
            Access.CustomerDevice or Access.Device or Access.EventStream => "token",
            Access.StaffDevice => "token, session",
            _ => "session",
        };

    private static string Mark(bool may) => may ? "yes" : "–";

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Parameter();
}

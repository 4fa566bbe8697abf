using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sotto.Server.Auditing;
using Sotto.Server.Http;

namespace Sotto.Architecture.Tests;

/// <summary>Every way into the server says who may take it and what it leaves in the audit log.</summary>
public sealed class EndpointTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>Commands that change something and still leave no audit entry, each with the reason.</summary>
    private static readonly Dictionary<string, string> Unaudited = new(StringComparer.Ordinal)
    {
        ["/v1/nonces"] = "hands out a random number and stores nothing durable",
        ["/v1/tokens"] = "every few minutes per device; the session it hangs on is audited",
        ["/v1/setup/options"] = "a challenge; the set-up that uses it is audited",
        ["/v1/session/active"] = "moves the end of the caller's own idling",
        ["/v1/session/step-up/options"] = "a challenge; the step-up that uses it is audited",
        ["/v1/recovery"] = "reads, with the root key; a POST because of the proof",
        ["/v1/recovery/options"] = "a challenge; the recovery that uses it is audited",
        ["/v1/passkeys/options"] = "a challenge; the passkey that answers it is audited",
        ["/v1/password/options"] = "a secret for an app; the password that it is set with is audited",
        ["/v1/sign-in/options"] = "a challenge; the sign-in that uses it is audited",
        ["/v1/openid/link"] = "a ceremony; the callback that ends it is audited",
        ["/v1/invitation/options"] = "a challenge; the acceptance that uses it is audited",
        ["/v1/inboxes/{inbox}/key-packages"] = "who took which is a row of key_package_takings",
        ["/v1/devices/{device}/key-packages"] = "public keys of a certified device, renewed all day",
        ["/v1/conversations/{conversation}/messages"] = "an event of the conversation's own ordered log",
        ["/v1/vault/conversations/{conversation}/parts/{part}"] = "sealed copies of what the caller has read, all day",
        ["/v1/vault/keys"] = "sealed keys of the caller's own; what touches the root among them is audited",
        ["/v1/customer-vault/conversations/{conversation}/parts/{part}"] = "sealed copies of what the caller has read",
        ["/v1/conversations/{conversation}/admissions"] =
            "a question to the members; the commit that lets in is audited",
        ["/v1/conversations/{conversation}/acknowledgements"] = "moves the caller's own cursor",
        ["/v1/conversations/{conversation}/typing"] = "passed on and forgotten",
    };

    /// <summary>What is written beside the entry of an endpoint, each with where.</summary>
    private static readonly Dictionary<AuditKind, string> WrittenElsewhere = new()
    {
        [AuditKind.TokenReused] = "the gate, when a replaced token shows up",
        [AuditKind.ApiTokenMisused] = "minting and sockets, when an API token is shown without its key",
        [AuditKind.SignInFailed] = "sign-in by password, when it is refused",
        [AuditKind.GuessingSlowed] = "sign-in by password, when guessing is slowed",
        [AuditKind.OpenIdLinked] = "the callback from the provider, a GET that has no entry of its own",
        [AuditKind.RecoveryCodeUsed] = "sign-in by password, beside its own entry",
    };

    [Fact]
    public void Every_endpoint_declares_its_caller_and_its_audit_kind()
    {
        IReadOnlyList<RouteEndpoint> endpoints = Endpoints();
        Assert.True(endpoints.Count > 30, $"only {endpoints.Count} endpoints: a slice is not mapped");
        foreach (RouteEndpoint endpoint in endpoints)
        {
            Assert.True(RuleOf(endpoint) is not null, $"{endpoint.DisplayName} declares no rule");
        }
    }

    [Fact]
    public void Whatever_changes_something_is_audited_or_says_why_not()
    {
        foreach (RouteEndpoint endpoint in Endpoints().Where(IsUnsafe))
        {
            string pattern = endpoint.RoutePattern.RawText!;
            bool isAudited = RuleOf(endpoint)!.Audit != AuditKind.None;
            Assert.True(
                isAudited != Unaudited.ContainsKey(pattern),
                $"{pattern}: audited, or listed with a reason, not both"
            );
        }
    }

    [Fact]
    public void Every_exemption_names_an_endpoint_that_exists()
    {
        IEnumerable<string?> patterns = Endpoints().Where(IsUnsafe).Select(endpoint => endpoint.RoutePattern.RawText);
        Assert.Empty(Unaudited.Keys.Except(patterns, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_audit_kind_is_declared_by_an_endpoint()
    {
        IEnumerable<AuditKind> declared = Endpoints().Select(endpoint => RuleOf(endpoint)!.Audit);
        Assert.Empty(Enum.GetValues<AuditKind>().Except(declared).Except(WrittenElsewhere.Keys));
    }

    /// <summary>What lets somebody in or changes who is trusted is never done on a cookie or a stolen token alone.</summary>
    [Theory]
    [InlineData("/v1/setup")]
    [InlineData("/v1/devices")]
    [InlineData("/v1/certificates")]
    [InlineData("/v1/issuers")]
    [InlineData("/v1/revocations")]
    [InlineData("/v1/company-keys")]
    [InlineData("/v1/kit/tests")]
    [InlineData("/v1/invitations")]
    [InlineData("/v1/inboxes")]
    [InlineData("/v1/vault")]
    [InlineData("/v1/vault/remove")]
    [InlineData("/v1/vault/ways")]
    [InlineData("/v1/vault/ways/{way}/remove")]
    [InlineData("/v1/customer-vault")]
    [InlineData("/v1/customer-vault/remove")]
    [InlineData("/v1/customer-vault/ways")]
    [InlineData("/v1/customer-vault/ways/{way}/remove")]
    [InlineData("/v1/inboxes/{inbox}/returning-customers")]
    [InlineData("/v1/passkeys")]
    [InlineData("/v1/passkeys/{passkey}/remove")]
    [InlineData("/v1/openid/link")]
    [InlineData("/v1/openid/{identity}/remove")]
    [InlineData("/v1/staff/{user}/role")]
    [InlineData("/v1/staff/{user}/disable")]
    [InlineData("/v1/staff/{user}/enable")]
    [InlineData("/v1/staff/{user}/end-sessions")]
    [InlineData("/v1/sessions/end-others")]
    [InlineData("/v1/recovery/request")]
    [InlineData("/v1/recovery/finish")]
    [InlineData("/v1/recoveries/{recovery}/approve")]
    [InlineData("/v1/password")]
    [InlineData("/v1/password/options")]
    [InlineData("/v1/password/remove")]
    [InlineData("/v1/recovery-codes")]
    [InlineData("/v1/conversations/{conversation}/deletion")]
    public void Sensitive_commands_demand_a_proof_of_the_device_key(string pattern)
    {
        RouteEndpoint endpoint = Assert.Single(
            Endpoints(),
            candidate => candidate.RoutePattern.RawText == pattern && IsUnsafe(candidate)
        );
        Assert.True(RuleOf(endpoint)!.Proof);
    }

    private List<RouteEndpoint> Endpoints() =>
        ((IEndpointRouteBuilder)server.App)
            .DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .ToList();

    private static EndpointRule? RuleOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<EndpointRule>();

    private static bool IsUnsafe(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Any(method => !HttpMethods.IsGet(method));
}

using Sotto.Protocol.Http;
using Sotto.Server.Auditing;

namespace Sotto.Server.Http;

/// <summary>
/// What an endpoint demands of its caller and writes to the audit log. <paramref name="StepUp"/> demands a verification of
/// the person within the last minutes. <paramref name="OptionalProof"/> takes a proof where the caller sends one, and
/// refuses one that is wrong as if it were demanded. <paramref name="Scope"/> opens the endpoint to API tokens that have it;
/// without one it is closed to all of them.
/// </summary>
internal sealed record EndpointRule(
    Access Access,
    AuditKind Audit,
    bool Proof,
    bool StepUp,
    bool OptionalProof = false,
    ApiScope? Scope = null
)
{
    /// <summary>
    /// What an API token may reach at most: what a device of staff does, and reading. Never what takes a verification of a
    /// person, and nothing that only some roles may.
    /// </summary>
    public bool MayHaveScope(string method) =>
        !StepUp
        && (
            Access is Access.Device or Access.StaffDevice or Access.EventStream
            || (Access is Access.Staff && HttpMethods.IsGet(method))
        );
}

/// <summary>
/// The only way to add an endpoint: the framework's own Map methods are banned symbols, so an endpoint without a declared
/// caller and audit kind does not compile.
/// </summary>
internal sealed class Routes(IEndpointRouteBuilder builder)
{
    public RouteHandlerBuilder Get(string pattern, Access access, Delegate handler, ApiScope? scope = null) =>
        Map(
            HttpMethods.Get,
            pattern,
            handler,
            new EndpointRule(access, AuditKind.None, Proof: false, StepUp: false, Scope: scope)
        );

    public RouteHandlerBuilder Post(
        string pattern,
        Access access,
        AuditKind audit,
        Delegate handler,
        bool proof = false,
        bool stepUp = false,
        bool optionalProof = false,
        ApiScope? scope = null
    ) => Map(HttpMethods.Post, pattern, handler, new EndpointRule(access, audit, proof, stepUp, optionalProof, scope));

    public RouteHandlerBuilder Put(
        string pattern,
        Access access,
        AuditKind audit,
        Delegate handler,
        bool proof = false,
        bool stepUp = false,
        ApiScope? scope = null
    ) => Map(HttpMethods.Put, pattern, handler, new EndpointRule(access, audit, proof, stepUp, Scope: scope));

    private RouteHandlerBuilder Map(string method, string pattern, Delegate handler, EndpointRule rule)
    {
        if (rule.Scope is not null && !rule.MayHaveScope(method))
        {
            throw new InvalidOperationException($"{method} {pattern} is not for API tokens.");
        }

        LazyHandler lazy = new(handler, pattern, builder.ServiceProvider);
#pragma warning disable RS0030 // this class is the one place that may map endpoints
        IEndpointConventionBuilder endpoint = builder.MapMethods(pattern, [method], lazy.HandleAsync);
#pragma warning restore RS0030
        endpoint.Add(lazy.Describe);
        endpoint.WithMetadata(rule);
        return new RouteHandlerBuilder([endpoint]);
    }
}

using Sotto.Server.Http;

namespace Sotto.Server.Operations;

/// <summary>Health, the interface description and the pages that browsers load.</summary>
internal static class OperationsSlice
{
    public static void Map(WebApplication app, Routes routes)
    {
        Health.Map(routes);
        Pages.Map(routes);
        app.MapOpenApi("/openapi/v1.json")
            .WithMetadata(new EndpointRule(Access.Public, Auditing.AuditKind.None, Proof: false, StepUp: false));
    }
}

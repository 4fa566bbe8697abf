using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Sotto.Server.Http;

/// <summary>Adds to the OpenAPI document what the framework cannot see: who may call, and where a proof is needed.</summary>
internal static class OpenApi
{
    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Sotto",
                    Version = "v1",
                    Description =
                        "Commands of the Sotto server. Refusals are problem details (RFC 9457) with a stable code. "
                        + "Message content is end-to-end encrypted; the server never sees it.",
                };
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                EndpointRule? rule = context
                    .Description.ActionDescriptor.EndpointMetadata.OfType<EndpointRule>()
                    .FirstOrDefault();
                if (rule is not null)
                {
                    operation.Description =
                        $"Caller: {rule.Access}. Audit: {rule.Audit}." + (rule.Proof ? " proof" : "");
                }

                return Task.CompletedTask;
            }
        );
    }
}

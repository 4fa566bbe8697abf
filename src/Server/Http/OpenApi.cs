using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Sotto.Protocol;

namespace Sotto.Server.Http;

/// <summary>Adds to the OpenAPI document what the framework cannot see: who may call, where a proof is needed, and the refusals.</summary>
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
        options.AddSchemaTransformer(OpenApiTexts.DescribeAsync);
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                DescribeOperation(operation, context.Description.ActionDescriptor.EndpointMetadata);
                return Task.CompletedTask;
            }
        );
    }

    private static void DescribeOperation(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (ParameterInfo parameter in metadata.OfType<MethodInfo>().SelectMany(method => method.GetParameters()))
        {
            if (
                OpenApiTexts.SchemaOf(parameter.ParameterType) is { } schema
                && operation.Parameters?.FirstOrDefault(known => known.Name == parameter.Name)
                    is OpenApiParameter described
            )
            {
                described.Schema = schema;
            }
        }

        if (metadata.OfType<EndpointRule>().FirstOrDefault() is { } rule)
        {
            string proof =
                rule.Proof ? " proof"
                : rule.OptionalProof ? " proof welcome"
                : "";
            string scope = rule.Scope is { } open ? $" API token: {WireName.Of(open)}." : "";
            operation.Description = $"Caller: {rule.Access}. Audit: {rule.Audit}.{scope}{proof}";
            OpenApiProblems.Describe(operation, rule, metadata.OfType<Refuses>().SelectMany(own => own.Codes));
        }
    }
}

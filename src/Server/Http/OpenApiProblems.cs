using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Sotto.Protocol;

namespace Sotto.Server.Http;

/// <summary>Says for each operation with which codes it can be refused: by what its rule demands, and by itself.</summary>
internal static class OpenApiProblems
{
    public static void Describe(OpenApiOperation operation, EndpointRule rule, IEnumerable<string> own)
    {
        IEnumerable<string> codes = CodesOf(rule)
            .Concat(operation.RequestBody is null ? [] : OfBodies)
            .Concat(own)
            .Append(ProblemCodes.RateLimited)
            .Distinct(StringComparer.Ordinal);
        operation.Responses ??= [];
        foreach (IGrouping<int, string> status in codes.GroupBy(Problems.StatusOf).OrderBy(group => group.Key))
        {
            operation.Responses[$"{status.Key}"] = ResponseOf(status.Order(StringComparer.Ordinal).ToList());
        }
    }

    private static readonly string[] OfBodies =
    [
        ProblemCodes.Malformed,
        ProblemCodes.UnknownMember,
        ProblemCodes.TooLarge,
        ProblemCodes.UnsupportedMediaType,
    ];

    private static IEnumerable<string> CodesOf(EndpointRule rule)
    {
        IEnumerable<string> ofCaller = rule.Access switch
        {
            Access.Public or Access.AnyKey => [],
            Access.SetUpLink => [ProblemCodes.SetupUsed],
            Access.Invitation => [ProblemCodes.InvitationUsed],
            Access.Staff or Access.StaffNewDevice or Access.Administrator or Access.Owner =>
            [
                ProblemCodes.Unauthenticated,
                ProblemCodes.Forbidden,
            ],
            _ => [ProblemCodes.Unauthenticated, ProblemCodes.TokenEnded, ProblemCodes.Forbidden],
        };
        bool needsProof = rule.Proof || rule.OptionalProof || rule.Access == Access.AnyKey;
        string[] ofProof = needsProof ? [ProblemCodes.ProofRequired, ProblemCodes.UseDpopNonce] : [];
        string[] ofScope = rule.Scope is null ? [] : [ProblemCodes.TokenEnded];
        string[] ofStepUp = rule.StepUp ? [ProblemCodes.StepUpRequired] : [];
        return [.. ofCaller, .. ofScope, .. ofProof, .. ofStepUp];
    }

    private static OpenApiResponse ResponseOf(IReadOnlyList<string> codes) =>
        new()
        {
            Description = string.Join(", ", codes),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new() { Schema = SchemaOf(codes) },
            },
        };

    private static OpenApiSchema SchemaOf(IReadOnlyList<string> codes) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(StringComparer.Ordinal) { "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["code"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = codes.Select(JsonNode (code) => JsonValue.Create(code)).ToList(),
                },
            },
        };
}

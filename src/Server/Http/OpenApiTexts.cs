using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Http;

/// <summary>
/// Types that are text on the wire by converters of their own, which the framework cannot look into: without this it
/// describes them as anything at all.
/// </summary>
internal static class OpenApiTexts
{
    private sealed record Text(string? Pattern = null, string? Format = null, IReadOnlyList<string>? Names = null);

    private static readonly Dictionary<Type, Text> Known = new()
    {
        [typeof(OrganisationId)] = Id(OrganisationId.Prefix),
        [typeof(InboxId)] = Id(InboxId.Prefix),
        [typeof(UserId)] = Id(UserId.Prefix),
        [typeof(CustomerId)] = Id(CustomerId.Prefix),
        [typeof(DeviceId)] = Id(DeviceId.Prefix),
        [typeof(ConversationId)] = Id(ConversationId.Prefix),
        [typeof(MessageId)] = Id(MessageId.Prefix),
        [typeof(SessionId)] = Id(SessionId.Prefix),
        [typeof(RecoveryId)] = Id(RecoveryId.Prefix),
        [typeof(VaultId)] = Id(VaultId.Prefix),
        [typeof(VaultWayId)] = Id(VaultWayId.Prefix),
        [typeof(ApiTokenId)] = Id(ApiTokenId.Prefix),
        [typeof(Bytes)] = new Text("^[A-Za-z0-9_-]*$", "base64url"),
        [typeof(DateTimeOffset)] = new Text(Format: "date-time"),
        [typeof(AccountRole)] = Words<AccountRole>(),
        [typeof(SignInMethod)] = Words<SignInMethod>(),
        [typeof(ApiScope)] = Words<ApiScope>(),
        [typeof(SecurityEventKind)] = Words<SecurityEventKind>(),
        [typeof(ConversationStatus)] = Words<ConversationStatus>(),
    };

    /// <summary>Describes a type that is text, and what a list of such holds.</summary>
    public static async Task DescribeAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancel
    )
    {
        Type type = context.JsonTypeInfo.Type;
        bool isNullable = Nullable.GetUnderlyingType(type) is not null;
        if (Known.TryGetValue(Nullable.GetUnderlyingType(type) ?? type, out Text? text))
        {
            Write(schema, text, isNullable);
        }
        else if (schema.Type is JsonSchemaType.Array && context.JsonTypeInfo.ElementType is { } element)
        {
            schema.Items ??= await context
                .GetOrCreateSchemaAsync(element, cancellationToken: cancel)
                .ConfigureAwait(false);
        }
    }

    /// <summary>The schema of a path parameter of this type, or null when it is nothing special.</summary>
    public static OpenApiSchema? SchemaOf(Type type)
    {
        if (!Known.TryGetValue(type, out Text? text))
        {
            return null;
        }

        OpenApiSchema schema = new();
        Write(schema, text, isNullable: false);
        return schema;
    }

    private static void Write(OpenApiSchema schema, Text text, bool isNullable)
    {
        schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        schema.Pattern = text.Pattern;
        schema.Format = text.Format;
        schema.Enum = text.Names?.Select(JsonNode (name) => JsonValue.Create(name)).ToList();
    }

    private static Text Words<T>()
        where T : struct, Enum => new(Names: Enum.GetValues<T>().Select(WireName.Of).ToList());

    private static Text Id(string prefix) => new($"^{prefix}[a-z2-7]{{26}}$");
}

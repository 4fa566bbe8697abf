using System.Text.Json;
using Sotto.Protocol;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Operations;

/// <summary>The description that integrators generate their clients from says what really travels.</summary>
public sealed class OpenApiTests(Stores stores)
{
    [Theory]
    [InlineData("ConversationId", "cnv_")]
    [InlineData("DeviceId", "dev_")]
    [InlineData("InboxId", "inb_")]
    [InlineData("MessageId", "msg_")]
    [InlineData("OrganisationId", "org_")]
    public async Task An_id_is_text_with_its_prefix(string name, string prefix)
    {
        JsonElement schema = SchemaOf(await DocumentAsync(), name);
        string pattern = schema.GetProperty("pattern").GetString()!;

        Assert.Equal("string", schema.GetProperty("type").GetString());
        Assert.Matches(pattern, prefix + new string('a', 26));
        Assert.DoesNotMatch(pattern, "xyz_" + new string('a', 26));
    }

    [Fact]
    public async Task Bytes_times_and_words_are_text()
    {
        JsonElement document = await DocumentAsync();
        JsonElement summary = SchemaOf(document, "ConversationSummary").GetProperty("properties");
        JsonElement device = SchemaOf(document, "StaffDevice").GetProperty("properties");

        Assert.Equal("base64url", SchemaOf(document, "Bytes").GetProperty("format").GetString());
        Assert.Equal("string", summary.GetProperty("createdAt").GetProperty("type").GetString());
        Assert.Equal(
            ["string", "null"],
            Words(device.GetProperty("certificateExpiresAt").GetProperty("type"))
                .OrderDescending(StringComparer.Ordinal)
        );
        Assert.Equal(["open", "resolved"], Words(SchemaOf(document, "ConversationStatus").GetProperty("enum")));
        Assert.Equal(
            ["administrator", "agent", "auditor", "owner", "supervisor"],
            Words(SchemaOf(document, "AccountRole").GetProperty("enum")).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "InboxId",
            device.GetProperty("inboxes").GetProperty("items").GetRawText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task No_schema_is_left_that_says_nothing()
    {
        JsonElement schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        IEnumerable<string> silent = schemas
            .EnumerateObject()
            .Where(schema => !schema.Value.TryGetProperty("type", out _))
            .Select(schema => schema.Name);

        // The options of a passkey ceremony are handed to the browser as they are.
        Assert.Equal(["JsonElement"], silent);
    }

    [Fact]
    public async Task A_path_names_the_kind_of_its_ids_and_every_operation_its_refusals()
    {
        JsonElement document = await DocumentAsync();
        JsonElement send = document
            .GetProperty("paths")
            .GetProperty("/v1/conversations/{conversation}/messages")
            .GetProperty("post");
        JsonElement parameter = send.GetProperty("parameters").EnumerateArray().Single();

        Assert.StartsWith(
            "^cnv_",
            parameter.GetProperty("schema").GetProperty("pattern").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal([ProblemCodes.StaleEpoch], CodesOf(send, "409"));
        Assert.Equal([ProblemCodes.TokenEnded, ProblemCodes.Unauthenticated], CodesOf(send, "401"));
        Assert.Equal([ProblemCodes.Quota, ProblemCodes.RateLimited], CodesOf(send, "429"));
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in path.Value.EnumerateObject())
            {
                Assert.Contains(ProblemCodes.RateLimited, CodesOf(operation.Value, "429"));
            }
        }
    }

    private static List<string> CodesOf(JsonElement operation, string status) =>
        Words(
            operation
                .GetProperty("responses")
                .GetProperty(status)
                .GetProperty("content")
                .GetProperty("application/problem+json")
                .GetProperty("schema")
                .GetProperty("properties")
                .GetProperty("code")
                .GetProperty("enum")
        );

    private static List<string> Words(JsonElement array) =>
        array.EnumerateArray().Select(word => word.GetString()!).ToList();

    private static JsonElement SchemaOf(JsonElement document, string name) =>
        document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private async Task<JsonElement> DocumentAsync()
    {
        await using SottoHost host = await SottoHost.StartAsync(stores, Stores.Sqlite);
        string text = await host.Http.GetStringAsync(
            new Uri("/openapi/v1.json", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        return JsonDocument.Parse(text).RootElement;
    }
}

using System.Text.Json;
using Sotto.Protocol.Http;

namespace Sotto.Protocol.Tests;

public sealed class ProtocolJsonTests
{
    private const string Message = "msg_bifaucqkbifaucqkbifaucqkbi";

    [Fact]
    public void A_request_is_read_and_written_in_camel_case()
    {
        string json = $$"""{"message":"{{Message}}","epoch":4,"privateMessage":"AQID","commitment":"BAU"}""";
        SendMessageRequest? request = JsonSerializer.Deserialize<SendMessageRequest>(json, ProtocolJson.Options);
        Assert.Equal(new(MessageId.Parse(Message), 4, new(new byte[] { 1, 2, 3 }), new(new byte[] { 4, 5 })), request);
        Assert.Equal(json, JsonSerializer.Serialize(request, ProtocolJson.Options));
    }

    [Theory]
    [InlineData("""{"message":"M","epoch":4,"privateMessage":"AQID","commitment":"BAU","more":1}""")]
    [InlineData("""{"message":"M","epoch":4,"privateMessage":"AQID"}""")]
    [InlineData("""{"message":"M","epoch":4,"epoch":4,"privateMessage":"AQID","commitment":"BAU"}""")]
    [InlineData("""{"message":"M","epoch":"4","privateMessage":"AQID","commitment":"BAU"}""")]
    [InlineData("""{"message":"M","epoch":4.5,"privateMessage":"AQID","commitment":"BAU"}""")]
    [InlineData("""{"message":"M","epoch":{"$gt":0},"privateMessage":"AQID","commitment":"BAU"}""")]
    [InlineData("""{"message":"M","epoch":4,"privateMessage":"AQID=","commitment":"BAU"}""")]
    [InlineData("""{"message":"M","epoch":4,"privateMessage":"AQID","commitment":"BAV"}""")]
    [InlineData("""{"message":"M","epoch":4,"privateMessage":null,"commitment":"BAU"}""")]
    [InlineData("""{"message":"M","epoch":4,"privateMessage":"AQID","commitment":"BAU",}""")]
    [InlineData("""{"message":"M","Epoch":4,"privateMessage":"AQID","commitment":"BAU"}""")]
    [InlineData("""{"message":{"$ne":null},"epoch":4,"privateMessage":"AQID","commitment":"BAU"}""")]
    public void Failure_9_what_is_not_the_contract_is_refused(string json)
    {
        string text = json.Replace("\"M\"", $"\"{Message}\"", StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SendMessageRequest>(text, ProtocolJson.Options));
    }

    [Fact]
    public void A_text_that_must_be_there_may_not_be_null()
    {
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize<SetUpOptionsRequest>(
                """{"owner":"usr_aucqkbifaucqkbifaucqkbifau","ownerName":null}""",
                ProtocolJson.Options
            )
        );
    }

    [Fact]
    public void Extension_results_are_refused_because_they_can_hold_a_secret()
    {
        const string Empty = """
            {"id":"AQ","rawId":"AQ","type":"public-key","clientExtensionResults":{},
             "response":{"clientDataJSON":"AQ","attestationObject":"AQ"}}
            """;
        Assert.NotNull(JsonSerializer.Deserialize<RegistrationCredential>(Empty, ProtocolJson.Options));
        string leaking = Empty.Replace(
            "\"clientExtensionResults\":{}",
            "\"clientExtensionResults\":{\"prf\":{\"results\":{\"first\":\"AQ\"}}}",
            StringComparison.Ordinal
        );
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize<RegistrationCredential>(leaking, ProtocolJson.Options)
        );
    }

    [Theory]
    [InlineData("\"2026-11-23T01:02:03.004Z\"", true)]
    [InlineData("\"2026-11-23T01:02:03Z\"", false)]
    [InlineData("\"2026-11-23T01:02:03.0040Z\"", false)]
    [InlineData("\"2026-11-23T01:02:03.004+00:00\"", false)]
    [InlineData("\"2026-11-23 01:02:03.004Z\"", false)]
    [InlineData("\"2026-13-23T01:02:03.004Z\"", false)]
    [InlineData("1795395723004", false)]
    public void A_time_has_one_spelling(string json, bool accepted)
    {
        if (!accepted)
        {
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(json, ProtocolJson.Options));
            return;
        }

        DateTimeOffset time = JsonSerializer.Deserialize<DateTimeOffset>(json, ProtocolJson.Options);
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.Equal(json, JsonSerializer.Serialize(time, ProtocolJson.Options));
    }

    [Theory]
    [InlineData("\"open\"", true)]
    [InlineData("\"Open\"", false)]
    [InlineData("\"open, resolved\"", false)]
    [InlineData("0", false)]
    public void A_status_has_one_spelling(string json, bool accepted)
    {
        if (accepted)
        {
            ConversationStatus status = JsonSerializer.Deserialize<ConversationStatus>(json, ProtocolJson.Options);
            Assert.Equal(json, JsonSerializer.Serialize(status, ProtocolJson.Options));
        }
        else
        {
            Assert.Throws<JsonException>(() =>
                JsonSerializer.Deserialize<ConversationStatus>(json, ProtocolJson.Options)
            );
        }
    }

    [Fact]
    public void Tokens_and_bytes_stay_out_of_what_records_print()
    {
        Assert.DoesNotContain(
            "secret",
            new TokenReply("secret", DateTimeOffset.UnixEpoch).ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "secret",
            new InvitationCreated("secret", DateTimeOffset.UnixEpoch).ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "secret",
            new DpopRequest("GET", "https://a/", "secret").ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal("[3 bytes]", new Bytes(new byte[3]).ToString());
    }
}

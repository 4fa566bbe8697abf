using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sotto.Protocol.Tests;

public sealed class IdTests
{
    private const string Conversation = "cnv_beeqscijbeeqscijbeeqscijbe";

    [Fact]
    public void Shared_examples_are_read_and_written_back()
    {
        foreach (JsonElement example in Fixtures.Read("ids.json").List("accepted"))
        {
            string text = example.Text("text");
            (string Text, UInt128 Bits)? read = example.Text("prefix") switch
            {
                "org" => Read<OrganisationId>(text),
                "inb" => Read<InboxId>(text),
                "usr" => Read<UserId>(text),
                "cus" => Read<CustomerId>(text),
                "dev" => Read<DeviceId>(text),
                "cnv" => Read<ConversationId>(text),
                "msg" => Read<MessageId>(text),
                _ => null, // Kinds that this project does not have yet.
            };
            if (read is { } id)
            {
                Assert.Equal(text, id.Text);
                Assert.Equal(UInt128.Parse("0" + example.Text("hex"), NumberStyles.HexNumber, null), id.Bits);
            }
        }
    }

    [Fact]
    public void Shared_counterexamples_are_refused_as_text_and_as_json()
    {
        foreach (JsonElement example in Fixtures.Read("ids.json").List("refusedAsConversation"))
        {
            string text = example.Text("text");
            Assert.False(ConversationId.TryParse(text, out _), example.Text("name"));
            Assert.Throws<FormatException>(() => ConversationId.Parse(text));
            Assert.Throws<JsonException>(() =>
                JsonSerializer.Deserialize<ConversationId>(JsonSerializer.Serialize(text), ProtocolJson.Options)
            );
        }
    }

    [Fact]
    public void Failure_19_an_id_of_one_type_is_refused_as_every_other()
    {
        Assert.True(ConversationId.TryParse(Conversation, out _));
        Assert.False(OrganisationId.TryParse(Conversation, out _));
        Assert.False(InboxId.TryParse(Conversation, out _));
        Assert.False(UserId.TryParse(Conversation, out _));
        Assert.False(CustomerId.TryParse(Conversation, out _));
        Assert.False(DeviceId.TryParse(Conversation, out _));
        Assert.False(MessageId.TryParse(Conversation, out _));
        Assert.False(ConversationId.TryParse(null, out _));
    }

    [Fact]
    public void New_ids_are_canonical_and_differ()
    {
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        HashSet<DeviceId> made = [.. Enumerable.Range(0, 200).Select(_ => DeviceId.New(random))];
        Assert.Equal(200, made.Count);
        Assert.All(made, id => Assert.Equal(id, DeviceId.Parse(id.ToString())));
    }

    [Theory]
    [InlineData("/0", 0)]
    [InlineData("/1", 1)]
    [InlineData("/2147483647", int.MaxValue)]
    public void A_group_id_names_conversation_and_position(string suffix, int number)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Conversation + suffix);
        Assert.True(ConversationGroupId.TryParse(bytes, out ConversationGroupId id));
        Assert.Equal(ConversationId.Parse(Conversation), id.Conversation);
        Assert.Equal(number, id.Number);
        Assert.Equal(bytes, id.ToBytes());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/00")]
    [InlineData("/-1")]
    [InlineData("/+1")]
    [InlineData("/ 1")]
    [InlineData("/1 ")]
    [InlineData("/0x1")]
    [InlineData("/2147483648")]
    [InlineData("/1/1")]
    [InlineData("/٣")]
    public void A_group_id_has_one_spelling(string suffix)
    {
        Assert.False(ConversationGroupId.TryParse(Encoding.UTF8.GetBytes(Conversation + suffix), out _));
    }

    private static (string, UInt128) Read<T>(string text)
        where T : struct, IId<T>
    {
        T id = T.Parse(text, CultureInfo.InvariantCulture);
        Assert.Equal(
            id,
            JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(id, ProtocolJson.Options), ProtocolJson.Options)
        );
        return (id.ToString() ?? "", id.Bits);
    }
}

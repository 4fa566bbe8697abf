using System.Text.Json;

namespace Sotto.Protocol.Tests;

public sealed class FrankingTests
{
    [Fact]
    public void Shared_commitments_are_the_same_here()
    {
        List<JsonElement> examples = [.. Fixtures.Read("franking.json").EnumerateArray()];
        Assert.NotEmpty(examples);
        foreach (JsonElement example in examples)
        {
            Bytes commitment = Franking.Commit(
                ConversationId.Parse(example.Text("conversation")),
                example.GetProperty("epoch").GetInt64(),
                DeviceId.Parse(example.Text("device")),
                example.Hex("content")
            );
            Assert.Equal(example.Hex("commitment"), commitment.ToArray());
        }
    }
}

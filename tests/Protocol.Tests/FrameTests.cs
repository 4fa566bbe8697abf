using System.Text.Json;
using Sotto.Tests;

namespace Sotto.Protocol.Tests;

public sealed class FrameTests
{
    private static readonly ConversationId Conversation = ConversationId.Parse("cnv_beeqscijbeeqscijbeeqscijbe");
    private static readonly MessageId Message = MessageId.Parse("msg_bifaucqkbifaucqkbifaucqkbi");

    [Fact]
    public void Shared_server_frames_are_read_and_written_back_byte_for_byte()
    {
        foreach (JsonElement example in Fixtures.Read("frames.json").List("server"))
        {
            byte[] bytes = example.Hex("hex");
            Assert.Equal(bytes, ServerFrame.Decode(bytes).Encode());
        }
    }

    [Fact]
    public void Shared_client_frames_are_read_and_written_back_byte_for_byte()
    {
        foreach (JsonElement example in Fixtures.Read("frames.json").List("client"))
        {
            byte[] bytes = example.Hex("hex");
            Assert.Equal(bytes, ClientFrame.Decode(bytes).Encode());
        }
    }

    [Fact]
    public void Shared_examples_of_what_a_client_refuses_are_refused()
    {
        foreach (JsonElement example in Fixtures.Read("frames.json").List("refusedByClient"))
        {
            byte[] bytes = example.Hex("hex");
            Assert.Throws<FrameException>(() => ServerFrame.Decode(bytes));
        }
    }

    [Fact]
    public void Fields_stand_where_the_contract_says()
    {
        JsonElement send = Fixtures.Read("frames.json").List("client").First(e => e.Text("name") == "send");
        ClientFrame.Send frame = Assert.IsType<ClientFrame.Send>(ClientFrame.Decode(send.Hex("hex")));
        Bytes commitment = new(Enumerable.Repeat((byte)0xC0, 32).ToArray());
        Assert.Equal(new(Conversation, 42, Message, 4, new(new byte[] { 1, 2, 3, 4 }), commitment), frame);
    }

    [Fact]
    public void A_sequence_of_frames_is_read_whole_or_not_at_all()
    {
        List<JsonElement> examples = [.. Fixtures.Read("frames.json").List("server")];
        byte[] sequence = [.. examples.SelectMany(example => example.Hex("hex"))];
        Assert.Equal(examples.Count, ServerFrame.DecodeSequence(sequence).Count);
        Assert.Empty(ServerFrame.DecodeSequence(ReadOnlyMemory<byte>.Empty));
        Assert.Throws<FrameException>(() => ServerFrame.DecodeSequence(sequence.AsMemory(..^1)));
        Assert.Throws<FrameException>(() => ServerFrame.Decode(sequence));
    }

    [Fact]
    public void Frames_of_the_other_direction_are_refused()
    {
        JsonElement fixture = Fixtures.Read("frames.json");
        Assert.All(
            fixture.List("server"),
            example => Assert.Throws<FrameException>(() => ClientFrame.Decode(example.Hex("hex")))
        );
        Assert.All(
            fixture.List("client"),
            example => Assert.Throws<FrameException>(() => ServerFrame.Decode(example.Hex("hex")))
        );
    }

    [Fact]
    public void Bounds_are_those_of_the_contract()
    {
        Bytes commitment = new(new byte[Limits.CommitmentBytes]);
        ClientFrame.Send Send(int length) => new(Conversation, 1, Message, 1, new(new byte[length]), commitment);
        Assert.Equal(Send(Limits.BodyBytes), ClientFrame.Decode(Send(Limits.BodyBytes).Encode()));
        Assert.Throws<FrameException>(() => ClientFrame.Decode(Send(Limits.BodyBytes + 1).Encode()));
        Assert.Throws<FrameException>(() => ClientFrame.Decode(Send(0).Encode()));
        byte[] shortCommitment = (Send(1) with { Commitment = new(new byte[31]) }).Encode();
        Assert.Throws<FrameException>(() => ClientFrame.Decode(shortCommitment));
        byte[] typing = new ClientFrame.Typing(Conversation, new(new byte[Limits.TypingBytes + 1])).Encode();
        Assert.Throws<FrameException>(() => ClientFrame.Decode(typing));
    }

    [Fact]
    public void Five_thousand_mutations_are_read_or_refused_and_nothing_else()
    {
        List<byte[]> seeds = [.. Fixtures.Read("frames.json").List("client").Select(example => example.Hex("hex"))];
        SeededRandom random = new(8949);
        int refused = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] input = random.Mutate(seeds[random.Below(seeds.Count)]);
            try
            {
                // Deterministic encoding: whatever is accepted has this one spelling.
                Assert.Equal(input, ClientFrame.Decode(input).Encode());
            }
            catch (FrameException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 4_990);
    }
}

using System.Text.Json;

namespace Sotto.Mls.Tests;

public sealed class MessageVectorTests
{
    private delegate object Reader(ref TlsReader reader);

    private static readonly Dictionary<string, Type> Framed = new(StringComparer.Ordinal)
    {
        ["mls_welcome"] = typeof(Welcome),
        ["mls_group_info"] = typeof(GroupInfo),
        ["mls_key_package"] = typeof(KeyPackage),
        ["public_message_application"] = typeof(PublicMessage),
        ["public_message_proposal"] = typeof(PublicMessage),
        ["public_message_commit"] = typeof(PublicMessage),
        ["private_message"] = typeof(PrivateMessage),
    };

    private static readonly Dictionary<string, Reader> Bare = new(StringComparer.Ordinal)
    {
        ["add_proposal"] = (ref r) => KeyPackage.Read(ref r),
        ["update_proposal"] = (ref r) => LeafNode.Read(ref r),
        // The published index is any 32 bits, also such as no tree can have.
        ["remove_proposal"] = (ref r) => r.UInt32(),
        ["pre_shared_key_proposal"] = (ref r) => PreSharedKeyId.Read(ref r),
        ["external_init_proposal"] = (ref r) => r.Opaque(),
        ["group_context_extensions_proposal"] = (ref r) => Extension.ReadList(ref r),
        ["commit"] = (ref r) => Commit.Read(ref r),
    };

    [Fact]
    public void Every_published_message_is_read_to_its_last_byte_and_refused_with_one_more_or_fewer()
    {
        int read = 0;
        foreach (JsonElement vector in MlsVectors.Read("messages.json.gz"))
        {
            foreach ((string kind, Type type) in Framed)
            {
                byte[] message = vector.Hex(kind);
                Assert.IsType(type, MlsFraming.Parse(message));
                Assert.Equal("trailing_bytes", Refused([.. message, 0]));
                Assert.Equal("truncated", Refused(message[..^1]));
                read++;
            }
        }

        Assert.Equal(300 * Framed.Count, read);
    }

    [Fact]
    public void Every_published_structure_inside_messages_is_read_to_its_last_byte()
    {
        int read = 0;
        foreach (JsonElement vector in MlsVectors.Read("messages.json.gz"))
        {
            foreach ((string kind, Reader structure) in Bare)
            {
                TlsReader reader = new(vector.Hex(kind));
                Assert.NotNull(structure(ref reader));
                Assert.True(reader.IsAtEnd, kind);
                read++;
            }

            Assert.NotEmpty(RatchetTree.Parse(vector.Hex("ratchet_tree")).Members);
        }

        Assert.Equal(300 * Bare.Count, read);
    }

    [Fact]
    public void A_truncated_message_is_refused_at_every_length()
    {
        JsonElement vector = MlsVectors.Read("messages.json.gz").First();
        foreach (string kind in Framed.Keys)
        {
            byte[] message = vector.Hex(kind);
            for (int length = 0; length < message.Length; length++)
            {
                Assert.NotEmpty(Refused(message[..length]));
            }
        }
    }

    [Fact]
    public void Every_published_vector_length_is_read_and_written()
    {
        int read = 0;
        foreach (JsonElement vector in MlsVectors.Read("deserialization.json"))
        {
            byte[] header = vector.Hex("vlbytes_header");
            int length = vector.GetProperty("length").GetInt32();
            TlsReader reader = new(header);
            Assert.Equal(length, reader.VectorLength());
            Assert.True(reader.IsAtEnd);
            byte[] written = new byte[sizeof(uint)];
            Assert.Equal(header, written[..TlsWriter.WriteLength(length, written)]);
            read++;
        }

        Assert.Equal(14, read);
    }

    [Fact]
    public void A_welcome_names_the_reference_of_its_key_package()
    {
        int matched = 0;
        foreach (JsonElement vector in MlsVectors.Read("welcome.json"))
        {
            KeyPackage keyPackage = Assert.IsType<KeyPackage>(MlsFraming.Parse(vector.Hex("key_package")));
            Welcome welcome = Assert.IsType<Welcome>(MlsFraming.Parse(vector.Hex("welcome")));
            byte[] reference = keyPackage.ComputeReference();
            Assert.Contains(welcome.NewMembers, member => member.Span.SequenceEqual(reference));
            matched++;
        }

        Assert.Equal(7, matched);
    }

    private static string Refused(byte[] message) => Assert.Throws<MlsException>(() => MlsFraming.Parse(message)).Rule;
}

using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A message, or the idempotency key of a request that creates: <c>msg_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<MessageId>))]
public readonly record struct MessageId : IId<MessageId>
{
    private MessageId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "msg_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static MessageId New(RandomNumberGenerator random) => IdText.New<MessageId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static MessageId Parse(string text) => IdText.Parse<MessageId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out MessageId id) => IdText.TryParse(text, out id);

    static MessageId IId<MessageId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

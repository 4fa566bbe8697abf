using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>An inbox of an organisation: <c>inb_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<InboxId>))]
public readonly record struct InboxId : IId<InboxId>
{
    private InboxId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "inb_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static InboxId New(RandomNumberGenerator random) => IdText.New<InboxId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static InboxId Parse(string text) => IdText.Parse<InboxId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out InboxId id) => IdText.TryParse(text, out id);

    static InboxId IId<InboxId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

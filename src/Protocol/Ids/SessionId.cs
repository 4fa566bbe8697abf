using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A session of a member of staff, as lists and logs name it; it opens nothing: <c>ses_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<SessionId>))]
public readonly record struct SessionId : IId<SessionId>
{
    private SessionId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "ses_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static SessionId New(RandomNumberGenerator random) => IdText.New<SessionId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static SessionId Parse(string text) => IdText.Parse<SessionId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out SessionId id) => IdText.TryParse(text, out id);

    static SessionId IId<SessionId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

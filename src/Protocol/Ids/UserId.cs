using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A member of staff: <c>usr_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<UserId>))]
public readonly record struct UserId : IId<UserId>
{
    private UserId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "usr_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static UserId New(RandomNumberGenerator random) => IdText.New<UserId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static UserId Parse(string text) => IdText.Parse<UserId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out UserId id) => IdText.TryParse(text, out id);

    static UserId IId<UserId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

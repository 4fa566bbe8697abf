using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A customer: <c>cus_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<CustomerId>))]
public readonly record struct CustomerId : IId<CustomerId>
{
    private CustomerId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "cus_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static CustomerId New(RandomNumberGenerator random) => IdText.New<CustomerId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static CustomerId Parse(string text) => IdText.Parse<CustomerId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out CustomerId id) => IdText.TryParse(text, out id);

    static CustomerId IId<CustomerId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>An API token, as lists and logs name it; it opens nothing: <c>apt_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<ApiTokenId>))]
public readonly record struct ApiTokenId : IId<ApiTokenId>
{
    private ApiTokenId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "apt_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static ApiTokenId New(RandomNumberGenerator random) => IdText.New<ApiTokenId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static ApiTokenId Parse(string text) => IdText.Parse<ApiTokenId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out ApiTokenId id) => IdText.TryParse(text, out id);

    static ApiTokenId IId<ApiTokenId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A way into a vault, derived from what opens it so that the server learns nothing else about that: <c>way_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<VaultWayId>))]
public readonly record struct VaultWayId : IId<VaultWayId>
{
    private VaultWayId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "way_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static VaultWayId New(RandomNumberGenerator random) => IdText.New<VaultWayId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static VaultWayId Parse(string text) => IdText.Parse<VaultWayId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out VaultWayId id) => IdText.TryParse(text, out id);

    static VaultWayId IId<VaultWayId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

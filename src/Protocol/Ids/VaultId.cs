using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A vault of one person: <c>vlt_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<VaultId>))]
public readonly record struct VaultId : IId<VaultId>
{
    private VaultId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "vlt_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static VaultId New(RandomNumberGenerator random) => IdText.New<VaultId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static VaultId Parse(string text) => IdText.Parse<VaultId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out VaultId id) => IdText.TryParse(text, out id);

    static VaultId IId<VaultId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

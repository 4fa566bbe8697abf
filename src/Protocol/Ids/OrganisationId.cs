using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>An organisation: <c>org_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<OrganisationId>))]
public readonly record struct OrganisationId : IId<OrganisationId>
{
    private OrganisationId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "org_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static OrganisationId New(RandomNumberGenerator random) => IdText.New<OrganisationId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static OrganisationId Parse(string text) => IdText.Parse<OrganisationId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out OrganisationId id) => IdText.TryParse(text, out id);

    static OrganisationId IId<OrganisationId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

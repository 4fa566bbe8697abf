using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A device of a member of staff or a customer; one device holds one signature key: <c>dev_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<DeviceId>))]
public readonly record struct DeviceId : IId<DeviceId>
{
    private DeviceId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "dev_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static DeviceId New(RandomNumberGenerator random) => IdText.New<DeviceId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static DeviceId Parse(string text) => IdText.Parse<DeviceId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out DeviceId id) => IdText.TryParse(text, out id);

    static DeviceId IId<DeviceId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

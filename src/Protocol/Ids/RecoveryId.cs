using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A recovery of an account by the printed kit: <c>rcv_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<RecoveryId>))]
public readonly record struct RecoveryId : IId<RecoveryId>
{
    private RecoveryId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "rcv_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static RecoveryId New(RandomNumberGenerator random) => IdText.New<RecoveryId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static RecoveryId Parse(string text) => IdText.Parse<RecoveryId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out RecoveryId id) => IdText.TryParse(text, out id);

    static RecoveryId IId<RecoveryId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}

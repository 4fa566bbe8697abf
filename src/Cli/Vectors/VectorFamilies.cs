using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>Every format that is known; the first that recognises a file replays it.</summary>
internal static class VectorFamilies
{
    private const string PostQuantum = "post-quantum algorithms are not in this version";

    internal static IReadOnlyList<VectorFamily> All { get; } =
    [
        new AeadFamily(),
        new HkdfFamily(),
        new HmacFamily(),
        new XdhFamily(),
        new EcdhFamily(),
        new EddsaFamily(),
        new EcdsaFamily(),
        OutOfScopeWycheproof(
            "ecdsa-p1363",
            "MLS signatures are DER",
            s => s.StartsWith("ecdsa_p1363", StringComparison.Ordinal)
        ),
        OutOfScopeWycheproof("ml-kem", PostQuantum, s => s.StartsWith("mlkem", StringComparison.Ordinal)),
        OutOfScopeWycheproof("ml-dsa", PostQuantum, s => s.StartsWith("mldsa", StringComparison.Ordinal)),
        OutOfScopeWycheproof("other", "no MLS cipher suite uses this algorithm", _ => true),
        new HpkeFamily(),
        new OutOfScopeFamily(
            "x-wing",
            PostQuantum,
            root =>
                root.ValueKind == JsonValueKind.Array
                && root.GetArrayLength() > 0
                && root[0].OptionalText("eseed") is not null,
            root => root.GetArrayLength()
        ),
        new OutOfScopeFamily(
            "hybrid-kem",
            PostQuantum,
            root => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("mlkem768_x25519", out _),
            root => root.EnumerateObject().Sum(kem => kem.Value.GetArrayLength())
        ),
        new CryptoBasicsFamily(),
        new DeserializationFamily(),
        new KeyScheduleFamily(),
        new MessageProtectionFamily(),
        new MessagesFamily(),
        new PassiveClientFamily(),
        new PreSharedKeyFamily(),
        new SecretTreeFamily(),
        new TranscriptHashFamily(),
        new TreeKemFamily(),
        new TreeMathFamily(),
        new TreeOperationsFamily(),
        new TreeValidationFamily(),
        new WelcomeFamily(),
    ];

    /// <summary>Null when no family knows the format.</summary>
    internal static VectorFamily? Find(string fileName, JsonElement root) =>
        All.FirstOrDefault(family => family.Recognises(fileName, root));

    private static OutOfScopeFamily OutOfScopeWycheproof(string name, string reason, Predicate<string> schema) =>
        new(
            $"wycheproof {name}",
            reason,
            root => WycheproofFamily.SchemaOf(root) is { } found && schema(found),
            root =>
                root.GetProperty("testGroups")
                    .EnumerateArray()
                    .Sum(group => group.GetProperty("tests").GetArrayLength())
        );
}

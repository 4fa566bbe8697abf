using System.Collections.Concurrent;
using Sotto.Cli.Vectors;
using Sotto.Tests;

namespace Sotto.Mls.Tests.Cryptography;

/// <summary>The published vectors through the code of <c>sotto vectors</c>.</summary>
public sealed class VectorRunTests
{
    private static readonly ConcurrentDictionary<string, Lazy<FileReport>> Reports = new(StringComparer.Ordinal);

    /// <summary>How many cases of each file are replayed: a file that shrinks or is passed over shows.</summary>
    public static TheoryData<string, int> Replayed =>
        new()
        {
            { "hpke/rfc9180.json.gz", 64 },
            { "hpke/rfc9180-base-psk-slim.json", 48 },
            { "mls/crypto-basics.json", 7 },
            { "mls/deserialization.json", 14 },
            { "mls/interop/application.json.gz", 42 },
            { "mls/interop/commit.json.gz", 308 },
            { "mls/interop/external_join.json.gz", 42 },
            { "mls/key-schedule.json", 7 },
            { "mls/message-protection.json", 7 },
            { "mls/messages.json.gz", 300 },
            { "mls/passive-client-handling-commit.json.gz", 91 },
            { "mls/passive-client-welcome.json.gz", 56 },
            { "mls/psk_secret.json", 77 },
            { "mls/secret-tree.json", 21 },
            { "mls/transcript-hashes.json", 7 },
            { "mls/tree-math.json", 10 },
            { "mls/tree-operations.json", 5 },
            { "mls/tree-validation.json.gz", 98 },
            { "mls/treekem.json.gz", 77 },
            { "mls/welcome.json", 7 },
            { "wycheproof/aes_gcm_test.json.gz", 133 },
            { "wycheproof/chacha20_poly1305_test.json.gz", 325 },
            { "wycheproof/ecdh_secp256r1_ecpoint_test.json.gz", 355 },
            { "wycheproof/ecdh_secp384r1_ecpoint_test.json.gz", 790 },
            { "wycheproof/ecdh_secp521r1_ecpoint_test.json.gz", 661 },
            { "wycheproof/ecdsa_secp256r1_sha256_test.json.gz", 484 },
            { "wycheproof/ecdsa_secp384r1_sha384_test.json.gz", 504 },
            { "wycheproof/ecdsa_secp521r1_sha512_test.json.gz", 542 },
            { "wycheproof/ed25519_test.json.gz", 151 },
            { "wycheproof/ed448_test.json.gz", 87 },
            { "wycheproof/hkdf_sha256_test.json.gz", 86 },
            { "wycheproof/hkdf_sha384_test.json.gz", 83 },
            { "wycheproof/hkdf_sha512_test.json.gz", 83 },
            { "wycheproof/hmac_sha256_test.json.gz", 174 },
            { "wycheproof/hmac_sha384_test.json.gz", 174 },
            { "wycheproof/hmac_sha512_test.json.gz", 174 },
            { "wycheproof/x25519_test.json.gz", 518 },
            { "wycheproof/x448_test.json.gz", 510 },
        };

    [Theory]
    [MemberData(nameof(Replayed))]
    public void Every_published_case_passes(string file, int cases)
    {
        FileReport report = Run(file);
        Assert.True(report.Failed == 0, report.Line);
        Assert.Equal(cases, report.Passed);
    }

    [Theory]
    [InlineData("hpke", OutOfScopeOfHpke)]
    [InlineData("wycheproof", OutOfScopeOfWycheproof)]
    [InlineData("xwing", OutOfScopeOfXWing)]
    public void What_is_not_replayed_is_said_with_its_reason(string folder, string expected)
    {
        string readMe = FindOrSkip("README.md");
        string[] files = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(readMe)!, folder));
        IEnumerable<string> lines = files
            .Where(VectorFile.IsVector)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Replay(file, $"{folder}/{Path.GetFileName(file)}").OutOfScopeLines)
            .Select(line => line[(folder.Length + 1)..]);
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', lines));
    }

    private const string OutOfScopeOfHpke = """
        hpke-pq.json: 9 out of scope: post-quantum algorithms are not in this version
        hpke-pq.json: 4 out of scope: KDFs of one stage (SHAKE, TurboSHAKE) are in no MLS cipher suite
        rfc9180.json.gz: 64 out of scope: MLS uses no authenticated HPKE mode (2, 3)
        """;

    private const string OutOfScopeOfWycheproof = """
        aes_gcm_test.json.gz: 80 out of scope: MLS nonces have 96 bits
        aes_gcm_test.json.gz: 103 out of scope: no MLS cipher suite has keys of this size
        ecdsa_secp256r1_sha256_p1363_test.json.gz: 262 out of scope: MLS signatures are DER
        ecdsa_secp384r1_sha384_p1363_test.json.gz: 280 out of scope: MLS signatures are DER
        ecdsa_secp521r1_sha512_p1363_test.json.gz: 318 out of scope: MLS signatures are DER
        mldsa_44_verify_test.json.gz: 180 out of scope: post-quantum algorithms are not in this version
        mldsa_65_verify_test.json.gz: 210 out of scope: post-quantum algorithms are not in this version
        mldsa_87_verify_test.json.gz: 241 out of scope: post-quantum algorithms are not in this version
        mlkem_1024_encaps_test.json.gz: 269 out of scope: post-quantum algorithms are not in this version
        mlkem_1024_keygen_seed_test.json.gz: 100 out of scope: post-quantum algorithms are not in this version
        mlkem_1024_semi_expanded_decaps_test.json.gz: 9 out of scope: post-quantum algorithms are not in this version
        mlkem_1024_test.json.gz: 193 out of scope: post-quantum algorithms are not in this version
        mlkem_512_test.json.gz: 193 out of scope: post-quantum algorithms are not in this version
        mlkem_768_encaps_test.json.gz: 265 out of scope: post-quantum algorithms are not in this version
        mlkem_768_keygen_seed_test.json.gz: 100 out of scope: post-quantum algorithms are not in this version
        mlkem_768_semi_expanded_decaps_test.json.gz: 9 out of scope: post-quantum algorithms are not in this version
        mlkem_768_test.json.gz: 193 out of scope: post-quantum algorithms are not in this version
        """;

    private const string OutOfScopeOfXWing = """
        concrete-hybrid-kems.json: 30 out of scope: post-quantum algorithms are not in this version
        xwing-draft-test-vectors.json: 3 out of scope: post-quantum algorithms are not in this version
        """;

    private static FileReport Run(string file) => Replay(FindOrSkip(file), file);

    /// <summary>Each file once, whichever test asks first.</summary>
    private static FileReport Replay(string path, string shown) =>
        Reports.GetOrAdd(Path.GetFullPath(path), _ => new(() => VectorFile.Run(path, shown))).Value;

    private static string FindOrSkip(string file)
    {
        string? found = RepositoryFiles.FindVector(file);
        Assert.SkipWhen(found is null, $"The vector file {file} is absent; set SOTTO_VECTORS to its folder.");
        return found;
    }
}

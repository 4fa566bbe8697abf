using Sotto.Cli.Vectors;

namespace Sotto.Mls.Tests.Cryptography;

/// <summary>The published vectors through the code of <c>sotto vectors</c>.</summary>
public sealed class VectorRunTests(ReplayedFiles replayed) : IClassFixture<ReplayedFiles>
{
    /// <summary>How many cases of each file are replayed: a file that shrinks or is passed over shows.</summary>
    public static TheoryData<string, int> Replayed =>
        new()
        {
            { "hpke/rfc9180.json.gz", 64 },
            { "hpke/rfc9180-base-psk-slim.json", 48 },
            { "mls/crypto-basics.json", 7 },
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
        FileReport report = replayed.Report(file);
        Assert.True(report.Failed == 0, report.Line);
        Assert.Equal(cases, report.Passed);
    }

    [Theory]
    [InlineData("hpke", OutOfScopeOfHpke)]
    [InlineData("wycheproof", OutOfScopeOfWycheproof)]
    [InlineData("xwing", OutOfScopeOfXWing)]
    public void What_is_not_replayed_is_said_with_its_reason(string folder, string expected)
    {
        string vectors = Path.GetDirectoryName(ReplayedFiles.FindOrSkip("README.md"))!;
        IEnumerable<string> lines = Directory
            .GetFiles(Path.Combine(vectors, folder))
            .Where(VectorFile.IsVector)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => replayed.Report($"{folder}/{Path.GetFileName(file)}").OutOfScopeLines);
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', lines));
    }

    private const string OutOfScopeOfHpke = """
        hpke/hpke-pq.json: 9 out of scope: post-quantum algorithms are not in this version
        hpke/hpke-pq.json: 4 out of scope: KDFs of one stage (SHAKE, TurboSHAKE) are in no MLS cipher suite
        hpke/rfc9180.json.gz: 64 out of scope: MLS uses no authenticated HPKE mode (2, 3)
        """;

    private const string OutOfScopeOfWycheproof = """
        wycheproof/aes_gcm_test.json.gz: 80 out of scope: MLS nonces have 96 bits
        wycheproof/aes_gcm_test.json.gz: 103 out of scope: no MLS cipher suite has keys of this size
        wycheproof/ecdsa_secp256r1_sha256_p1363_test.json.gz: 262 out of scope: MLS signatures are DER
        wycheproof/ecdsa_secp384r1_sha384_p1363_test.json.gz: 280 out of scope: MLS signatures are DER
        wycheproof/ecdsa_secp521r1_sha512_p1363_test.json.gz: 318 out of scope: MLS signatures are DER
        wycheproof/mldsa_44_verify_test.json.gz: 180 out of scope: post-quantum algorithms are not in this version
        wycheproof/mldsa_65_verify_test.json.gz: 210 out of scope: post-quantum algorithms are not in this version
        wycheproof/mldsa_87_verify_test.json.gz: 241 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_1024_encaps_test.json.gz: 269 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_1024_keygen_seed_test.json.gz: 100 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_1024_semi_expanded_decaps_test.json.gz: 9 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_1024_test.json.gz: 193 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_512_test.json.gz: 193 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_768_encaps_test.json.gz: 265 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_768_keygen_seed_test.json.gz: 100 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_768_semi_expanded_decaps_test.json.gz: 9 out of scope: post-quantum algorithms are not in this version
        wycheproof/mlkem_768_test.json.gz: 193 out of scope: post-quantum algorithms are not in this version
        """;

    private const string OutOfScopeOfXWing = """
        xwing/concrete-hybrid-kems.json: 30 out of scope: post-quantum algorithms are not in this version
        xwing/xwing-draft-test-vectors.json: 3 out of scope: post-quantum algorithms are not in this version
        """;
}

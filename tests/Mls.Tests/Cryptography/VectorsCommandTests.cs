using System.IO.Compression;
using System.Text;
using Sotto.Cli;

namespace Sotto.Mls.Tests.Cryptography;

/// <summary>How <c>sotto vectors</c> behaves on folders that are not as they should be.</summary>
public sealed class VectorsCommandTests : IDisposable
{
    private const string GoodHmac = """
        {"algorithm":"HMACSHA256","schema":"mac_test_schema_v1.json","testGroups":[{"tests":[
          {"tcId":1,"key":"00","msg":"","tag":"b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad","result":"valid"}
        ]}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sotto-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_in_folders_below_are_replayed_packed_or_not()
    {
        Write("a.json", GoodHmac);
        Write("below/it/b.json", GoodHmac);
        Write("notes.txt", "not a vector");
        using (FileStream file = File.Create(Path.Combine(_folder, "c.json.gz")))
        using (GZipStream packed = new(file, CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(GoodHmac));
        }

        (int code, string[] lines, string error) = Run("vectors", _folder);
        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.Equal(
            [
                "a.json: wycheproof hmac: 1 passed, 0 failed",
                "below/it/b.json: wycheproof hmac: 1 passed, 0 failed",
                "c.json.gz: wycheproof hmac: 1 passed, 0 failed",
                "3 passed, 0 failed",
            ],
            lines
        );
    }

    [Fact]
    public void A_wrong_value_fails_with_its_case_and_what_differs()
    {
        Write("a.json", GoodHmac.Replace("b613", "b614", StringComparison.Ordinal));
        (int code, string[] lines, _) = Run("vectors", _folder);
        Assert.Equal(1, code);
        Assert.Equal("a.json: wycheproof hmac: 0 passed, 1 failed; first: tcId 1: tag differs", lines[0]);
        Assert.Equal("0 passed, 1 failed", lines[^1]);
    }

    [Theory]
    [InlineData("{", "malformed")]
    [InlineData("", "malformed")]
    [InlineData("[]", "no known vector format")]
    [InlineData("7", "no known vector format")]
    [InlineData("[{\"surprise\":1}]", "no known vector format")]
    [InlineData("""{"algorithm":"ML-KEM","schema":"mlkem_test","testGroups":7}""", "malformed")]
    [InlineData("""{"algorithm":"HMACSHA256","schema":"mac_test_schema_v1.json","testGroups":[]}""", "has no cases")]
    [InlineData(
        """{"algorithm":"HMACSHA256","schema":"mac_test_schema_v1.json","testGroups":[{"tests":[{"tcId":1}]}]}""",
        "tcId 1"
    )]
    [InlineData("""[{"cipher_suite":99,"ref_hash":{},"expand_with_label":{}}]""", "refused: cipher_suite_unsupported")]
    public void A_file_that_is_not_what_it_claims_is_a_failed_case(string content, string reason)
    {
        Write("a.json", content);
        (int code, string[] lines, _) = Run("vectors", _folder);
        Assert.Equal(1, code);
        Assert.Contains(reason, lines[0], StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed", lines[^1]);
    }

    [Fact]
    public void A_packed_file_that_is_not_packed_is_a_failed_case()
    {
        Write("a.json.gz", GoodHmac);
        (int code, string[] lines, _) = Run("vectors", _folder);
        Assert.Equal(1, code);
        Assert.Contains("malformed", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_vectors_is_no_success()
    {
        (int code, string[] lines, string error) = Run("vectors", _folder);
        Assert.Equal(1, code);
        Assert.Equal(["0 passed, 0 failed"], lines);
        Assert.Contains("no vectors", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_what_was_typed_is_one_line_and_two()
    {
        string[][] mistakes =
        [
            [],
            ["vectors"],
            ["vectors", "a", "b"],
            ["other"],
            ["vectors", _folder + "/no"],
        ];
        foreach (string[] typed in mistakes)
        {
            (int code, string[] lines, string error) = Run(typed);
            Assert.Equal(2, code);
            Assert.Empty(lines);
            Assert.Single(error.Trim().Split('\n'));
        }
    }

    private static (int Code, string[] Lines, string Error) Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(args, output, error);
        return (
            code,
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries),
            error.ToString()
        );
    }

    private void Write(string name, string content)
    {
        string file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sotto.Tests;

namespace Sotto.Architecture.Tests;

/// <summary>
/// <c>docs/asvs.json</c> answers each requirement of the chapters it covers: with tests that exist, with a reason why it
/// does not apply, or openly with what is missing. <c>docs/asvs.md</c> is the same to read.
/// </summary>
public sealed class AsvsTests
{
    private const string Data = "docs/asvs.json";
    private const string Page = "docs/asvs.md";

    /// <summary>Set to write the page anew.</summary>
    private const string WriteVariable = "WRITE_DOCS";

    private sealed record Answer(string Id, int Level, string State, string Says, IReadOnlyList<string> Tests);

    private sealed record Book(string Standard, IReadOnlyList<string> Covers, IReadOnlyList<Answer> Requirements);

    private sealed record Requirement(
        [property: JsonPropertyName("section_id")] string SectionId,
        [property: JsonPropertyName("req_id")] string Id,
        [property: JsonPropertyName("L")] string Level
    );

    [Fact]
    public void Every_requirement_of_levels_1_and_2_of_the_chapters_is_answered_once()
    {
        Book book = Read();
        Assert.Equal(book.Requirements.Count, book.Requirements.DistinctBy(answer => answer.Id).Count());
        string standard = Path.Combine(RepositoryFiles.Root, "..", "shared", "standards", "asvs-5.0.json");
        if (!File.Exists(standard))
        {
            Assert.Skip("The standard is not beside the repository, so only the answers are checked.");
        }

        Assert.Equal(
            Published(standard, book.Covers).Order(StringComparer.Ordinal),
            book.Requirements.Select(answer => $"{answer.Id} L{answer.Level}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void An_answer_is_met_by_tests_that_run_excluded_with_a_reason_or_open()
    {
        List<string> wrong = [];
        foreach (Answer answer in Read().Requirements)
        {
            bool isWhole = answer.State switch
            {
                "met" => answer.Tests.Count > 0,
                "excluded" => answer.Tests.Count == 0,
                "open" => true,
                _ => false,
            };
            if (!isWhole || answer.Says.Length == 0)
            {
                wrong.Add($"{answer.Id} is {answer.State} with {answer.Tests.Count} tests");
            }

            wrong.AddRange(answer.Tests.Where(test => !Exists(test)).Select(test => $"{answer.Id}: no test {test}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_page_is_what_the_data_say()
    {
        string page = Write(Read());
        if (Environment.GetEnvironmentVariable(WriteVariable) is not null)
        {
            File.WriteAllText(Path.Combine(RepositoryFiles.Root, Page), page);
        }

        Assert.True(
            SourceTree.Read(Page) == page,
            $"{Page} is out of date; {WriteVariable}=1 with this test writes it anew."
        );
    }

    private static Book Read() =>
        JsonSerializer.Deserialize<Book>(SourceTree.Read(Data), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException($"{Data} is empty.");

    private static IEnumerable<string> Published(string file, IReadOnlyList<string> covers)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        return document
            .RootElement.GetProperty("requirements")
            .Deserialize<List<Requirement>>()!
            .Where(requirement => requirement.Level is "1" or "2" && covers.Any(part => IsWithin(requirement, part)))
            .Select(requirement => $"{requirement.Id} L{requirement.Level}")
            .ToList();
    }

    private static bool IsWithin(Requirement requirement, string part) =>
        requirement.SectionId == part || requirement.SectionId.StartsWith(part + ".", StringComparison.Ordinal);

    private static bool Exists(string test)
    {
        string[] parts = test.Split(' ', 2);
        return parts.Length == 2 && SourceTree.Exists(parts[0]) && TestNames.IsTest(parts[0], parts[1]);
    }

    private static string Write(Book book)
    {
        StringBuilder page = new();
        int Count(string state) => book.Requirements.Count(answer => answer.State == state);
        page.Append(CultureInfo.InvariantCulture, $"# {book.Standard}, levels 1 and 2\n\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"Written from `{Data}` by a test, which also sees that each named test exists. Parts covered so far: {string.Join(", ", book.Covers)}. "
        );
        page.Append(
            CultureInfo.InvariantCulture,
            $"{Count("met")} met, {Count("excluded")} do not apply, {Count("open")} open.\n\n"
        );
        page.Append("| Requirement | Level | State | How | Shown by |\n|---|---|---|---|---|\n");
        foreach (Answer answer in book.Requirements)
        {
            IEnumerable<string> tests = answer.Tests.Select(test =>
                $"`{test.Split(' ')[1]}` ({Path.GetFileNameWithoutExtension(test.Split(' ')[0])})"
            );
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {answer.Id} | {answer.Level} | {answer.State} | {answer.Says} | {string.Join(", ", tests)} |\n"
            );
        }

        return page.ToString();
    }
}

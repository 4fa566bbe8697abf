using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Sotto.Architecture.Tests;

/// <summary>
/// The compiler refuses banned symbols; these tests look at what it produced, so that a list that is no longer read, or a
/// warning that somebody turned off, shows.
/// </summary>
public sealed class BannedSymbolTests
{
    private static readonly string[] Assemblies =
    [
        "sotto-server.dll",
        "Sotto.Mls.dll",
        "Sotto.Protocol.dll",
        "Sotto.Storage.dll",
    ];

    public static TheoryData<string> Ours => [.. Assemblies];

    [Fact]
    public void The_server_references_nothing_that_can_hold_a_chat_key()
    {
        ImmutableArray<string> types = TypesUsedBy("sotto-server.dll");
        Assert.Contains("Sotto.Mls.MlsFraming", types);
        Assert.DoesNotContain(types, type => type.StartsWith("Sotto.Mls.Groups.", StringComparison.Ordinal));
        Assert.DoesNotContain(types, type => type.StartsWith("Sotto.Mls.KeySchedule.", StringComparison.Ordinal));
        Assert.DoesNotContain(
            types,
            type =>
                type.StartsWith("Sotto.Mls.", StringComparison.Ordinal)
                && type.EndsWith(".Secret", StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void Nothing_uses_the_machines_clock_weak_hashes_or_guessable_numbers(string assembly)
    {
        ImmutableArray<string> types = TypesUsedBy(assembly);
        Assert.DoesNotContain("System.Random", types);
        Assert.DoesNotContain("System.Security.Cryptography.MD5", types);
        Assert.DoesNotContain("System.Security.Cryptography.SHA1", types);

        ImmutableArray<string> members = MembersUsedBy(assembly);
        Assert.DoesNotContain("System.DateTime.get_UtcNow", members);
        Assert.DoesNotContain("System.DateTime.get_Now", members);
        Assert.DoesNotContain("System.DateTimeOffset.get_UtcNow", members);
        Assert.DoesNotContain("System.DateTimeOffset.get_Now", members);
        Assert.DoesNotContain("System.Guid.NewGuid", members);
        Assert.DoesNotContain("System.Threading.Thread.Sleep", members);
    }

    [Fact]
    public void The_lists_are_read_by_every_build()
    {
        XDocument build = XDocument.Parse(SourceTree.Read("Directory.Build.props"));
        IEnumerable<string?> files = build
            .Descendants("AdditionalFiles")
            .Select(file => file.Attribute("Include")?.Value);
        Assert.Equal(2, files.Count(file => file!.EndsWith("BannedSymbols.txt", StringComparison.Ordinal)));
        Assert.Contains(
            "N:Sotto.Mls.Groups;",
            SourceTree.Read("src/Server/BannedSymbols.txt"),
            StringComparison.Ordinal
        );
        Assert.Contains("P:System.DateTime.UtcNow;", SourceTree.Read("BannedSymbols.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_class_that_maps_endpoints_may_lift_a_ban()
    {
        IEnumerable<string> lifting = SourceTree
            .Files("src", ".cs", ".csproj", ".props", ".editorconfig")
            .Where(file => SourceTree.Read(file).Contains("RS0030", StringComparison.Ordinal));
        Assert.Equal(["src/Server/Http/Routes.cs"], lifting);
    }

    private static ImmutableArray<string> TypesUsedBy(string assembly) =>
        Inspect(
            assembly,
            reader => reader.TypeReferences.Select(handle => NameOf(reader, reader.GetTypeReference(handle)))
        );

    private static ImmutableArray<string> MembersUsedBy(string assembly) =>
        Inspect(
            assembly,
            reader =>
                reader
                    .MemberReferences.Select(reader.GetMemberReference)
                    .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                    .Select(member =>
                        NameOf(reader, reader.GetTypeReference((TypeReferenceHandle)member.Parent))
                        + "."
                        + reader.GetString(member.Name)
                    )
        );

    private static ImmutableArray<string> Inspect(string assembly, Func<MetadataReader, IEnumerable<string>> find)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly));
        using PEReader image = new(file);
        return [.. find(image.GetMetadataReader())];
    }

    private static string NameOf(MetadataReader reader, TypeReference type) =>
        $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
}

namespace Sotto.Mls.Benchmarks;

/// <summary>A group to measure in: its cipher suite, how many it has, and whether its tree is full of keys or blank.</summary>
public sealed record GroupShape(int Suite, int Members, bool IsFull)
{
    private static readonly int[] Sizes = [2, 10, 100, 1_000];

    /// <summary>Whether everything is measured, or of the other suites only one group.</summary>
    public static bool IsEverything { get; set; }

    /// <summary>For what depends on the tree: full ones of each size and blank ones.</summary>
    public static IEnumerable<GroupShape> Trees =>
        IsEverything
            ? [.. Suites.SelectMany(AllOf)]
            : [.. AllOf(1), new(2, 10, IsFull: true), new(3, 10, IsFull: true)];

    /// <summary>For what hardly depends on how full it is.</summary>
    public static IEnumerable<GroupShape> FullTrees => Trees.Where(shape => shape.IsFull);

    /// <summary>The suites of RFC 9420 that browsers can do as well.</summary>
    public static IEnumerable<int> Suites => [1, 2, 3];

    /// <summary>As the report names it.</summary>
    public override string ToString() => $"suite {Suite}, {Members} members, {(IsFull ? "full" : "blank")}";

    private static IEnumerable<GroupShape> AllOf(int suite) =>
        [
            .. Sizes.Select(members => new GroupShape(suite, members, IsFull: true)),
            // Two members have one parent, which is blank until either commits; that says nothing about size.
            .. Sizes.Where(members => members > 2).Select(members => new GroupShape(suite, members, IsFull: false)),
        ];
}

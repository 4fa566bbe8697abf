namespace Sotto.Mls.Fuzz;

/// <summary>What is fed, and what it is fed at first.</summary>
internal sealed record Target(string Name, Target.Body Feed, Func<IEnumerable<byte[]>> Seeds)
{
    internal delegate void Body(ReadOnlySpan<byte> input);
}

/// <summary>A new target is one line here.</summary>
internal static class Targets
{
    internal static readonly IReadOnlyList<Target> All =
    [
        new("message", static input => MlsFraming.Parse(input), Seeds.Messages),
        new("tree", static input => RatchetTree.Parse(input).Members.Count(), Seeds.Trees),
    ];

    internal static Target Find(string name) =>
        All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"There is no fuzz target \"{name}\".", nameof(name));
}

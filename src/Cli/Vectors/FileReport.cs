using System.Globalization;

namespace Sotto.Cli.Vectors;

/// <summary>The outcome of one file.</summary>
/// <param name="file">What lines call it.</param>
internal sealed class FileReport(string file)
{
    private readonly List<KeyValuePair<string, int>> _outOfScope = [];

    internal string Family { get; set; } = "unknown";

    internal int Passed { get; private set; }

    internal int Failed { get; private set; }

    internal VectorResult.Failed? FirstFailure { get; private set; }

    internal bool IsEmpty => Passed + Failed + _outOfScope.Count == 0;

    /// <summary>One line per reason: file, count, reason.</summary>
    internal IEnumerable<string> OutOfScopeLines =>
        _outOfScope.Select(entry =>
            string.Create(CultureInfo.InvariantCulture, $"{file}: {entry.Value} out of scope: {entry.Key}")
        );

    /// <summary>File, family, counts, and the first failure if there is one.</summary>
    internal string Line
    {
        get
        {
            string failure = FirstFailure is { } first ? $"; first: {first.Case}: {first.Reason}" : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{file}: {Family}: {Passed} passed, {Failed} failed{failure}"
            );
        }
    }

    internal void Add(VectorResult result)
    {
        switch (result)
        {
            case VectorResult.Failed failed:
                Failed++;
                FirstFailure ??= failed;
                break;
            case VectorResult.OutOfScope outOfScope:
                Count(outOfScope.Reason);
                break;
            default:
                Passed++;
                break;
        }
    }

    private void Count(string reason)
    {
        int index = _outOfScope.FindIndex(entry => entry.Key == reason);
        if (index < 0)
        {
            _outOfScope.Add(new(reason, 1));
        }
        else
        {
            _outOfScope[index] = new(reason, _outOfScope[index].Value + 1);
        }
    }
}

using Sotto.Mls;

namespace Sotto.Cli.Vectors;

/// <summary>Comparisons with published values; each throws <see cref="VectorMismatchException" /> on a difference.</summary>
internal static class Expect
{
    internal static void Equal(string what, ReadOnlySpan<byte> published, ReadOnlySpan<byte> ours)
    {
        if (!published.SequenceEqual(ours))
        {
            throw new VectorMismatchException($"{what} differs");
        }
    }

    internal static void True(string what, bool condition)
    {
        if (!condition)
        {
            throw new VectorMismatchException(what);
        }
    }

    /// <summary>Hostile input has to throw <see cref="MlsException" />, and with this rule where one is named.</summary>
    internal static void Refused(string what, Action attempt, string? rule = null)
    {
        try
        {
            attempt();
        }
        catch (MlsException e) when (rule is null || e.Rule == rule)
        {
            return;
        }

        throw new VectorMismatchException($"accepted {what}");
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;

namespace Sotto.Server.Http;

/// <summary>Why something is not done: a problem code, and a sentence or rule name that repeats nothing of the input.</summary>
internal sealed record Refusal(string Code, string? Detail = null)
{
    public static Refusal Malformed(string detail) => new(ProblemCodes.Malformed, detail);

    public ProblemHttpResult ToProblem() => Problems.Of(Code, Detail);
}

/// <summary>What a check found: the value it vouches for, or the refusal. There is no way to the value past the question.</summary>
internal sealed class Checked<T>
    where T : class
{
    private readonly T? _value;
    private readonly Refusal? _refusal;

    private Checked(T? value, Refusal? refusal)
    {
        _value = value;
        _refusal = refusal;
    }

    /// <summary>Whether the check passed; exactly one of the two comes out.</summary>
    public bool Passed([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = _refusal;
        return value is not null;
    }

    public static implicit operator Checked<T>(T value) => new(value, null);

    public static implicit operator Checked<T>(Refusal refusal) => new(null, refusal);
}

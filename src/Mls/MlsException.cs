using System.Diagnostics.CodeAnalysis;

namespace Sotto.Mls;

/// <summary>
/// Input from outside breaks a rule of RFC 9420. Nothing was changed when this is thrown; the input is to be refused.
/// </summary>
/// <remarks>The message names only the rule, never the input, so it is safe in logs.</remarks>
public sealed class MlsException : Exception
{
    internal MlsException(string rule)
        : base(rule) => Rule = rule;

    /// <summary>Refuses what does not fulfil the condition.</summary>
    internal static void Require([DoesNotReturnIf(false)] bool condition, string rule)
    {
        if (!condition)
        {
            throw new MlsException(rule);
        }
    }

    /// <summary>The stable name of the broken rule, in snake_case.</summary>
    public string Rule { get; }
}

namespace Sotto.Protocol;

/// <summary>
/// Input from outside breaks a rule of the protocol. Nothing was changed when this is thrown; the input is to be refused.
/// </summary>
/// <remarks>The message names only the rule, never the input, so it is safe in logs.</remarks>
public abstract class ProtocolException : Exception
{
    private protected ProtocolException(string rule, Exception? cause = null)
        : base(rule, cause) => Rule = rule;

    /// <summary>The stable name of the broken rule, in snake_case.</summary>
    public string Rule { get; }
}

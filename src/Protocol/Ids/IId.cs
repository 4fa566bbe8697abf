namespace Sotto.Protocol;

/// <summary>
/// An id: a type prefix and 128 random bits. Each kind is a type of its own, so that the compiler, the JSON reader and
/// route binding all refuse an id of one kind where another is meant.
/// </summary>
/// <typeparam name="TSelf">The implementing id.</typeparam>
public interface IId<TSelf> : IParsable<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The prefix with its underscore, such as <c>dev_</c>.</summary>
    static abstract string Prefix { get; }

    /// <summary>The random part.</summary>
    UInt128 Bits { get; }

    /// <summary>The id with these bits.</summary>
    internal static abstract TSelf FromBits(UInt128 bits);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) => IdText.Parse<TSelf>(s);

    static bool IParsable<TSelf>.TryParse(string? s, IFormatProvider? provider, out TSelf result) =>
        IdText.TryParse(s, out result);
}

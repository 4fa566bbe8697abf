using Sotto.Protocol;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>
/// The name that is typed beside a password: letters and digits of ASCII and <c>. _ - @ +</c>, in lower case, without the
/// spaces around it. So narrow because it is one per server: two names that look alike must not be two accounts.
/// </summary>
internal sealed record SignInName
{
    private const string Punctuation = "._-@+";

    private SignInName(string text) => Text = text;

    public string Text { get; }

    /// <summary>Null for what no name can be.</summary>
    public static SignInName? Parse(string text)
    {
        string name = text.Trim().ToLowerInvariant();
        bool isName = name.Length is > 0 and <= Limits.NameCharacters && name.All(IsAllowed);
        return isName ? new SignInName(name) : null;
    }

    private static bool IsAllowed(char character) =>
        char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || Punctuation.Contains(character);
}

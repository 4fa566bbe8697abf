using System.Text;
using Sotto.Protocol;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>A password that may be set. Only <see cref="PasswordRules"/> makes one.</summary>
internal sealed class AcceptedPassword
{
    internal AcceptedPassword(string text) => Text = text;

    public string Text { get; }

    /// <summary>Silent about the password.</summary>
    public override string ToString() => nameof(AcceptedPassword);
}

/// <summary>
/// Which passwords may be set (NIST SP 800-63B-4, 3.1.1): long enough, not among the first that anybody tries, and not
/// the name beside it. No rules about kinds of characters: those make passwords predictable.
/// </summary>
internal static class PasswordRules
{
    public const string TooShort = "too_short";
    public const string TooLong = "too_long";
    public const string Common = "common";
    public const string HasName = "has_name";
    public const string HasContext = "has_context";

    private const string Product = "sotto";

    /// <summary>A shorter name, say "jo", is in many good passwords by chance.</summary>
    private const int ShortestTellingName = 4;

    /// <summary>
    /// The detail of a refusal names the rule and repeats nothing of the password. <paramref name="context"/> is what
    /// everybody who knows the company would try: its name and the person's.
    /// </summary>
    public static Checked<AcceptedPassword> Check(string password, SignInName name, IEnumerable<string> context)
    {
        int characters = password.EnumerateRunes().Count();
        string? broken =
            characters < Limits.ShortestPassword ? TooShort
            : characters > Limits.LongestPassword ? TooLong
            : NamesSomebody(password, name) ? HasName
            : CommonPasswords.Contains(password.Trim()) ? Common
            : IsAllContext(password, context) ? HasContext
            : null;
        return broken is null ? new AcceptedPassword(password) : new Refusal(ProblemCodes.WeakPassword, broken);
    }

    /// <summary>
    /// Whether too little remains once the words of the context are gone (OWASP ASVS 6.2.11). Such a word in a long
    /// sentence does no harm; "Riverside2026!" is the second thing that anybody tries.
    /// </summary>
    private static bool IsAllContext(string password, IEnumerable<string> context)
    {
        IEnumerable<string> words = context
            .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word.Length >= ShortestTellingName)
            .Append(Product)
            .OrderByDescending(word => word.Length);
        string rest = words.Aggregate(
            password,
            (left, word) => left.Replace(word, "", StringComparison.OrdinalIgnoreCase)
        );
        return rest.Length < password.Length && rest.EnumerateRunes().Count() < Limits.ShortestPassword;
    }

    private static bool NamesSomebody(string password, SignInName name)
    {
        string person = name.Text.Split('@')[0];
        return password.Equals(name.Text, StringComparison.OrdinalIgnoreCase)
            || (person.Length >= ShortestTellingName && password.Contains(person, StringComparison.OrdinalIgnoreCase));
    }
}

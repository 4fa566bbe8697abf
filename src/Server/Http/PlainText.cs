using System.Globalization;

namespace Sotto.Server.Http;

/// <summary>Names and greetings that people typed and others will read.</summary>
internal static class PlainText
{
    /// <summary>The trimmed text, or null when nothing is left, it is too long, or it holds what is not to be shown.</summary>
    public static string? Clean(string text, int longest, bool lines = false)
    {
        string trimmed = text.Trim();
        bool fits = trimmed.Length > 0 && trimmed.Length <= longest;
        return fits && !trimmed.Any(character => IsHidden(character, lines)) ? trimmed : null;
    }

    /// <summary>Control characters, and those that turn the direction of the text around them: one name could pass as another.</summary>
    private static bool IsHidden(char character, bool lines) =>
        character == '\n'
            ? !lines
            : char.GetUnicodeCategory(character)
                is UnicodeCategory.Control
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

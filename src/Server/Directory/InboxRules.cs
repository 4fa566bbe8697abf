using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;

namespace Sotto.Server.Directory;

/// <summary>What an inbox may be called and where it may be embedded.</summary>
internal static class InboxRules
{
    private const int LongestSite = 255;

    public static Checked<Inbox> Check(NewInbox request)
    {
        if (PlainText.Clean(request.Name, Limits.NameCharacters) is not { } name)
        {
            return Refusal.Malformed("The inbox's name is not usable.");
        }

        bool isSilent = request.Greeting.Trim().Length == 0;
        string? greeting = isSilent ? "" : PlainText.Clean(request.Greeting, Limits.GreetingCharacters, lines: true);
        if (greeting is null)
        {
            return Refusal.Malformed("The greeting is not usable.");
        }

        return SiteOf(request.Site) is { } site
            ? new Inbox(request.Id, name, greeting, [site])
            : Refusal.Malformed("The site must be an origin such as https://www.example.org.");
    }

    /// <summary>
    /// The origin in the one spelling that goes into <c>frame-ancestors</c>, or null. Plain HTTP counts on this machine
    /// only: anywhere else whoever sits on the line could put the chat into a page of their own.
    /// </summary>
    public static string? SiteOf(string text)
    {
        bool isOrigin =
            text.Length <= LongestSite
            && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && uri.PathAndQuery == "/"
            && uri.Fragment.Length == 0
            && uri.UserInfo.Length == 0;
        if (!isOrigin)
        {
            return null;
        }

        Uri origin = new(text);
        string host = origin.HostNameType == UriHostNameType.IPv6 ? origin.Host : origin.IdnHost;
        string port = origin.IsDefaultPort ? "" : $":{origin.Port}";
        // The text becomes part of a header: nothing that could end the directive or widen it.
        return host.Length > 0 && host.All(IsHostCharacter) ? $"{origin.Scheme}://{host}{port}" : null;
    }

    private static bool IsHostCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or ':' or '[' or ']';
}

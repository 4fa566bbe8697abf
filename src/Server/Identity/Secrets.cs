using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sotto.Server.Identity;

/// <summary>
/// Bearer secrets: session cookies, access tokens, set-up and invitation links. 256 random bits leave the server once;
/// only their SHA-256 is stored, which needs no salt because there is nothing to guess.
/// </summary>
internal static class Secrets
{
    private const int Size = 32;
    private const int TextLength = 43;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The stored form, or null for text that no secret of ours can have.</summary>
    public static byte[]? HashOf(string? secret) =>
        secret is { Length: TextLength } ? SHA256.HashData(Encoding.ASCII.GetBytes(secret)) : null;
}

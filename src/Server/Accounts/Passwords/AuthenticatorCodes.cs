using System.Security.Cryptography;
using OtpNet;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>Codes of authenticator apps: RFC 6238 with what every app understands, SHA-1, six digits, 30 seconds.</summary>
internal static class AuthenticatorCodes
{
    public const int Digits = 6;
    public const int SecretSize = 20;
    private const int Seconds = 30;

    /// <summary>Clocks of phones drift: the code before and the one after count too (RFC 6238, 5.2).</summary>
    private static readonly VerificationWindow Drift = new(previous: 1, future: 1);

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretSize);

    /// <summary>The time step that a code belongs to, or null when it is of none that counts now.</summary>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now)
    {
        bool isCode = code.Length == Digits && code.All(char.IsAsciiDigit);
        Totp totp = new(secret, Seconds, OtpHashMode.Sha1, Digits);
        return isCode && totp.VerifyTotp(now.UtcDateTime, code, out long step, Drift) ? step : null;
    }

    public static string TextOf(byte[] secret) => Base32Encoding.ToString(secret);

    /// <summary>
    /// What a QR code for the app says. Its label is the person's own name, not the sign-in name: apps show it to bystanders.
    /// </summary>
    public static string UriOf(byte[] secret, string organisation, string person)
    {
        string issuer = Uri.EscapeDataString($"Sotto {organisation.Replace(':', ' ')}");
        string label = Uri.EscapeDataString(person.Replace(':', ' '));
        return $"otpauth://totp/{issuer}:{label}?secret={TextOf(secret)}&issuer={issuer}&algorithm=SHA1&digits={Digits}&period={Seconds}";
    }
}

using System.Formats.Cbor;
using Microsoft.AspNetCore.Identity;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;

namespace Sotto.Server.Accounts;

/// <summary>What we demand of passkeys beyond the framework's checks, and what we tell it to demand.</summary>
internal static class PasskeyRules
{
    private const int Es256 = -7;
    private const int Rs256 = -257;

    // Authenticator data (WebAuthn level 3, section 6.1): 32 bytes hash of the relying party id, then the flags.
    private const int FlagsAt = 32;
    private const int ShortestAuthenticatorData = 37;
    private const int AuthenticatorIdSize = 16;
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;

    private static readonly string[] KnownTransports = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

    public static void Configure(IdentityPasskeyOptions options, ServerSettings settings)
    {
        options.ServerDomain = new Uri(settings.PublicOrigin).Host;
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.AttestationConveyancePreference = "none";
        options.IsAllowedAlgorithm = algorithm => algorithm is Es256 or Rs256;
        // One origin from the settings. The framework's own rule compares with a header of the same request, which
        // whoever sends the request chooses.
        options.ValidateOrigin = context =>
            ValueTask.FromResult(
                !context.CrossOrigin && context.TopOrigin is null && context.Origin == settings.PublicOrigin
            );
    }

    /// <summary>Whether the outer form is that of a passkey answer whose two spellings of the id agree.</summary>
    public static bool IsWellFormed(string id, Bytes rawId, string type) =>
        type == "public-key" && id == rawId.ToBase64Url();

    /// <summary>
    /// Whether the authenticator says that it saw the person and checked who it is. Checked here as well, so that a
    /// changed default of the framework can never turn a passkey into a single factor.
    /// </summary>
    public static bool SawAndVerifiedUser(ReadOnlySpan<byte> authenticatorData) =>
        authenticatorData.Length >= ShortestAuthenticatorData
        && (authenticatorData[FlagsAt] & (UserPresent | UserVerified)) == (UserPresent | UserVerified);

    /// <summary>The authenticator data inside an attestation object (section 6.5), or null when it is not one.</summary>
    public static byte[]? AuthenticatorDataOf(Bytes attestationObject)
    {
        try
        {
            CborReader reader = new(attestationObject.Memory, CborConformanceMode.Strict);
            int? members = reader.ReadStartMap();
            for (int member = 0; member < members; member++)
            {
                if (reader.ReadTextString() == "authData")
                {
                    return reader.ReadByteString();
                }

                reader.SkipValue();
            }

            return null;
        }
        catch (Exception error) when (error is CborContentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The AAGUID in the authenticator data of a new passkey (section 6.5.1), or zero where there is none.</summary>
    public static Guid AuthenticatorOf(ReadOnlySpan<byte> authenticatorData) =>
        authenticatorData.Length >= ShortestAuthenticatorData + AuthenticatorIdSize
            ? new Guid(authenticatorData.Slice(ShortestAuthenticatorData, AuthenticatorIdSize), bigEndian: true)
            : Guid.Empty;

    /// <summary>The transports worth remembering; a browser may send any text here.</summary>
    public static IReadOnlyList<string> Transports(AttestationResponse response) =>
        KnownTransports.Intersect(response.Transports ?? [], StringComparer.Ordinal).ToList();
}

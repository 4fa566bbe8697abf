using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Tests.Harness;

/// <summary>What a dishonest browser or authenticator changes about an otherwise honest answer.</summary>
internal sealed record Forgery
{
    public const byte UserPresent = 0x01;
    public const byte UserVerified = 0x04;

    public static Forgery None { get; } = new();

    public byte Flags { get; init; } = UserPresent | UserVerified;
    public string? Origin { get; init; }
    public string? Type { get; init; }
    public string? RelyingParty { get; init; }
    public bool CrossOrigin { get; init; }
    public string? TopOrigin { get; init; }
    public byte[]? Challenge { get; init; }
    public uint? Count { get; init; }
    public byte[]? UserHandle { get; init; }
    public bool BreakSignature { get; init; }
}

/// <summary>A passkey in software (ES256): enough of WebAuthn level 3 to be believed, and to lie when told to.</summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _credentialId = RandomNumberGenerator.GetBytes(32);
    private byte[] _userHandle = [];

    /// <summary>The counter of the last answer.</summary>
    public uint Count { get; set; } = 1;

    /// <summary>The product's id (AAGUID) that a new passkey tells.</summary>
    public Guid Product { get; init; }

    public Bytes CredentialId => new(_credentialId);

    public RegistrationCredential Register(PasskeyOptions options, string origin, Forgery? forgery = null)
    {
        Forgery change = forgery ?? Forgery.None;
        JsonElement publicKey = options.PublicKey;
        _userHandle = Decode(publicKey.GetProperty("user").GetProperty("id"));
        string relyingParty = change.RelyingParty ?? publicKey.GetProperty("rp").GetProperty("id").GetString()!;
        byte[] clientData = ClientData("webauthn.create", publicKey, origin, change);
        byte[] authenticatorData =
        [
            .. AuthenticatorData(relyingParty, (byte)(change.Flags | HasCredential), change),
            .. Product.ToByteArray(bigEndian: true),
            .. BigEndian((ushort)_credentialId.Length),
            .. _credentialId,
            .. CoseKey(),
        ];
        return new RegistrationCredential(
            CredentialId.ToBase64Url(),
            CredentialId,
            "public-key",
            new AttestationResponse(
                new Bytes(clientData),
                new Bytes(AttestationObject(authenticatorData)),
                ["internal"]
            ),
            new NoExtensionResults()
        );
    }

    public AssertionCredential Use(PasskeyOptions options, string origin, Forgery? forgery = null)
    {
        Forgery change = forgery ?? Forgery.None;
        JsonElement publicKey = options.PublicKey;
        string relyingParty = change.RelyingParty ?? publicKey.GetProperty("rpId").GetString()!;
        byte[] clientData = ClientData("webauthn.get", publicKey, origin, change);
        Count++;
        byte[] authenticatorData = AuthenticatorData(relyingParty, change.Flags, change);
        byte[] signature = _key.SignData(
            [.. authenticatorData, .. SHA256.HashData(clientData)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        if (change.BreakSignature)
        {
            signature[^1] ^= 1;
        }

        return new AssertionCredential(
            CredentialId.ToBase64Url(),
            CredentialId,
            "public-key",
            new AssertionResponse(
                new Bytes(clientData),
                new Bytes(authenticatorData),
                new Bytes(signature),
                new Bytes(change.UserHandle ?? _userHandle)
            ),
            new NoExtensionResults()
        );
    }

    public void Dispose() => _key.Dispose();

    private static byte[] ClientData(string type, JsonElement publicKey, string origin, Forgery change)
    {
        Dictionary<string, object> members = new(StringComparer.Ordinal)
        {
            ["type"] = change.Type ?? type,
            ["challenge"] = StrictBase64Url.Encode(change.Challenge ?? Decode(publicKey.GetProperty("challenge"))),
            ["origin"] = change.Origin ?? origin,
            ["crossOrigin"] = change.CrossOrigin,
        };
        if (change.TopOrigin is not null)
        {
            members["topOrigin"] = change.TopOrigin;
        }

        return JsonSerializer.SerializeToUtf8Bytes(members);
    }

    private byte[] AuthenticatorData(string relyingParty, byte flags, Forgery change)
    {
        byte[] count = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(count, change.Count ?? Count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(relyingParty)), flags, .. count];
    }

    private static byte[] AttestationObject(byte[] authenticatorData)
    {
        CborWriter writer = new(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString(authenticatorData);
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>COSE_Key (RFC 9052, section 7) of an ES256 key.</summary>
    private byte[] CoseKey()
    {
        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        CborWriter writer = new(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(5);
        writer.WriteInt32(1);
        writer.WriteInt32(2);
        writer.WriteInt32(3);
        writer.WriteInt32(-7);
        writer.WriteInt32(-1);
        writer.WriteInt32(1);
        writer.WriteInt32(-2);
        writer.WriteByteString(point.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(point.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static byte[] BigEndian(ushort value)
    {
        byte[] bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Decode(JsonElement text) => Bytes.FromBase64Url(text.GetString()!).ToArray();
}

namespace Sotto.Protocol;

/// <summary>Bounds that server and clients agree on.</summary>
public static class Limits
{
    /// <summary>Largest ordinary request body.</summary>
    public const int BodyBytes = 256 * 1024;

    /// <summary>Largest request body that carries group messages (commits, Welcomes, group info).</summary>
    public const int GroupMessageBytes = 1024 * 1024;

    /// <summary>Longest text of one message.</summary>
    public const int TextCharacters = 10_000;

    /// <summary>Longest name of an organisation, inbox, person or device.</summary>
    public const int NameCharacters = 80;

    /// <summary>Shortest password; there is always a second factor beside it.</summary>
    public const int ShortestPassword = 8;

    /// <summary>Longest password, in characters.</summary>
    public const int LongestPassword = 128;

    /// <summary>Most passkeys of one person.</summary>
    public const int Passkeys = 20;

    /// <summary>Fewest ways into a vault: one lost must not lose everything.</summary>
    public const int FewestVaultWays = 2;

    /// <summary>Most ways into a vault.</summary>
    public const int VaultWays = 10;

    /// <summary>Length of what lets a new device of a customer in, and of its hash.</summary>
    public const int VaultAccessBytes = 32;

    /// <summary>Most devices of one customer.</summary>
    public const int CustomerDevices = 10;

    /// <summary>Largest vault key as one way wraps it.</summary>
    public const int WrappedVaultKeyBytes = 256;

    /// <summary>Largest sealed part of a conversation's history: 64 KiB, its nonce and tag, with room for a later format.</summary>
    public const int VaultPartBytes = (64 * 1024) + 64;

    /// <summary>Most parts of one conversation's history.</summary>
    public const int VaultParts = 1024;

    /// <summary>Largest sealed record of a vault's keys: 4 KiB, its nonce and tag, with room for a later format.</summary>
    public const int VaultKeysBytes = (4 * 1024) + 64;

    /// <summary>Largest sealed record of what certifies: 4 KiB, its nonce and tag, with room for a later format.</summary>
    public const int SealedRootBytes = (4 * 1024) + 64;

    /// <summary>Most API tokens of one person at a time.</summary>
    public const int ApiTokens = 20;

    /// <summary>Longest name of an API token.</summary>
    public const int ApiTokenNameCharacters = 60;

    /// <summary>Longest life of an API token, in days.</summary>
    public const int ApiTokenDays = 90;

    /// <summary>Longest greeting of an inbox.</summary>
    public const int GreetingCharacters = 500;

    /// <summary>Most devices a customer draws from an inbox's roster at first contact.</summary>
    public const int RosterDevices = 16;

    /// <summary>Most devices in one conversation; clients refuse larger groups.</summary>
    public const int GroupMembers = 128;

    /// <summary>Most key packages in one upload.</summary>
    public const int KeyPackagesPerUpload = 100;

    /// <summary>Most key packages stored for one device, last-resort ones not counted.</summary>
    public const int KeyPackageStock = 200;

    /// <summary>Largest key package that asks for admission: a credential and what stands around it.</summary>
    public const int AdmissionBytes = CredentialBytes + (8 * 1024);

    /// <summary>Most requests for admission on one page.</summary>
    public const int AdmissionsListed = 50;

    /// <summary>Most sockets of one device at a time (browser tabs).</summary>
    public const int SocketsPerDevice = 8;

    /// <summary>Longest compact JWS that is looked at, but for the two kinds below.</summary>
    public const int JwsCharacters = 8 * 1024;

    /// <summary>Longest agent certificate: one that names every inbox it may.</summary>
    public const int AgentCertificateCharacters = 16 * 1024;

    /// <summary>Longest revocation list.</summary>
    public const int RevocationListCharacters = 256 * 1024;

    /// <summary>Longest identity in an MLS credential.</summary>
    public const int CredentialBytes = 32 * 1024;

    /// <summary>Largest frame on the event socket in either direction.</summary>
    public const int FrameBytes = GroupMessageBytes + (64 * 1024);

    /// <summary>Largest typing signal: 12-byte nonce, 48 bytes sealed, 16-byte tag, with room for a later format.</summary>
    public const int TypingBytes = 256;

    /// <summary>Length of a franking commitment.</summary>
    public const int CommitmentBytes = 32;

    /// <summary>Most inboxes in one agent certificate.</summary>
    public const int CertificateInboxes = 256;

    /// <summary>Most keys of a company's backend at a time.</summary>
    public const int CompanyKeys = 16;

    /// <summary>Longest name that a company has for its customer inside itself.</summary>
    public const int CompanySubjectCharacters = 256;

    /// <summary>Most entries in one revocation list.</summary>
    public const int RevokedCertificates = 4096;

    /// <summary>Longest `wait` of the events long poll.</summary>
    public static readonly TimeSpan EventsWait = TimeSpan.FromSeconds(25);

    /// <summary>Shortest time between two typing signals of one device.</summary>
    public static readonly TimeSpan TypingInterval = TimeSpan.FromSeconds(3);

    /// <summary>How far the clocks of two honest parties may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>How long a proof nonce can be used, once.</summary>
    public static readonly TimeSpan NonceLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Longest life of a company token.</summary>
    public static readonly TimeSpan CompanyTokenLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a verification of a person counts as fresh.</summary>
    public static readonly TimeSpan StepUpLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long an access token lives.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long an API token that was revoked or has expired stays before it is forgotten; its audit entries stay.</summary>
    public static readonly TimeSpan EndedApiTokenKept = TimeSpan.FromDays(30);

    /// <summary>How long a request for admission waits.</summary>
    public static readonly TimeSpan AdmissionLifetime = TimeSpan.FromDays(7);

    /// <summary>Longest validity of an issuer certificate.</summary>
    public static readonly TimeSpan IssuerCertificateLifetime = TimeSpan.FromDays(400);

    /// <summary>Longest validity of an agent certificate.</summary>
    public static readonly TimeSpan AgentCertificateLifetime = TimeSpan.FromDays(90);

    /// <summary>Longest validity of a customer's own certificate.</summary>
    public static readonly TimeSpan CustomerCertificateLifetime = TimeSpan.FromDays(400);

    /// <summary>Longest validity of a vault's word for a device.</summary>
    public static readonly TimeSpan VaultDeviceLifetime = TimeSpan.FromDays(90);

    /// <summary>How long a certificate still counts after its end, with a warning, so that absence never silences a help desk.</summary>
    public static readonly TimeSpan CertificateGrace = TimeSpan.FromDays(14);

    /// <summary>An issuer signs a new revocation list this often.</summary>
    public static readonly TimeSpan RevocationsInterval = TimeSpan.FromDays(7);

    /// <summary>A revocation list this much past its next update is warned about.</summary>
    public static readonly TimeSpan RevocationsLate = TimeSpan.FromDays(3);

    /// <summary>A revocation list this much past its next update stops new members from being added.</summary>
    public static readonly TimeSpan RevocationsTooLate = TimeSpan.FromDays(14);
}

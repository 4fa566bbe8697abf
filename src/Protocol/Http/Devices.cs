namespace Sotto.Protocol.Http;

/// <summary><c>POST /v1/devices</c>: registers the staff device whose key made the proof.</summary>
public sealed record RegisterDeviceRequest(DeviceId Device, string Name, Bytes PublicKey);

/// <summary>Reply of <c>POST /v1/devices</c>.</summary>
public sealed record DeviceRegistered(DeviceId Device);

/// <summary>A staff device and the state of its certificate.</summary>
public sealed record StaffDevice(
    DeviceId Device,
    UserId User,
    string UserName,
    string Name,
    Bytes PublicKey,
    AccountRole Role,
    IReadOnlyList<InboxId> Inboxes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt,
    string? Certificate,
    string? Issuer,
    DateTimeOffset? CertificateExpiresAt,
    bool Revoked,
    int KeyPackages
);

/// <summary><c>GET /v1/devices</c>: everyone's for the owner, their own for an agent.</summary>
public sealed record StaffDeviceList(IReadOnlyList<StaffDevice> Devices);

/// <summary><c>POST /v1/certificates</c>.</summary>
public sealed record PublishCertificateRequest(DeviceId Device, string Certificate, string Issuer);

/// <summary><c>POST /v1/issuers</c>.</summary>
public sealed record PublishIssuerRequest(string Issuer);

/// <summary><c>POST /v1/revocations</c>: the issuer's next list; its number is one more than the stored one's.</summary>
public sealed record PublishRevocationsRequest(string List);

/// <summary>Reply of <c>GET /v1/revocations</c>: the newest list of every issuer, for who is about to sign the next.</summary>
public sealed record RevocationsReply(IReadOnlyList<string> Lists);

/// <summary><c>POST /v1/company-keys</c>: the statement that the root signed.</summary>
public sealed record PublishCompanyKeysRequest(string Statement);

/// <summary>Reply of <c>GET /v1/company-keys</c>; null as long as the company has none.</summary>
public sealed record CompanyKeysReply(string? Statement);

/// <summary><c>POST /v1/devices/{dev}/key-packages</c>: each an MLSMessage.</summary>
public sealed record UploadKeyPackagesRequest(IReadOnlyList<Bytes> KeyPackages, Bytes? LastResort = null);

/// <summary>How many key packages wait for newcomers.</summary>
public sealed record KeyPackageStock(int Stock);

/// <summary><c>GET /v1/devices/{dev}/key-packages</c>.</summary>
public sealed record KeyPackageStockReply(int Stock, DateTimeOffset? LastResortExpiresAt);

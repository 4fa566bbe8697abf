namespace Sotto.Protocol.Http;

/// <summary>
/// One way into a customer's vault. <c>AccessHash</c> is SHA-256 of a secret of 32 bytes that only whoever holds the way can
/// derive: by it a new device becomes one of the customer's.
/// </summary>
public sealed record CustomerVaultWay(VaultWayId Id, Bytes Wrapped, Bytes AccessHash);

/// <summary><c>POST /v1/customer-vault</c>: begins a vault with at least two ways in.</summary>
public sealed record CreateCustomerVaultRequest(VaultId Vault, IReadOnlyList<CustomerVaultWay> Ways);

/// <summary>
/// Shows that whoever asks holds a way in that is there: its secret of 32 bytes, whose hash the server keeps. The key of a
/// device is in anybody's hands who sits before it for a minute, and must not be enough for a way in of their own.
/// </summary>
public sealed record ShownVaultWay(VaultWayId Way, Bytes Access)
{
    /// <summary>Silent about the secret, because records print their members into logs.</summary>
    public override string ToString() => nameof(ShownVaultWay);
}

/// <summary><c>POST /v1/customer-vault/ways</c>: another way into this very vault, by one that is there.</summary>
public sealed record AddCustomerVaultWayRequest(VaultId Vault, CustomerVaultWay Way, ShownVaultWay Known);

/// <summary>
/// <c>POST /v1/customer-vault/remove</c> and <c>POST /v1/customer-vault/ways/{way}/remove</c>: by any way that is there, the
/// one that goes included.
/// </summary>
public sealed record ByVaultWayRequest(ShownVaultWay Known);

/// <summary>
/// <c>POST /v1/inboxes/{inbox}/returning-customers</c>: a device that wrote nothing yet becomes one of the customer whose way
/// this is. The credential is signed by its own key, which proves itself in this request, and names a pseudonym of its own.
/// </summary>
public sealed record ReturnCustomerRequest(VaultWayId Way, Bytes Access, DeviceId Device, string Credential)
{
    /// <summary>Silent about the secret, because records print their members into logs.</summary>
    public override string ToString() => nameof(ReturnCustomerRequest);
}

/// <summary>Reply of the same: who the device is from now on, and their vault.</summary>
public sealed record ReturnedCustomer(CustomerId Customer, Vault Vault);

namespace Sotto.Protocol;

/// <summary>Whose device a vault vouches for: a member of staff's or a customer's.</summary>
public sealed record VaultDeviceSubject
{
    private VaultDeviceSubject(OrganisationId organisation, string person, Ed25519PublicKey deviceKey)
    {
        ArgumentNullException.ThrowIfNull(deviceKey);
        Organisation = organisation;
        Person = person;
        DeviceKey = deviceKey;
    }

    /// <summary>The organisation.</summary>
    public OrganisationId Organisation { get; }

    /// <summary>The canonical text of the person's id.</summary>
    public string Person { get; }

    /// <summary>The device's key.</summary>
    public Ed25519PublicKey DeviceKey { get; }

    /// <summary>A device of a member of staff.</summary>
    public static VaultDeviceSubject Of(OrganisationId organisation, UserId user, Ed25519PublicKey deviceKey) =>
        new(organisation, user.ToString(), deviceKey);

    /// <summary>A device of a customer.</summary>
    public static VaultDeviceSubject Of(OrganisationId organisation, CustomerId customer, Ed25519PublicKey deviceKey) =>
        new(organisation, customer.ToString(), deviceKey);
}

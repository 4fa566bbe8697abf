using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>Whose vault a call is about, as the gate admitted them.</summary>
internal abstract record VaultOwner
{
    private VaultOwner() { }

    public abstract OrganisationId Organisation { get; }

    /// <summary>A user or a customer: the ids differ by their prefix.</summary>
    public abstract string Id { get; }

    /// <summary>Whether what they were admitted by still holds in this transaction.</summary>
    public abstract bool StillHolds(WriteTransaction transaction);

    /// <summary>A member of staff, by their session.</summary>
    internal sealed record OfStaff(StaffCaller Caller) : VaultOwner
    {
        public override OrganisationId Organisation => Caller.Organisation;

        public override string Id => Caller.User.ToString();

        public override bool StillHolds(WriteTransaction transaction) => Sessions.StillHolds(transaction, Caller);
    }

    /// <summary>A customer, by a device of theirs. They have nothing else.</summary>
    internal sealed record OfCustomer(DeviceCaller Caller) : VaultOwner
    {
        public override OrganisationId Organisation => Caller.Organisation;

        public override string Id => Caller.Owner;

        public override bool StillHolds(WriteTransaction transaction) =>
            transaction.Find<string>(
                "SELECT device_id FROM devices WHERE device_id = @device AND organisation_id = @organisation "
                    + "AND owner_id = @owner AND removed_at IS NULL",
                new
                {
                    device = Caller.Device.ToString(),
                    organisation = Organisation.ToString(),
                    owner = Id,
                }
            )
                is not null;
    }
}

using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
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

    /// <summary>Whether they may say who gets in from now on, and whether there is a vault at all.</summary>
    public abstract bool MayChangeWays(WriteTransaction transaction);

    /// <summary>A member of staff, by their session.</summary>
    internal sealed record OfStaff(StaffCaller Caller) : VaultOwner
    {
        public override OrganisationId Organisation => Caller.Organisation;

        public override string Id => Caller.User.ToString();

        public override bool StillHolds(WriteTransaction transaction) => Sessions.StillHolds(transaction, Caller);

        /// <summary>The gate asked for a fresh verification.</summary>
        public override bool MayChangeWays(WriteTransaction transaction) => true;
    }

    /// <summary>A customer, by a device of theirs.</summary>
    internal sealed record OfCustomer(DeviceCaller Caller) : VaultOwner
    {
        /// <summary>The way in that they showed; what takes none leaves it out, and changes no ways.</summary>
        public ShownVaultWay? Shown { get; init; }

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

        public override bool MayChangeWays(WriteTransaction transaction) =>
            Shown is { Access.Length: Limits.VaultAccessBytes }
            && VaultStore.FindCustomer(transaction, Organisation, Shown.Way, SHA256.HashData(Shown.Access.Span))
                is { } customer
            && string.Equals(customer.ToString(), Id, StringComparison.Ordinal);
    }
}

using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts;

/// <summary>
/// A set-up whose parts are signed, belong together and belong to the link. Only <see cref="SetUpRules"/> makes one.
/// </summary>
internal sealed record VerifiedSetUp(
    Organisation Organisation,
    StaffAccount Owner,
    NewStaffDevice Device,
    VerifiedIssuer Issuer,
    string IssuerText,
    VerifiedAgent Certificate,
    string CertificateText,
    VerifiedRevocations Revocations,
    string RevocationsText,
    Inbox Inbox
);

/// <summary>Decides whether the parts of a set-up fit. The root is new here, so everything is measured against it.</summary>
internal static class SetUpRules
{
    public static Checked<VerifiedSetUp> Check(
        SetUpRequest request,
        OrganisationId linked,
        ProvenKey key,
        DateTimeOffset now
    )
    {
        if (request.Organisation.Id != linked)
        {
            return Refusal.Malformed("The organisation is not that of the link.");
        }

        if (
            PlainText.Clean(request.Organisation.Name, Limits.NameCharacters) is not { } organisationName
            || PlainText.Clean(request.Owner.Name, Limits.NameCharacters) is not { } ownerName
            || PlainText.Clean(request.Device.Name, Limits.NameCharacters) is not { } deviceName
        )
        {
            return Refusal.Malformed("A name is not usable.");
        }

        if (!InboxRules.Check(request.Inbox).Passed(out Inbox? inbox, out Refusal? refusal))
        {
            return refusal;
        }

        Organisation organisation = new(linked, organisationName, request.Root);
        StaffAccount owner = new(linked, request.Owner.Id, ownerName, AccountRole.Owner);
        NewStaffDevice device = new(request.Device.Id, linked, request.Owner.Id, deviceName, key.Key);
        return CertificateRefusals.Catch(() => Verify(request, organisation, owner, device, inbox, now));
    }

    private static Checked<VerifiedSetUp> Verify(
        SetUpRequest request,
        Organisation organisation,
        StaffAccount owner,
        NewStaffDevice device,
        Inbox inbox,
        DateTimeOffset now
    )
    {
        VerifiedIssuer issuer = VerifiedIssuer.Verify(request.Issuer, organisation.ToTrustedRoot(), now);
        VerifiedAgent agent = VerifiedAgent.Verify(request.Certificate, issuer, device.Key, now);
        VerifiedRevocations revocations = VerifiedRevocations.Verify(request.Revocations, issuer, now);
        bool belongTogether =
            issuer.User == owner.User
            && agent.User == owner.User
            && agent.Device == device.Id
            && agent.Inboxes.SetEquals([inbox.Id])
            && !agent.Lapsed;
        if (!belongTogether)
        {
            return new Refusal(ProblemCodes.NotCertified, "The certificates name other ids than the request.");
        }

        return revocations is { Number: 1, Revoked.Count: 0 }
            ? new VerifiedSetUp(
                organisation,
                owner,
                device,
                issuer,
                request.Issuer,
                agent,
                request.Certificate,
                revocations,
                request.Revocations,
                inbox
            )
            : Refusal.Malformed("The first revocation list has number 1 and is empty.");
    }
}

using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Http;

namespace Sotto.Server.Directory;

/// <summary>Whether a published certificate is signed, current, and that of the very device it is published for.</summary>
internal static class CertificateChecks
{
    public static Checked<VerifiedAgent> Check(
        PublishCertificateRequest request,
        Organisation organisation,
        RegisteredDevice device,
        DateTimeOffset now
    ) =>
        CertificateRefusals.Catch<VerifiedAgent>(() =>
        {
            VerifiedIssuer issuer = VerifiedIssuer.Verify(request.Issuer, organisation.ToTrustedRoot(), now);
            VerifiedAgent agent = VerifiedAgent.Verify(request.Certificate, issuer, device.Key, now);
            bool isOfDevice = agent.Device == device.Id && agent.User == device.User;
            if (!isOfDevice)
            {
                return new Refusal(ProblemCodes.NotCertified, "The certificate names another device or person.");
            }

            if (agent.Lapsed)
            {
                return new Refusal(ProblemCodes.NotCertified, CertificateRules.Expired);
            }

            return agent.Inboxes.Count > 0
                ? agent
                : new Refusal(ProblemCodes.NotCertified, CertificateRules.WrongInbox);
        });

    /// <summary>An issuer's certificate, signed by this organisation's root.</summary>
    public static Checked<VerifiedIssuer> CheckIssuer(string text, Organisation organisation, DateTimeOffset now) =>
        CertificateRefusals.Catch<VerifiedIssuer>(() =>
        {
            VerifiedIssuer issuer = VerifiedIssuer.Verify(text, organisation.ToTrustedRoot(), now);
            return issuer.Period.Lapsed ? new Refusal(ProblemCodes.NotCertified, CertificateRules.Expired) : issuer;
        });

    /// <summary>A revocation list, signed by the issuer whose certificate is given.</summary>
    public static Checked<VerifiedRevocations> CheckList(
        string text,
        string issuerText,
        Organisation organisation,
        DateTimeOffset now
    ) =>
        CertificateRefusals.Catch<VerifiedRevocations>(() =>
            VerifiedRevocations.Verify(text, VerifiedIssuer.Verify(issuerText, organisation.ToTrustedRoot(), now), now)
        );
}

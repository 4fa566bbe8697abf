using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;

namespace Sotto.Server.Tests.Accounts;

using Change = Func<SetUpRequest, SetUpRequest>;

/// <summary>Ways in which the parts of a set-up do not belong together, each one change away from an honest one.</summary>
internal static class SetUpChanges
{
    public static Dictionary<string, Change> OfTexts { get; } =
        new(StringComparer.Ordinal)
        {
            ["blank name"] = request => request with { Owner = request.Owner with { Name = "   " } },
            ["turning name"] = request => request with { Owner = request.Owner with { Name = "ab\u202Ecd" } },
            ["long name"] = request => request with { Device = request.Device with { Name = new string('x', 81) } },
            ["site with a path"] = request => WithSite(request, "https://company.example/x"),
            ["site in plain HTTP"] = request => WithSite(request, "http://company.example"),
            ["site that widens the policy"] = request => WithSite(request, "https://company.example;frame-ancestors *"),
            ["no root"] = request => request with { Root = new Bytes(new byte[31]) },
        };

    public static Dictionary<string, Change> OfIdentity(TwoCompanies scene, SetUpPlan plan, SigningKey strange)
    {
        string foreignIssuer = CertificateIssuing.Issuer(
            plan.Root,
            plan.Organisation,
            UserId.New(TwoCompanies.Random),
            "Owner",
            plan.Issuer.PublicKey,
            plan.Now
        );
        return new(StringComparer.Ordinal)
        {
            ["another organisation"] = request =>
                request with
                {
                    Organisation = request.Organisation with { Id = scene.Others.Id },
                },
            ["another root"] = request => request with { Root = strange.PublicKey.Raw },
            ["issuer of somebody"] = request => request with { Issuer = foreignIssuer },
            ["foreign issuer"] = request => request with { Issuer = scene.Others.IssuerCertificate },
            ["second list"] = request => request with { Revocations = List(plan, plan.Issuer, 2) },
            ["list of another issuer"] = request => request with { Revocations = List(plan, strange, 1) },
        };
    }

    public static Dictionary<string, Change> OfCertificates(TwoCompanies scene, SetUpPlan plan, SigningKey strange)
    {
        Ed25519PublicKey key = plan.Device.Key.PublicKey;
        DeviceId device = plan.Device.Id;
        UserId somebody = UserId.New(TwoCompanies.Random);
        InboxId foreign = scene.Others.Inbox;
        Change To(string certificate) => request => request with { Certificate = certificate };
        Change foreignInbox = To(plan.Certify(plan.Owner, device, key, foreign));
        return new(StringComparer.Ordinal)
        {
            ["foreign certificate"] = To(scene.Others.OwnerCertificate),
            ["certificate of another key"] = To(plan.Certify(plan.Owner, device, strange.PublicKey, plan.Inbox)),
            ["certificate of another person"] = To(plan.Certify(somebody, device, key, plan.Inbox)),
            ["certificate of another device"] = To(plan.Certify(plan.Owner, scene.Owner.Id, key, plan.Inbox)),
            ["certificate for another inbox"] = foreignInbox,
            ["taken inbox"] = request => foreignInbox(request) with { Inbox = request.Inbox with { Id = foreign } },
        };
    }

    private static SetUpRequest WithSite(SetUpRequest request, string site) =>
        request with
        {
            Inbox = request.Inbox with { Site = site },
        };

    private static string List(SetUpPlan plan, SigningKey issuer, long number) =>
        CertificateIssuing.Revocations(issuer, plan.Organisation, number, SetUpPlan.NothingRevoked, plan.Now);
}

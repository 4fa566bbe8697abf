using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Company;

public sealed class CompanyKeysTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Staff_read_the_newest_keys_that_the_owner_published_and_nobody_elses(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using CompanyBackend backend = new(scene.Ours);
        Colleague agent = await scene.HireRegisteredAsync();
        DateTimeOffset now = scene.Host.Time.GetUtcNow();
        CompanyKeysReply before = await ReadAsync(agent.Device);

        Reply first = await PublishAsync(scene.Owner, backend.Keys(1, now));
        string statement = backend.Keys(7, now);
        Reply second = await PublishAsync(scene.Owner, statement);

        Assert.Null(before.Statement);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, second.Status));
        Assert.Equal(statement, (await ReadAsync(agent.Device)).Statement);
        Assert.Null((await ReadAsync(scene.Others.OwnerDevice)).Statement);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Keys_never_go_back_to_an_older_number_or_to_others_under_the_same(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using CompanyBackend backend = new(scene.Ours);
        using CompanyBackend other = new(scene.Ours);
        DateTimeOffset now = scene.Host.Time.GetUtcNow();
        Assert.Equal(HttpStatusCode.Created, (await PublishAsync(scene.Owner, backend.Keys(2, now))).Status);

        Reply older = await scene.RefusedAsync(() => PublishAsync(scene.Owner, backend.Keys(1, now)));
        Reply same = await scene.RefusedAsync(() => PublishAsync(scene.Owner, other.Keys(2, now)));

        older.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        same.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Keys_that_the_root_did_not_sign_for_this_organisation_are_refused(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using CompanyBackend backend = new(scene.Ours);
        DateTimeOffset now = scene.Host.Time.GetUtcNow();
        string Make(SigningKey signer, OrganisationId organisation) =>
            CertificateIssuing.CompanyKeys(signer, organisation, 1, [backend.Key], now);
        string[] bad =
        [
            Make(scene.Ours.Issuer, scene.Ours.Id),
            Make(scene.Others.Root, scene.Ours.Id),
            Make(scene.Others.Root, scene.Others.Id),
            Make(scene.Ours.Root, scene.Others.Id),
            backend.Keys(1, now.AddHours(1)),
            scene.Ours.IssuerCertificate,
            "",
        ];
        foreach (string statement in bad)
        {
            Reply reply = await scene.RefusedAsync(() => PublishAsync(scene.Owner, statement));
            Assert.True(reply.Code is ProblemCodes.NotCertified or ProblemCodes.Malformed, reply.Code);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Only_the_owner_publishes_keys_freshly_verified_and_with_a_proof(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using CompanyBackend backend = new(scene.Ours);
        Colleague agent = await scene.HireRegisteredAsync();
        Colleague administrator = await scene.HireRegisteredAsync(AccountRole.Administrator);
        PublishCompanyKeysRequest request = new(backend.Keys(1, scene.Host.Time.GetUtcNow()));

        Reply byAgent = await scene.RefusedAsync(() => PublishAsync(agent.Device, request.Statement));
        Reply byAdministrator = await scene.RefusedAsync(() => PublishAsync(administrator.Device, request.Statement));
        Reply withoutProof = await scene.RefusedAsync(() =>
            scene.Owner.PostAsync("/v1/company-keys", request, idempotencyKey: TestDevice.NewMessageId())
        );
        scene.Host.Time.Advance(Limits.StepUpLifetime + TimeSpan.FromSeconds(1));
        Reply late = await scene.RefusedAsync(() => PublishAsync(scene.Owner, request.Statement));

        byAgent.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        byAdministrator.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Assert.Equal(ProblemCodes.ProofRequired, withoutProof.Code);
        Assert.Equal(ProblemCodes.StepUpRequired, late.Code);
    }

    private static async Task<CompanyKeysReply> ReadAsync(TestDevice device) =>
        (await device.GetAsync("/v1/company-keys")).As<CompanyKeysReply>();

    private static Task<Reply> PublishAsync(TestDevice from, string statement) =>
        TwoCompanies.CommandAsync(from, "/v1/company-keys", new PublishCompanyKeysRequest(statement));
}

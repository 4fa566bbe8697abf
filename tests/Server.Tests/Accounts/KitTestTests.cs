using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Whether the printed kit is still there and still the right one: said by its key, not by a click.</summary>
public sealed class KitTestTests(Stores stores)
{
    private const string Path = "/v1/kit/tests";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_last_test_is_told_with_its_time_and_who_made_it(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using TestDevice kit = KitOf(scene, scene.Ours);
        KitState before = await StateAsync(scene.Owner);
        Assert.Null(before.LastTest);
        Assert.Equal(scene.Host.Time.GetUtcNow(), before.MadeAt, TimeSpan.FromMinutes(1));

        KitState first = (await TestAsync(scene.Owner, kit)).As<KitState>();
        Assert.Equal((before.MadeAt, scene.Ours.Owner), (first.MadeAt, first.LastTest!.By));
        Assert.Null((await StateAsync(scene.Others.OwnerDevice)).LastTest);
        scene.Host.Time.Advance(TimeSpan.FromDays(7));
        await scene.SignInAsync(scene.Owner, scene.Ours.Authenticator);
        await TestAsync(scene.Owner, kit);

        KitTest last = (await StateAsync(scene.Owner)).LastTest!;
        Assert.Equal(first.LastTest.At + TimeSpan.FromDays(7), last.At, TimeSpan.FromMinutes(1));
        Assert.NotEqual("", last.Name);
        long entries = await scene.Host.Database.ReadAsync(reader =>
            reader.GetAsync<long>("SELECT COUNT(*) FROM audit_entries WHERE kind = 'KitTested'")
        );
        Assert.Equal(2, entries);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nothing_but_a_fresh_proof_of_the_organisations_root_counts_as_a_test(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using TestDevice kit = KitOf(scene, scene.Ours);
        using TestDevice theirs = KitOf(scene, scene.Others);
        string used = await kit.ProofAsync("POST", Path);
        (await PostAsync(scene.Owner, used)).As<KitState>();
        string old = await kit.ProofAsync("POST", Path);
        string elsewhere = await kit.ProofAsync("POST", "/v1/recovery");
        (string Name, string Proof, string Code)[] attempts =
        [
            ("the owner's device", await scene.Owner.ProofAsync("POST", Path), ProblemCodes.NotFound),
            ("another root", await theirs.ProofAsync("POST", Path), ProblemCodes.NotFound),
            ("a proof of another request", elsewhere, ProblemCodes.Malformed),
            ("no proof", "", ProblemCodes.Malformed),
            ("a used proof", used, ProblemCodes.ChallengeUsed),
        ];
        foreach ((string name, string proof, string code) in attempts)
        {
            Reply reply = await scene.RefusedAsync(() => PostAsync(scene.Owner, proof));
            Assert.True(reply.Code == code, $"{name}: {reply.Body}");
        }

        Reply bare = await scene.RefusedAsync(() => scene.Owner.PostAsync(Path, new KitTestRequest(old)));
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        scene.Host.Time.Advance(Limits.NonceLifetime);
        Reply late = await scene.RefusedAsync(() => PostAsync(scene.Owner, old));
        Assert.Contains(late.Code, new[] { ProblemCodes.ChallengeUsed, ProblemCodes.Malformed });
    }

    /// <summary>A client whose key is the root out of the printed kit.</summary>
    private static TestDevice KitOf(TwoCompanies scene, TestOrganisation organisation) =>
        new(scene.Host) { Key = organisation.Root };

    private static async Task<KitState> StateAsync(TestDevice owner) =>
        (await owner.GetAsync("/v1/kit")).As<KitState>();

    private static async Task<Reply> TestAsync(TestDevice owner, TestDevice kit) =>
        await PostAsync(owner, await kit.ProofAsync("POST", Path));

    private static Task<Reply> PostAsync(TestDevice owner, string proof) =>
        owner.PostAsync(Path, new KitTestRequest(proof), proof: true);
}

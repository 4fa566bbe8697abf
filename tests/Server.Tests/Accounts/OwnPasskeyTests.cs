using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Several passkeys, named, listed and removed; never the last way in.</summary>
public sealed class OwnPasskeyTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_second_passkey_is_added_named_used_and_removed(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SoftwareAuthenticator key = new() { Product = new Guid("cb69481e-8ff7-4039-93ec-0a2729a154a8") };

        (await AddAsync(scene, key, " Key in the safe ")).IsCreated();
        await scene.SignInAsync(scene.Owner, key);
        (await scene.Owner.PutAsync(PathOf(key), new RenamePasskeyRequest("Blue key"), proof: true)).IsNoContent();

        IReadOnlyList<OwnPasskey> passkeys = await ListAsync(scene);
        Assert.Equal(["", "Blue key"], passkeys.Select(passkey => passkey.Name));
        Assert.Equal([null, "YubiKey 5"], passkeys.Select(passkey => passkey.Authenticator));
        Assert.Null(passkeys[0].LastUsedAt);
        Assert.Equal(scene.Host.Time.GetUtcNow(), passkeys[1].LastUsedAt!.Value, TimeSpan.FromMinutes(1));

        (await RemoveAsync(scene, scene.Ours.Authenticator)).IsNoContent();
        Assert.Equal(["Blue key"], (await ListAsync(scene)).Select(passkey => passkey.Name));
        Reply gone = await scene.RefusedAsync(() => scene.SignInAsync(scene.Ours.Authenticator));
        Assert.Equal(ProblemCodes.PasskeyRefused, gone.Code);

        Reply last = await scene.RefusedAsync(() => RemoveAsync(scene, key));
        last.IsRefused(HttpStatusCode.Conflict, ProblemCodes.LastWayIn);
        await scene.SignInAsync(scene.Owner, key);
        SecurityEventList events = (await scene.Owner.GetAsync("/v1/security-events")).As<SecurityEventList>();
        Assert.Contains(SecurityEventKind.PasskeyAdded, events.Events.Select(entry => entry.Kind));
        Assert.Contains(SecurityEventKind.PasskeyRemoved, events.Events.Select(entry => entry.Kind));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Adding_and_removing_need_a_fresh_verification_and_the_device(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SoftwareAuthenticator key = new();
        (await AddAsync(scene, key, "Spare")).IsCreated();
        using TestDevice thief = new(scene.Host, scene.Owner.Cookie);
        string remove = $"{PathOf(key)}/remove";

        Reply byThief = await scene.RefusedAsync(() => thief.PostAsync(remove, new EmptyRequest(), proof: true));
        Reply bare = await scene.RefusedAsync(() => scene.Owner.PostAsync(remove, new EmptyRequest()));
        scene.Host.Time.Advance(TimeSpan.FromMinutes(5));
        Reply stale = await scene.RefusedAsync(() => RemoveAsync(scene, key));
        Reply offer = await scene.RefusedAsync(() =>
            scene.Owner.PostAsync("/v1/passkeys/options", new EmptyRequest(), proof: true)
        );

        byThief.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        bare.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        stale.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);
        offer.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.StepUpRequired);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Passkeys_of_others_do_not_exist_and_none_is_registered_twice(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        foreach (SoftwareAuthenticator foreign in new[] { agent.Authenticator, scene.Others.Authenticator })
        {
            Reply removed = await scene.RefusedAsync(() => RemoveAsync(scene, foreign));
            Reply renamed = await scene.RefusedAsync(() =>
                scene.Owner.PutAsync(PathOf(foreign), new RenamePasskeyRequest("Mine"), proof: true)
            );
            Reply added = await scene.RefusedAsync(() => AddAsync(scene, foreign, "Mine"));
            removed.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
            renamed.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
            Assert.True(added.Status is HttpStatusCode.BadRequest or HttpStatusCode.Conflict, added.Body);
        }

        Reply nonsense = await scene.RefusedAsync(() =>
            scene.Owner.PostAsync("/v1/passkeys/A/remove", new EmptyRequest(), proof: true)
        );
        nonsense.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.Single(await ListAsync(scene));
    }

    private static string PathOf(SoftwareAuthenticator key) => $"/v1/passkeys/{key.CredentialId.ToBase64Url()}";

    private static async Task<IReadOnlyList<OwnPasskey>> ListAsync(TwoCompanies scene) =>
        (await scene.Owner.GetAsync("/v1/passkeys")).As<OwnPasskeyList>().Passkeys;

    private static async Task<Reply> AddAsync(TwoCompanies scene, SoftwareAuthenticator key, string name)
    {
        Reply offered = await scene.Owner.PostAsync("/v1/passkeys/options", new EmptyRequest(), proof: true);
        PasskeyOptions options = offered.As<PasskeyOptions>();
        AddPasskeyRequest request = new(
            options.Challenge,
            key.Register(options, scene.Host.Settings.PublicOrigin),
            name
        );
        return await scene.Owner.PostAsync("/v1/passkeys", request, proof: true);
    }

    private static Task<Reply> RemoveAsync(TwoCompanies scene, SoftwareAuthenticator key) =>
        scene.Owner.PostAsync($"{PathOf(key)}/remove", new EmptyRequest(), proof: true);
}

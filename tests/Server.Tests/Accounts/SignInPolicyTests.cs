using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>An organisation that lets people sign in by passkey and by nothing else.</summary>
public sealed class SignInPolicyTests(Stores stores)
{
    private const string Path = "/v1/sign-in/policy";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Demanding_passkeys_ends_what_a_password_opened_and_lets_no_password_in(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        using TestDevice elsewhere = new(scene.Host, TwoCompanies.CookieOf(await scene.SignInAsync()));
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/v1/session")).Status);
        scene.NextStep();

        Assert.True((await PutAsync(scene.Owner, true)).As<SignInPolicy>().PasskeysOnly);

        Assert.True((await scene.Owner.GetAsync(Path)).As<SignInPolicy>().PasskeysOnly);
        (await elsewhere.GetAsync("/v1/session")).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        foreach (string code in new[] { scene.Code(), scene.RecoveryCodes[0] })
        {
            await RequiresPasskeyAsync(scene, () => scene.SignInAsync(code: code));
            await RequiresPasskeyAsync(
                scene,
                () =>
                    scene.Owner.PostAsync(
                        "/v1/session/step-up/password",
                        new PasswordStepUpRequest(PasswordScene.Password, code)
                    )
            );
        }

        await scene.OptionsAsync();
        PasswordOptions options = await scene.OptionsAsync();
        string own = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(options.Secret)).ComputeTotp(
            scene.Host.Clock.GetUtcNow().UtcDateTime
        );
        await RequiresPasskeyAsync(
            scene,
            () => scene.PutAsync(new SetPasswordRequest(PasswordScene.Name, "another kestrel lantern", own))
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Who_has_not_both_factors_does_not_learn_of_the_policy(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        (await PutAsync(scene.Owner, true)).As<SignInPolicy>();

        await scene.RefusedSignInAsync(() => scene.SignInAsync(password: "wrong and long enough"));
        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: scene.WrongCode()));
        await scene.RefusedSignInAsync(() => scene.SignInAsync(name: "nobody.here"));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Taken_back_the_password_counts_again_and_until_then_the_last_passkey_stays(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        (await PutAsync(scene.Owner, true)).As<SignInPolicy>();
        string passkey = (await scene.Owner.GetAsync("/v1/passkeys")).As<OwnPasskeyList>().Passkeys.Single().Id;
        await scene.RefusedAsync(
            () => scene.CommandAsync($"/v1/passkeys/{passkey}/remove"),
            HttpStatusCode.Conflict,
            ProblemCodes.LastWayIn
        );

        Assert.False((await PutAsync(scene.Owner, false)).As<SignInPolicy>().PasskeysOnly);

        (await scene.SignInAsync()).As<Session>();
        (await scene.CommandAsync($"/v1/passkeys/{passkey}/remove")).IsNoContent();
        Assert.Equal(2, await scene.CountAsync("audit_entries WHERE kind = 'SignInPolicyChanged'"));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task It_is_refused_while_somebody_has_no_passkey_and_a_disabled_account_does_not_count(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireAsync();
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute("DELETE FROM passkeys WHERE user_id = @user", new { user = agent.User.ToString() })
        );

        Reply refused = await scene.RefusedAsync(() => PutAsync(scene.Owner, true));
        Assert.Equal(ProblemCodes.PasskeyMissing, refused.Code);
        Assert.False((await scene.Owner.GetAsync(Path)).As<SignInPolicy>().PasskeysOnly);

        (await scene.Owner.PostAsync($"/v1/staff/{agent.User}/disable", new EmptyRequest(), proof: true)).IsNoContent();
        Assert.True((await PutAsync(scene.Owner, true)).As<SignInPolicy>().PasskeysOnly);
        Reply locked = await scene.RefusedAsync(() =>
            scene.Owner.PostAsync($"/v1/staff/{agent.User}/enable", new EmptyRequest(), proof: true)
        );
        Assert.Equal(ProblemCodes.PasskeyMissing, locked.Code);
        Assert.False((await scene.Others.OwnerDevice.GetAsync(Path)).As<SignInPolicy>().PasskeysOnly);
    }

    private static Task<Reply> PutAsync(TestDevice owner, bool passkeysOnly) =>
        owner.SendAsync(HttpMethod.Put, Path, TestDevice.Json(new SignInPolicy(passkeysOnly)), proof: true);

    private static Task<Reply> RequiresPasskeyAsync(PasswordScene scene, Func<Task<Reply>> call) =>
        scene.RefusedAsync(call, HttpStatusCode.Forbidden, ProblemCodes.PasskeyRequired);
}

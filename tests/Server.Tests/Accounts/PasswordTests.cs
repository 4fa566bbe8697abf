using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Setting, changing and removing a password.</summary>
public sealed class PasswordTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_password_is_set_with_an_app_and_removed_again(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);

        PasswordState state = (await scene.Owner.GetAsync("/v1/password")).As<PasswordState>();
        Assert.Equal(PasswordScene.Name, state.SignInName);
        Assert.Equal(10, state.RecoveryCodesLeft);
        Assert.Equal(10, scene.RecoveryCodes.Distinct().Count());
        Assert.All(scene.RecoveryCodes, code => Assert.Matches("^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$", code));

        (await scene.CommandAsync("/v1/password/remove")).IsNoContent();
        Assert.Null((await scene.Owner.GetAsync("/v1/password")).As<PasswordState>().SignInName);
        await scene.RefusedSignInAsync(() => scene.SignInAsync());
        await scene.RefusedAsync(
            () => scene.CommandAsync("/v1/recovery-codes"),
            HttpStatusCode.Conflict,
            ProblemCodes.Conflict
        );
        Assert.Equal(1, await scene.EventsAsync(SecurityEventKind.PasswordRemoved));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_last_way_in_stays(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute(
                "DELETE FROM passkeys WHERE user_id = @user",
                new { user = scene.Companies.Ours.Owner.ToString() }
            )
        );

        await scene.RefusedAsync(
            () => scene.CommandAsync("/v1/password/remove"),
            HttpStatusCode.Conflict,
            ProblemCodes.LastWayIn
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_change_ends_every_other_session_and_every_old_code(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        Reply other = await scene.SignInAsync();
        other.As<Session>();
        using TestDevice elsewhere = new(scene.Host, TwoCompanies.CookieOf(other));
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/v1/session")).Status);
        string oldRecovery = scene.RecoveryCodes[0];

        await scene.SetAsync(password: "another kestrel lantern");

        Assert.Equal(HttpStatusCode.OK, (await scene.Owner.GetAsync("/v1/session")).Status);
        (await elsewhere.GetAsync("/v1/session")).IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        await scene.RefusedSignInAsync(() => scene.SignInAsync());
        await scene.RefusedSignInAsync(() => scene.SignInAsync(password: "another kestrel lantern", code: oldRecovery));
        (await scene.SignInAsync(password: "another kestrel lantern")).As<Session>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_weak_password_is_refused_by_the_name_of_the_rule(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        PasswordOptions options = await scene.OptionsAsync();
        Assert.StartsWith("otpauth://totp/Sotto%20", options.Uri, StringComparison.Ordinal);
        (string Password, string Rule)[] weak =
        [
            ("sh0rt!x", "too_short"),
            (new string('x', 120) + "abcdefghi", "too_long"),
            ("password", "common"),
            ("PassWord1", "common"),
            ("123456789", "common"),
            ("qwertyuiop", "common"),
            (PasswordScene.Name, "has_name"),
            ("my OLGA.OWNER word", "has_name"),
            ("Example2026!", "has_context"),
            ("sotto-OWNER-1", "has_context"),
        ];

        foreach ((string password, string rule) in weak)
        {
            SetPasswordRequest request = new(PasswordScene.Name, password, scene.Code());
            Reply reply = await scene.RefusedAsync(
                () => scene.PutAsync(request),
                HttpStatusCode.BadRequest,
                ProblemCodes.WeakPassword
            );
            Assert.Contains($"\"{rule}\"", reply.Body, StringComparison.Ordinal);
            Assert.DoesNotContain($"\"{password}\"", reply.Body, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Setting_needs_a_code_of_the_secret_that_was_just_shown(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        SetPasswordRequest request = new(PasswordScene.Name, "a better kestrel", scene.Code());
        await scene.RefusedAsync(() => scene.PutAsync(request), HttpStatusCode.BadRequest, ProblemCodes.ChallengeUsed);

        await scene.OptionsAsync();
        await scene.RefusedAsync(
            () => scene.PutAsync(request with { Code = scene.WrongCode() }),
            HttpStatusCode.BadRequest,
            ProblemCodes.SignInRefused
        );

        // Ten minutes are longer than a session is fresh: fresh again, and the secret is still over.
        scene.Host.Time.Advance(TimeSpan.FromMinutes(10));
        await StepUpAsync(scene);
        await scene.RefusedAsync(() => scene.PutAsync(request), HttpStatusCode.BadRequest, ProblemCodes.ChallengeUsed);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_name_is_one_persons_on_the_whole_server(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        TestDevice other = scene.Companies.Others.OwnerDevice;
        PasswordOptions options = (
            await other.PostAsync("/v1/password/options", new EmptyRequest(), proof: true)
        ).As<PasswordOptions>();
        string code = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(options.Secret)).ComputeTotp(
            scene.Host.Clock.GetUtcNow().UtcDateTime
        );

        SetPasswordRequest taken = new(" OLGA.Owner ", "a fine kestrel lantern", code);
        await scene.RefusedAsync(
            () => other.SendAsync(HttpMethod.Put, "/v1/password", TestDevice.Json(taken), proof: true),
            HttpStatusCode.Conflict,
            ProblemCodes.NameTaken
        );
        foreach (string name in new[] { "", "   ", "two words", "ölga", new string('x', 81) })
        {
            await scene.RefusedAsync(
                () => scene.PutAsync(taken with { SignInName = name }),
                HttpStatusCode.BadRequest,
                ProblemCodes.Malformed
            );
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_tries_out_a_list_of_names(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        TestDevice other = scene.Companies.Others.OwnerDevice;
        PasswordOptions options = (
            await other.PostAsync("/v1/password/options", new EmptyRequest(), proof: true)
        ).As<PasswordOptions>();
        string code = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(options.Secret)).ComputeTotp(
            scene.Host.Clock.GetUtcNow().UtcDateTime
        );
        Task<Reply> Try(string name) =>
            other.SendAsync(
                HttpMethod.Put,
                "/v1/password",
                TestDevice.Json(new SetPasswordRequest(name, "a fine kestrel lantern", code)),
                proof: true
            );

        for (int tries = 0; tries < 10; tries++)
        {
            await scene.RefusedAsync(() => Try("olga.owner"), HttpStatusCode.Conflict, ProblemCodes.NameTaken);
        }

        // One that is free and one that is not answer the same from here on.
        await scene.RefusedAsync(() => Try("olga.owner"), HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
        await scene.RefusedAsync(() => Try("a.free.one"), HttpStatusCode.TooManyRequests, ProblemCodes.Quota);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Changes_need_a_fresh_verification_and_a_proof(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        string[] commands = ["/v1/password/options", "/v1/password/remove", "/v1/recovery-codes"];
        foreach (string path in commands)
        {
            await scene.RefusedAsync(
                () => scene.Owner.PostAsync(path, new EmptyRequest()),
                HttpStatusCode.Unauthorized,
                ProblemCodes.ProofRequired
            );
        }

        scene.Host.Time.Advance(TimeSpan.FromMinutes(6));
        foreach (string path in commands)
        {
            await scene.RefusedAsync(
                () => scene.CommandAsync(path),
                HttpStatusCode.Forbidden,
                ProblemCodes.StepUpRequired
            );
        }

        await StepUpAsync(scene);
        Assert.Equal(10, (await scene.CommandAsync("/v1/recovery-codes")).As<RecoveryCodes>().Codes.Count);
        Assert.Equal(1, await scene.EventsAsync(SecurityEventKind.SteppedUp));
        Assert.Equal(1, await scene.EventsAsync(SecurityEventKind.RecoveryCodesMade));
    }

    /// <summary>What is secret lies nowhere in the files, neither in the main database nor, readable, in the log of it.</summary>
    [Fact]
    public async Task No_file_of_the_main_database_holds_a_password_a_secret_or_a_code()
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, Stores.Sqlite);
        (await scene.SignInAsync()).As<Session>();
        await scene.SignInAsync("Sentinel-typed-as-name");
        (await scene.SignInAsync(code: scene.RecoveryCodes[0])).As<Session>();
        string file = scene.Host.Settings.Database["Data Source=".Length..];
        byte[][] sentinels =
        [
            System.Text.Encoding.UTF8.GetBytes(PasswordScene.Password),
            System.Text.Encoding.UTF8.GetBytes("sentinel-typed-as-name"),
            scene.Secret,
            System.Text.Encoding.UTF8.GetBytes(OtpNet.Base32Encoding.ToString(scene.Secret)),
            .. scene.RecoveryCodes.Select(System.Text.Encoding.UTF8.GetBytes),
            .. scene.RecoveryCodes.Select(code =>
                OtpNet.Base32Encoding.ToBytes(code.Replace("-", "", StringComparison.Ordinal))
            ),
        ];

        Assert.True(await ContainsAsync(file, System.Text.Encoding.UTF8.GetBytes(PasswordScene.Name)));
        foreach (byte[] sentinel in sentinels)
        {
            Assert.False(await ContainsAsync(file, sentinel));
        }
    }

    private static async Task<bool> ContainsAsync(string file, byte[] sentinel)
    {
        foreach (string part in new[] { file, file + "-wal" }.Where(File.Exists))
        {
            await using FileStream stream = new(part, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            if (bytes.AsSpan().IndexOf(sentinel) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task StepUpAsync(PasswordScene scene)
    {
        Reply reply = await scene.Owner.PostAsync(
            "/v1/session/step-up/password",
            new PasswordStepUpRequest(PasswordScene.Password, scene.Code())
        );
        StepUpReply fresh = reply.As<StepUpReply>();
        Assert.True(fresh.FreshUntil > scene.Host.Clock.GetUtcNow().AddMinutes(4));
        scene.Owner.Cookie = TwoCompanies.CookieOf(reply);
    }
}

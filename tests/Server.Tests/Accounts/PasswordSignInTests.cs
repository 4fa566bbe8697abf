using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>Signing in by password and code.</summary>
public sealed class PasswordSignInTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Password_and_code_open_a_session_and_no_code_works_twice(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        string code = scene.Code();

        Session session = (await scene.SignInAsync(" Olga.OWNER ", code: code)).As<Session>();
        Assert.Equal(scene.Companies.Ours.Owner, session.User.Id);
        Assert.Equal(SignInMethod.PasswordAndCode, session.Method);
        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: code));
        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: scene.Code(-1)));
        scene.NextStep();
        (await scene.SignInAsync()).As<Session>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Clocks_may_differ_by_one_step_and_a_later_code_ends_the_earlier_ones(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        scene.Host.Time.Advance(TimeSpan.FromMinutes(5));

        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: scene.Code(-3)));
        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: scene.Code(3)));
        (await scene.SignInAsync(code: scene.Code(-1))).As<Session>();
        (await scene.SignInAsync(code: scene.Code(1))).As<Session>();
        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: scene.Code(0)));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_ten_identical_codes_at_once_one_is_let_in(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        string code = scene.Code();

        // From the known device: a stranger's ten at once would be slowed after the fifth.
        Reply[] race = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => scene.SignInFromDeviceAsync()));

        Assert.Single(race, reply => reply.Status == HttpStatusCode.OK);
        await scene.RefusedAsync(
            () => scene.SignInAsync(code: code),
            HttpStatusCode.BadRequest,
            ProblemCodes.SignInRefused
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_recovery_code_works_once_as_it_is_typed_from_paper(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        string typed = scene.RecoveryCodes[3].ToLowerInvariant().Replace('-', ' ');

        await scene.RefusedSignInAsync(() => scene.SignInAsync(password: "not the password", code: typed));
        Session session = (await scene.SignInAsync(code: typed)).As<Session>();
        Assert.Equal(SignInMethod.PasswordAndRecoveryCode, session.Method);
        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: typed));
        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: "AAAA-BBBB-CCCC-DDDD"));
        Assert.Equal(9, (await scene.Owner.GetAsync("/v1/password")).As<PasswordState>().RecoveryCodesLeft);
        Assert.Equal(1, await scene.EventsAsync(SecurityEventKind.RecoveryCodeUsed));
    }

    /// <summary>Row 7 of the peer's failures: a password check that accepts any string.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Every_wrong_password_and_name_is_answered_alike_and_uses_no_code_up(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        string code = scene.Code();
        (string Name, string Password)[] wrong =
        [
            (PasswordScene.Name, ""),
            (PasswordScene.Name, PasswordScene.Password + " "),
            (PasswordScene.Name, PasswordScene.Password[..^1]),
            (PasswordScene.Name, PasswordScene.Password.ToUpperInvariant()),
            ("nobody", PasswordScene.Password),
            ("olga.owner2", PasswordScene.Password),
        ];
        HashSet<string> bodies = new(StringComparer.Ordinal);

        foreach ((string name, string password) in wrong)
        {
            Reply reply = await scene.RefusedSignInAsync(() => scene.SignInAsync(name, password, code));
            bodies.Add(WithoutTrace(reply.Body));
        }

        bodies.Add(WithoutTrace((await scene.RefusedSignInAsync(WrongCodeAsync)).Body));
        Assert.Single(bodies);
        scene.Host.Time.Advance(TimeSpan.FromMinutes(2));
        (await scene.SignInAsync()).As<Session>();

        Task<Reply> WrongCodeAsync() => scene.SignInFromDeviceAsync(PasswordScene.Password + "x");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_right_password_alone_and_a_right_code_alone_open_nothing(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        string code = scene.Code();

        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: scene.WrongCode()));
        await scene.RefusedSignInAsync(() => scene.SignInAsync(code: ""));
        await scene.RefusedSignInAsync(() => scene.SignInAsync(password: "not the password", code: code));
        (await scene.SignInAsync(code: code)).As<Session>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_disabled_account_does_not_sign_in(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute(
                "UPDATE staff SET disabled_at = 1 WHERE user_id = @user",
                new { user = scene.Companies.Ours.Owner.ToString() }
            )
        );

        await scene.RefusedSignInAsync(() => scene.SignInAsync());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_step_up_with_wrong_factors_or_by_somebody_else_refreshes_nothing(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        TestDevice other = scene.Companies.Others.OwnerDevice;
        PasswordStepUpRequest right = new(PasswordScene.Password, scene.Code());

        await scene.RefusedSignInAsync(() => StepUpAsync(other, right));
        await scene.RefusedSignInAsync(() => StepUpAsync(scene.Owner, right with { Password = "wrong" }));
        await scene.RefusedSignInAsync(() => StepUpAsync(scene.Owner, right with { Code = scene.WrongCode() }));
        (await StepUpAsync(scene.Owner, right)).As<StepUpReply>();

        static Task<Reply> StepUpAsync(TestDevice device, PasswordStepUpRequest request) =>
            device.PostAsync("/v1/session/step-up/password", request);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_wrong_proof_is_refused_although_none_is_needed(string store)
    {
        await using PasswordScene scene = await PasswordScene.OpenAsync(stores, store);
        PasswordSignInRequest request = new(PasswordScene.Name, PasswordScene.Password, scene.Code());
        string proof = await scene.Owner.ProofAsync("POST", "/v1/sign-in");

        await scene.RefusedAsync(
            () => scene.Companies.PostAsync("/v1/sign-in/password", request, ("DPoP", proof)),
            HttpStatusCode.Unauthorized,
            ProblemCodes.ProofRequired
        );
    }

    /// <summary>The trace id is of the request, not of the refusal.</summary>
    private static string WithoutTrace(string body)
    {
        System.Text.Json.Nodes.JsonObject problem = System.Text.Json.Nodes.JsonNode.Parse(body)!.AsObject();
        problem.Remove("traceId");
        return problem.ToJsonString();
    }
}

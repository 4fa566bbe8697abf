using Microsoft.AspNetCore.Identity;
using Sotto.Server.Accounts.Passwords;
using Sotto.Server.Accounts.Recovery;
using Sotto.Server.Configuration;
using Sotto.Server.Http;
using Sotto.Server.Privacy;

namespace Sotto.Server.Accounts;

/// <summary>Set-up, sign-in with passkeys and passwords, invitations and sessions of staff.</summary>
internal static class AccountsSlice
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SetUpLinks>();
        services.AddSingleton<OrganisationStore>();
        services.AddSingleton<StaffStore>();
        services.AddSingleton<PasskeyStore>();
        services.AddSingleton<ChallengeStore>();
        services.AddSingleton<InvitationStore>();
        services.AddSingleton<SignedIn>();
        services.AddSingleton<SignInSessions>();
        services.AddSingleton<StepUp>();
        services.AddSingleton<ListSessions>();
        services.AddSingleton<EndSessions>();
        services.AddSingleton<OwnPasskeys>();
        services.AddSingleton<OwnApiTokens>();
        services.AddSingleton<ListApiTokens>();
        services.AddSingleton<ColleaguesApiTokens>();
        services.AddSingleton<ManageStaff>();
        services.AddSingleton<SetSignInPolicy>();
        services.AddSingleton<RecoveryStore>();
        services.AddSingleton<KitRecovery>();
        services.AddSingleton<FinishRecovery>();
        services.AddSingleton<WatchRecoveries>();
        services.AddSingleton<KitTestStore>();
        services.AddSingleton<TestKit>();
        services.AddSingleton<SetUp>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<Invite>();
        services.AddSingleton<WithdrawInvitation>();
        services.AddSingleton<AcceptInvitation>();
        services.AddSingleton<IPersonalData, AccountsPersonalData>();
        OpenId.OpenIdSlice.Add(services);
        AddPasskeys(services);
        PasswordsSlice.Add(services);
    }

    public static void Map(Routes routes)
    {
        GetSetUp.Map(routes);
        SetUpOptions.Map(routes);
        SetUp.Map(routes);
        SignInOptions.Map(routes);
        SignIn.Map(routes);
        OpenId.OpenIdSlice.Map(routes);
        SignOut.Map(routes);
        GetSession.Map(routes);
        KeepActive.Map(routes);
        StepUp.Map(routes);
        ListSessions.Map(routes);
        EndSessions.Map(routes);
        OwnPasskeys.Map(routes);
        OwnApiTokens.Map(routes);
        ListApiTokens.Map(routes);
        ColleaguesApiTokens.Map(routes);
        ListSecurityEvents.Map(routes);
        ManageStaff.Map(routes);
        SetSignInPolicy.Map(routes);
        KitRecovery.Map(routes);
        FinishRecovery.Map(routes);
        WatchRecoveries.Map(routes);
        TestKit.Map(routes);
        Invite.Map(routes);
        WithdrawInvitation.Map(routes);
        ListInvitations.Map(routes);
        ViewInvitation.Map(routes);
        InvitationOptions.Map(routes);
        AcceptInvitation.Map(routes);
        PasswordsSlice.Map(routes);
    }

    /// <summary>The framework's WebAuthn support and nothing else of its identity system: no cookies, no passwords.</summary>
    private static void AddPasskeys(IServiceCollection services)
    {
        services.AddIdentityCore<StaffAccount>().AddUserStore<PasskeyUsers>();
        services.AddScoped<IPasskeyHandler<StaffAccount>, PasskeyHandler<StaffAccount>>();
        services.AddScoped<Passkeys>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<ServerSettings>(PasskeyRules.Configure);
    }
}

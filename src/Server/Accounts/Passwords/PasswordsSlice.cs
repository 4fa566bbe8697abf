using Sotto.Server.Configuration;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts.Passwords;

/// <summary>The way in beside passkeys: a password together with a code of an authenticator app, or a recovery code.</summary>
internal static class PasswordsSlice
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(provider => new PasswordHashing(
            provider.GetRequiredService<ServerSettings>().PasswordCost
        ));
        services.AddSingleton<PasswordStore>();
        services.AddSingleton<PendingPasswordStore>();
        services.AddSingleton<RecoveryCodeStore>();
        services.AddSingleton<AuthenticatorSecrets>();
        services.AddSingleton<Guesses>();
        services.AddSingleton<TwoFactors>();
        services.AddSingleton<SetPassword>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<PasswordStepUp>();
    }

    public static void Map(Routes routes)
    {
        GetPassword.Map(routes);
        OfferPassword.Map(routes);
        SetPassword.Map(routes);
        RemovePassword.Map(routes);
        MakeRecoveryCodes.Map(routes);
        PasswordSignIn.Map(routes);
        PasswordStepUp.Map(routes);
    }
}

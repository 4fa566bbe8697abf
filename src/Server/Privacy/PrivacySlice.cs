using Sotto.Server.Http;

namespace Sotto.Server.Privacy;

/// <summary>Deletion, and the list of who answers for which personal data.</summary>
internal static class PrivacySlice
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Deletions>();
        services.AddHostedService(provider => provider.GetRequiredService<Deletions>());
        services.AddSingleton<IPersonalData, PrivacyPersonalData>();
    }

    public static void Map(Routes routes)
    {
        DeleteConversation.Map(routes);
        ConfirmWipe.Map(routes);
    }
}

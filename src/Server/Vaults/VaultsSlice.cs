using Sotto.Server.Http;
using Sotto.Server.Privacy;

namespace Sotto.Server.Vaults;

/// <summary>What survives the loss of a device, readable to its owner alone.</summary>
internal static class VaultsSlice
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<VaultAdmission>();
        services.AddSingleton<OwnVaultKeys>();
        services.AddSingleton<VaultRoot>();
        services.AddSingleton<VaultChanges>();
        services.AddSingleton<VaultPartStore>();
        services.AddSingleton<ReturningCustomer>();
        services.AddSingleton<IPersonalData, VaultsPersonalData>();
    }

    public static void Map(Routes routes)
    {
        OwnVault.Map(routes);
        VaultWays.Map(routes);
        VaultParts.Map(routes);
        OwnVaultKeys.Map(routes);
        VaultRoot.Map(routes);
        CustomerVault.Map(routes);
        CustomerVaultParts.Map(routes);
        ReturningCustomer.Map(routes);
    }
}

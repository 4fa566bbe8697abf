using Sotto.Server.Http;
using Sotto.Server.Privacy;

namespace Sotto.Server.Directory;

/// <summary>Inboxes, devices, certificates, revocation lists, company keys and key packages.</summary>
internal static class DirectorySlice
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<InboxStore>();
        services.AddSingleton<InboxSites>();
        services.AddSingleton<DeviceStore>();
        services.AddSingleton<CertificateStore>();
        services.AddSingleton<RevocationStore>();
        services.AddSingleton<KeyPackageStore>();
        services.AddSingleton<StaffCommands>();
        services.AddSingleton<RegisterDevice>();
        services.AddSingleton<ListDevices>();
        services.AddSingleton<PublishCertificate>();
        services.AddSingleton<PublishIssuer>();
        services.AddSingleton<PublishRevocations>();
        services.AddSingleton<CompanyKeyStore>();
        services.AddSingleton<PublishCompanyKeys>();
        services.AddSingleton<UploadKeyPackages>();
        services.AddSingleton<TakeKeyPackages>();
        services.AddSingleton<GetInboxDirectory>();
        services.AddSingleton<IPersonalData, DirectoryPersonalData>();
    }

    public static void Map(Routes routes)
    {
        GetInboxDirectory.Map(routes);
        TakeKeyPackages.Map(routes);
        ListInboxes.Map(routes);
        CreateInbox.Map(routes);
        RegisterDevice.Map(routes);
        ListDevices.Map(routes);
        PublishCertificate.Map(routes);
        PublishIssuer.Map(routes);
        PublishRevocations.Map(routes);
        GetRevocations.Map(routes);
        GetCompanyKeys.Map(routes);
        PublishCompanyKeys.Map(routes);
        UploadKeyPackages.Map(routes);
        GetKeyPackageStock.Map(routes);
    }
}

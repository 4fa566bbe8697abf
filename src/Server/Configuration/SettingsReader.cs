using System.Globalization;
using System.Net;
using Sotto.Protocol;

namespace Sotto.Server.Configuration;

/// <summary>
/// Reads <c>sotto.json</c> in the data folder, overridden by <c>SOTTO_…</c> in the environment, overridden by flags.
/// </summary>
internal static class SettingsReader
{
    private const string EnvironmentPrefix = "SOTTO_";

    private static readonly string[] Known =
    [
        "PublicOrigin",
        "ChatOrigins",
        "Database",
        "Keys",
        "Urls",
        "KnownProxies",
        "Contact",
        "KeptDays",
        "DemoUrl",
        "Quotas:RequestsPerMinute",
        "Quotas:ConversationsPerAddress",
        "Quotas:ConversationsPerInbox",
        "Quotas:KeyPackagesPerAddress",
        "Quotas:KeyPackagesPerInbox",
        "Quotas:MessageBytesPerDevice",
        "Sessions:Level",
        "Sessions:IdleMinutes",
        "Sessions:AbsoluteHours",
        "OpenId:Authority",
        "OpenId:ClientId",
        "OpenId:ClientSecretFile",
        "OpenId:Name",
        "OpenId:Organisation",
        "OpenId:AcceptedAcr",
        "OpenId:TrustsSecondFactor",
    ];

    /// <param name="data">The data folder; it need not exist yet.</param>
    /// <param name="flags">Settings from the command line, the strongest.</param>
    public static ServerSettings Read(string data, IReadOnlyDictionary<string, string?> flags)
    {
        IConfigurationRoot configuration = Load(data, flags);
        RefuseUnknown(configuration);
        IReadOnlyList<string> urls = List(configuration, "Urls", "http://localhost:5080");
        ServerSettings settings = new()
        {
            Data = Path.GetFullPath(data),
            Urls = urls,
            PublicOrigin = Origin("PublicOrigin", configuration["PublicOrigin"] ?? urls[0]),
            ChatOrigins = List(configuration, "ChatOrigins").Select(origin => Origin("ChatOrigins", origin)).ToList(),
            Database = configuration["Database"] ?? $"Data Source={Path.Combine(data, "sotto.db")}",
            Keys = configuration["Keys"] ?? $"Data Source={Path.Combine(data, "keys.db")}",
            KnownProxies = List(configuration, "KnownProxies"),
            Contact = configuration["Contact"] ?? "",
            KeptDays = Number(configuration, "KeptDays", 30, 1, 365),
            DemoUrl = configuration["DemoUrl"],
            Quotas = new QuotaSettings
            {
                RequestsPerMinute = Number(configuration, "Quotas:RequestsPerMinute", 1200, 1, 10_000_000),
                ConversationsPerAddress = Number(configuration, "Quotas:ConversationsPerAddress", 20, 1, 10_000_000),
                ConversationsPerInbox = Number(configuration, "Quotas:ConversationsPerInbox", 600, 1, 10_000_000),
                KeyPackagesPerAddress = Number(configuration, "Quotas:KeyPackagesPerAddress", 320, 1, 10_000_000),
                KeyPackagesPerInbox = Number(configuration, "Quotas:KeyPackagesPerInbox", 9600, 1, 10_000_000),
                MessageBytesPerDevice = Number(
                    configuration,
                    "Quotas:MessageBytesPerDevice",
                    64 * 1024 * 1024,
                    Limits.GroupMessageBytes,
                    int.MaxValue
                ),
            },
            Sessions = Sessions(configuration),
            OpenId = OpenIdSettings.Read(configuration),
        };
        RefuseContradictions(settings);
        return settings;
    }

    private static SessionSettings Sessions(IConfigurationRoot configuration)
    {
        SessionSettings most = configuration["Sessions:Level"] switch
        {
            null or "aal2" => SessionSettings.Aal2,
            "aal3" => SessionSettings.Aal3,
            _ => throw new SettingsException("Sessions:Level must be aal2 or aal3."),
        };
        int idle = (int)most.Idle.TotalMinutes;
        int absolute = (int)most.Absolute.TotalHours;
        return new SessionSettings
        {
            Idle = TimeSpan.FromMinutes(Number(configuration, "Sessions:IdleMinutes", idle, 1, idle)),
            Absolute = TimeSpan.FromHours(Number(configuration, "Sessions:AbsoluteHours", absolute, 1, absolute)),
        };
    }

    private static IConfigurationRoot Load(string data, IReadOnlyDictionary<string, string?> flags)
    {
        string file = Path.Combine(Path.GetFullPath(data), "sotto.json");
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(file, optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(flags)
                .Build();
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or IOException)
        {
            throw new SettingsException($"{file} cannot be read: {error.InnerException?.Message ?? error.Message}");
        }
    }

    private static void RefuseUnknown(IConfigurationRoot configuration)
    {
        foreach ((string key, string? value) in configuration.AsEnumerable())
        {
            string name = string.Join(':', key.Split(':').Where(part => !part.All(char.IsAsciiDigit)));
            bool isSection = value is null;
            bool known = Known.Any(candidate =>
                candidate.Equals(name, StringComparison.OrdinalIgnoreCase)
                || (isSection && candidate.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            );
            if (!known)
            {
                throw new SettingsException($"Unknown setting \"{key}\". Known: {string.Join(", ", Known)}.");
            }
        }
    }

    private static void RefuseContradictions(ServerSettings settings)
    {
        foreach (string origin in settings.ChatOrigins.Prepend(settings.PublicOrigin).Where(IsPlain))
        {
            throw new SettingsException(
                $"The origin {origin} is plain HTTP: browsers offer neither passkeys nor encryption there. Use https://."
            );
        }

        if (settings.Database == settings.Keys)
        {
            throw new SettingsException(
                "Keys must be another database than Database, so that backups can leave it out."
            );
        }

        foreach (string proxy in settings.KnownProxies.Where(proxy => !IPAddress.TryParse(proxy, out _)))
        {
            throw new SettingsException($"KnownProxies holds \"{proxy}\", which is not an IP address.");
        }
    }

    private static bool IsPlain(string origin) => new Uri(origin) is { Scheme: "http", IsLoopback: false };

    private static string Origin(string setting, string text)
    {
        bool isOrigin =
            Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            && uri.AbsolutePath == "/"
            && uri.Query.Length == 0
            && uri.Fragment.Length == 0
            && uri.UserInfo.Length == 0;
        return isOrigin
            ? uri!.GetLeftPart(UriPartial.Authority)
            : throw new SettingsException($"{setting} \"{text}\" is not an origin such as https://chat.example.");
    }

    private static int Number(IConfigurationRoot configuration, string setting, int otherwise, int least, int most)
    {
        if (configuration[setting] is not { } text)
        {
            return otherwise;
        }

        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && number >= least && number <= most
            ? number
            : throw new SettingsException($"{setting} must be a whole number from {least} to {most}.");
    }

    /// <summary>A JSON array, or a list with semicolons in the environment and in flags.</summary>
    private static List<string> List(IConfigurationRoot configuration, string setting, params string[] otherwise)
    {
        IConfigurationSection section = configuration.GetSection(setting);
        IEnumerable<string?> values = section.Value?.Split(';') ?? section.GetChildren().Select(child => child.Value);
        List<string> list = values
            .OfType<string>()
            .Select(value => value.Trim())
            .Where(value => value.Length > 0)
            .ToList();
        return list.Count > 0 ? list : [.. otherwise];
    }
}

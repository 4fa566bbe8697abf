using Sotto.Protocol;

namespace Sotto.Server.Configuration;

/// <summary>The company's OpenID Connect provider, and what it must tell of a sign-in.</summary>
internal sealed record OpenIdSettings
{
    /// <summary>The issuer: where its discovery document is, and the <c>iss</c> of everything it signs.</summary>
    public required string Authority { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The file with the client's secret. Only its path is a setting; it is read when it is needed.</summary>
    public required string ClientSecretFile { get; init; }

    /// <summary>What the button says.</summary>
    public required string Name { get; init; }

    /// <summary>The organisation whose staff it signs in; a server may host others, which it does not know.</summary>
    public required OrganisationId Organisation { get; init; }

    /// <summary>Values of <c>acr</c> that stand for more than a password.</summary>
    public required IReadOnlyList<string> AcceptedAcr { get; init; }

    /// <summary>The provider always demands a second factor and does not say so in its tokens.</summary>
    public required bool TrustsSecondFactor { get; init; }

    /// <summary>Reads the section; null when there is none. What is half there or unusable stops the start.</summary>
    public static OpenIdSettings? Read(IConfigurationRoot configuration)
    {
        IConfigurationSection section = configuration.GetSection("OpenId");
        if (!section.Exists())
        {
            return null;
        }

        OpenIdSettings settings = new()
        {
            Authority = AuthorityOf(Need(section, nameof(Authority))),
            ClientId = Need(section, nameof(ClientId)),
            ClientSecretFile = FileOf(Need(section, nameof(ClientSecretFile))),
            Name = section[nameof(Name)] ?? "OpenID",
            Organisation = OrganisationOf(Need(section, nameof(Organisation))),
            AcceptedAcr = ListOf(section.GetSection(nameof(AcceptedAcr))),
            TrustsSecondFactor = IsTrue(section, nameof(TrustsSecondFactor)),
        };
        return settings.Name.Length is > 0 and <= Limits.NameCharacters
            ? settings
            : throw new SettingsException($"OpenId:Name must have 1 to {Limits.NameCharacters} characters.");
    }

    private static string Need(IConfigurationSection section, string name) =>
        section[name] is { Length: > 0 } value
            ? value
            : throw new SettingsException(
                $"OpenId:{name} is missing. OpenId needs Authority, ClientId, ClientSecretFile and Organisation, or nothing."
            );

    /// <summary>Over plain HTTP anybody on the way could be the provider, so only this machine may be asked like that.</summary>
    private static string AuthorityOf(string text)
    {
        bool isUsable =
            Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && uri.Query.Length == 0
            && uri.Fragment.Length == 0
            && uri.UserInfo.Length == 0;
        return isUsable
            ? text
            : throw new SettingsException(
                $"OpenId:Authority \"{text}\" is not an address such as https://login.example."
            );
    }

    private static string FileOf(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim().Length > 0
                ? Path.GetFullPath(path)
                : throw new SettingsException($"OpenId:ClientSecretFile {path} is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"OpenId:ClientSecretFile {path} cannot be read.");
        }
    }

    private static OrganisationId OrganisationOf(string text) =>
        OrganisationId.TryParse(text, out OrganisationId organisation)
            ? organisation
            : throw new SettingsException("OpenId:Organisation is not the id of an organisation (org_…).");

    private static bool IsTrue(IConfigurationSection section, string name) =>
        section[name] switch
        {
            null or "false" or "False" => false,
            "true" or "True" => true,
            _ => throw new SettingsException($"OpenId:{name} must be true or false."),
        };

    private static List<string> ListOf(IConfigurationSection section) =>
        (section.Value?.Split(';') ?? section.GetChildren().Select(child => child.Value))
            .Select(value => value?.Trim() ?? "")
            .Where(value => value.Length > 0)
            .ToList();
}

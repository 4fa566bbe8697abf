using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Sotto.Server.Configuration;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// The company's OpenID Connect provider: its settings, and its description and keys, which the library keeps. What it
/// signs is not believed here; <see cref="IdTokens"/> and <see cref="LogoutTokens"/> decide that.
/// </summary>
internal sealed class OpenIdProvider : IDisposable
{
    public const string CallbackPath = "/v1/sign-in/openid/callback";

    private const string Discovery = "/.well-known/openid-configuration";
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly OpenIdSettings? _settings;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _descriptions;

    public OpenIdProvider(ServerSettings settings)
    {
        // A redirect would take the client's secret along to wherever it points.
        Http = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = ConnectionLifetime }
        )
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MostBytes,
        };
        _settings = settings.OpenId;
        Callback = settings.PublicOrigin + CallbackPath;
        if (_settings is not null)
        {
            _descriptions = new ConfigurationManager<OpenIdConnectConfiguration>(
                _settings.Authority.TrimEnd('/') + Discovery,
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(Http)
                {
                    RequireHttps = _settings.Authority.StartsWith("https:", StringComparison.Ordinal),
                },
                new DiscoveryRules(_settings)
            )
            {
                UseLastKnownGoodConfiguration = false, // a key that the provider withdrew counts no longer
            };
        }
    }

    /// <summary>Reaches the provider; nothing of what it carries is logged.</summary>
    public HttpClient Http { get; }

    /// <summary>Where the provider sends browsers back to; the only such address that is registered there.</summary>
    public string Callback { get; }

    public bool IsOffered => _settings is not null;

    /// <summary>Only where <see cref="IsOffered"/>.</summary>
    public OpenIdSettings Settings => _settings ?? throw new InvalidOperationException("No provider is configured.");

    /// <summary>The provider's description and keys, fetched again when a key is unknown.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration> Descriptions =>
        _descriptions ?? throw new InvalidOperationException("No provider is configured.");

    /// <summary>Null when the provider cannot be reached or describes somebody else.</summary>
    public async Task<OpenIdConnectConfiguration?> DescribeAsync(CancellationToken cancel)
    {
        try
        {
            return await Descriptions.GetConfigurationAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Where the browser goes to sign in. Only the scope <c>openid</c> is asked for: names and addresses of people would
    /// decide nothing here.
    /// </summary>
    public string AddressFor(OpenIdConnectConfiguration description, StartedCeremony ceremony)
    {
        OpenIdConnectMessage message = new()
        {
            IssuerAddress = description.AuthorizationEndpoint,
            ClientId = Settings.ClientId,
            RedirectUri = Callback,
            ResponseType = OpenIdConnectResponseType.Code,
            Scope = OpenIdConnectScope.OpenId,
            State = ceremony.State,
            Nonce = ceremony.Nonce,
            EnableTelemetryParameters = false,
        };
        message.SetParameter("code_challenge", ceremony.Challenge);
        message.SetParameter("code_challenge_method", "S256");
        if (Settings.AcceptedAcr.Count > 0)
        {
            message.AcrValues = string.Join(' ', Settings.AcceptedAcr);
        }

        return message.CreateAuthenticationRequestUrl();
    }

    public void Dispose() => Http.Dispose();
}

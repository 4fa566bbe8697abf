using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Sotto.Server.Configuration;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// The company's OpenID Connect provider: its description and keys, kept by the library, and its token endpoint. What it
/// answers is not believed here; <see cref="IdTokens"/> and <see cref="LogoutTokens"/> decide that.
/// </summary>
internal sealed class OpenIdProvider : IDisposable
{
    public const string CallbackPath = "/v1/sign-in/openid/callback";

    private const string Discovery = "/.well-known/openid-configuration";
    private const string BasicAuthentication = "client_secret_basic";
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly OpenIdSettings? _settings;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _descriptions;
    private readonly string _callback;

    public OpenIdProvider(ServerSettings settings)
    {
        // A redirect would take the client's secret along to wherever it points.
        _http = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = ConnectionLifetime }
        )
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MostBytes,
        };
        _settings = settings.OpenId;
        _callback = settings.PublicOrigin + CallbackPath;
        if (_settings is not null)
        {
            _descriptions = new ConfigurationManager<OpenIdConnectConfiguration>(
                _settings.Authority.TrimEnd('/') + Discovery,
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(_http) { RequireHttps = _settings.Authority.StartsWith("https:", StringComparison.Ordinal) },
                new DiscoveryRules(_settings)
            )
            {
                UseLastKnownGoodConfiguration = false, // a key that the provider withdrew counts no longer
            };
        }
    }

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
            RedirectUri = _callback,
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

    /// <summary>Trades a code for tokens, proving with the verifier that it is the code of this ceremony. Null when refused.</summary>
    public async Task<OpenIdConnectMessage?> ExchangeAsync(
        OpenIdConnectConfiguration description,
        string code,
        string verifier,
        CancellationToken cancel
    )
    {
        try
        {
            using HttpRequestMessage request = await RequestAsync(description, code, verifier, cancel)
                .ConfigureAwait(false);
            using HttpResponseMessage response = await _http.SendAsync(request, cancel).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? new OpenIdConnectMessage(text) : null;
        }
        catch (Exception error)
            when (error is HttpRequestException or JsonException or ArgumentException or IOException
                || (error is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpRequestMessage> RequestAsync(
        OpenIdConnectConfiguration description,
        string code,
        string verifier,
        CancellationToken cancel
    )
    {
        string secret = (await File.ReadAllTextAsync(Settings.ClientSecretFile, cancel).ConfigureAwait(false)).Trim();
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = OpenIdConnectGrantTypes.AuthorizationCode,
            ["code"] = code,
            ["redirect_uri"] = _callback,
            ["code_verifier"] = verifier,
        };
        ICollection<string> methods = description.TokenEndpointAuthMethodsSupported;
        bool isBasic = methods.Count == 0 || methods.Contains(BasicAuthentication);
        if (!isBasic)
        {
            form["client_id"] = Settings.ClientId;
            form["client_secret"] = secret;
        }

        HttpRequestMessage request = new(HttpMethod.Post, description.TokenEndpoint)
        {
            Content = new FormUrlEncodedContent(form),
        };
        if (isBasic)
        {
            string pair = $"{Uri.EscapeDataString(Settings.ClientId)}:{Uri.EscapeDataString(secret)}"; // RFC 6749, 2.3.1
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))
            );
        }

        return request;
    }
}

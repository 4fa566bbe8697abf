using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>The provider's token endpoint, where this server proves that it is the client.</summary>
internal sealed class TokenEndpoint(OpenIdProvider provider)
{
    private const string BasicAuthentication = "client_secret_basic";

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
            using HttpResponseMessage response = await provider.Http.SendAsync(request, cancel).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? new OpenIdConnectMessage(text) : null;
        }
        catch (Exception error) when (IsOfTheProvider(error, cancel))
        {
            return null;
        }
    }

    /// <summary>Away, too slow, too long, or not JSON; or an operator has taken the secret away.</summary>
    private static bool IsOfTheProvider(Exception error, CancellationToken cancel) =>
        error
            is HttpRequestException
                or JsonException
                or ArgumentException
                or IOException
                or UnauthorizedAccessException
        || (error is OperationCanceledException && !cancel.IsCancellationRequested);

    private async Task<HttpRequestMessage> RequestAsync(
        OpenIdConnectConfiguration description,
        string code,
        string verifier,
        CancellationToken cancel
    )
    {
        string file = provider.Settings.ClientSecretFile;
        string secret = (await File.ReadAllTextAsync(file, cancel).ConfigureAwait(false)).Trim();
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = OpenIdConnectGrantTypes.AuthorizationCode,
            ["code"] = code,
            ["redirect_uri"] = provider.Callback,
            ["code_verifier"] = verifier,
        };
        ICollection<string> methods = description.TokenEndpointAuthMethodsSupported;
        bool isBasic = methods.Count == 0 || methods.Contains(BasicAuthentication);
        if (!isBasic)
        {
            form["client_id"] = provider.Settings.ClientId;
            form["client_secret"] = secret;
        }

        return new HttpRequestMessage(HttpMethod.Post, description.TokenEndpoint)
        {
            Content = new FormUrlEncodedContent(form),
            Headers = { Authorization = isBasic ? BasicOf(provider.Settings.ClientId, secret) : null },
        };
    }

    /// <summary>RFC 6749, 2.3.1: both halves are encoded before they are joined.</summary>
    private static AuthenticationHeaderValue BasicOf(string client, string secret)
    {
        string pair = $"{Uri.EscapeDataString(client)}:{Uri.EscapeDataString(secret)}";
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }
}

using System.Security.Cryptography;
using Sotto.Samples;

namespace Sotto.Scenarios.Harness;

/// <summary>The company's own backend with its own key, which knows who is logged in on the company's page.</summary>
public sealed class Backend : IDisposable
{
    /// <summary>What a company's page does, before the snippet runs.</summary>
    private const string Identifies = """
        window.sotto = window.sotto || { q: [] }
        sotto.q.push(["identify", async ({ jkt, organisation }) => (await companyToken(jkt, organisation)) || null])
        """;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Who is logged in: what the company calls them, and their name. Null for nobody.</summary>
    public (string Subject, string Name)? LoggedIn { get; set; }

    /// <summary>From here on this browser is one in which the company's page says who its customer is.</summary>
    public async Task ServeAsync(IBrowserContext browser)
    {
        await browser.ExposeFunctionAsync<string, string, string>(
            "companyToken",
            (jkt, organisation) =>
                LoggedIn is { } customer
                    ? CompanyToken.Create(_key, organisation, jkt, customer.Subject, customer.Name, TimeProvider.System)
                    : ""
        );
        await browser.AddInitScriptAsync(Identifies);
    }

    public void Dispose() => _key.Dispose();
}

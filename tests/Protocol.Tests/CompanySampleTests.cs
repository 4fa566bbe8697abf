using System.Diagnostics;
using System.Security.Cryptography;
using Sotto.Samples;
using Sotto.Tests;

namespace Sotto.Protocol.Tests;

/// <summary>The samples of <c>docs/company-token.md</c> run, and what they make is believed.</summary>
public sealed class CompanySampleTests : IDisposable
{
    private const string Subject = "customer-4711";
    private const string Name = "Grace Hopper, Zoë 株";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SigningKey _root = SigningKey.Generate();
    private readonly SigningKey _device = SigningKey.Generate();
    private readonly OrganisationId _organisation;

    public CompanySampleTests()
    {
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        _organisation = OrganisationId.New(random);
    }

    [Fact]
    public void The_sample_in_CSharp_makes_a_token_that_is_believed() =>
        AssertBelieved(
            CompanyToken.Create(
                _key,
                _organisation.ToString(),
                _device.PublicKey.Thumbprint,
                Subject,
                Name,
                TimeProvider.System
            )
        );

    [Theory]
    [InlineData("node", "--version", "company_token.mjs")]
    [InlineData("python3", "-c \"import cryptography\"", "company_token.py")]
    [InlineData("php", "--version", "company_token.php")]
    public async Task Samples_in_other_languages_make_tokens_that_are_believed(
        string runtime,
        string probe,
        string sample
    )
    {
        if (!await AnswersAsync(runtime, probe))
        {
            Assert.Skip($"{sample} was not run: {runtime} (with what the sample needs) is not on this machine.");
        }

        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, _key.ExportPkcs8PrivateKeyPem());
            string script = Path.Combine(RepositoryFiles.Root, "docs/samples/company-token", sample);
            AssertBelieved(
                await RunAsync(
                    runtime,
                    [script, file, _organisation.ToString(), _device.PublicKey.Thumbprint, Subject, Name]
                )
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        _root.Dispose();
        _device.Dispose();
    }

    private void AssertBelieved(string token)
    {
        ECPoint q = _key.ExportParameters(includePrivateParameters: false).Q;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string statement = CertificateIssuing.CompanyKeys(_root, _organisation, 1, [CompanyKey.P256(q.X!, q.Y!)], now);
        VerifiedCompanyKeys keys = VerifiedCompanyKeys.Verify(statement, new(_organisation, _root.PublicKey), now);
        VerifiedCompanyToken verified = VerifiedCompanyToken.Verify(token, keys, _device.PublicKey, now);
        Assert.Equal((Subject, Name), (verified.Subject, verified.Name));
    }

    private static async Task<bool> AnswersAsync(string runtime, string probe)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(runtime, probe)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> RunAsync(string runtime, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(runtime, arguments) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}

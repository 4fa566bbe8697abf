using System.Globalization;
using System.Text.Json;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Conversations;

/// <summary>
/// A visitor in a conversation with an agent, who has a second browser now: signed in, certified, and no member. There is
/// another organisation that must notice nothing.
/// </summary>
internal sealed class AdmissionScene : IAsyncDisposable
{
    private readonly SigningKey _vault = SigningKey.Generate();

    private AdmissionScene(TwoCompanies companies, Colleague agent, string certificate)
    {
        Companies = companies;
        Agent = agent;
        AgentCertificate = certificate;
        Visitor = new TestVisitor(companies.Host, companies.Ours);
        NewBrowser = new TestDevice(companies.Host);
    }

    public TwoCompanies Companies { get; }

    public TestOrganisation Ours => Companies.Ours;

    public TestVisitor Visitor { get; }

    public Colleague Agent { get; }

    /// <summary>Of the agent's first browser.</summary>
    public string AgentCertificate { get; }

    /// <summary>The agent's second browser.</summary>
    public TestDevice NewBrowser { get; private set; }

    public string Certificate { get; private set; } = "";

    public static async Task<AdmissionScene> OpenAsync(Stores stores, string store)
    {
        TwoCompanies companies = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await companies.HireRegisteredAsync();
        string certificate = await companies.CertifyAsync(agent.Device, agent.User);
        byte[] identity = new Credential.OfAgent(certificate, companies.Ours.IssuerCertificate).Encode();
        await TestOrganisation.StockAsync(agent.Device, identity);
        AdmissionScene scene = new(companies, agent, certificate);
        await scene.Visitor.StartAsync(agent.Device.Id);
        scene.NewBrowser = await scene.SignedInAsync();
        scene.Certificate = await companies.CertifyAsync(scene.NewBrowser, agent.User);
        return scene;
    }

    /// <summary>A browser of the agent that waits for a certificate.</summary>
    public async Task<TestDevice> SignedInAsync()
    {
        TestDevice device = new(Companies.Host);
        await Companies.SignInAsync(device, Agent.Authenticator);
        (await TwoCompanies.RegisterAsync(device)).As<DeviceRegistered>();
        return device;
    }

    /// <summary>A key package with which the new browser may ask.</summary>
    public byte[] Package() => Package(NewBrowser, Agent.User, Certificate);

    public byte[] Package(TestDevice device, UserId user, string certificate, bool vouched = true)
    {
        DateTimeOffset now = Companies.Host.Time.GetUtcNow();
        VaultDeviceSubject subject = VaultDeviceSubject.Of(Ours.Id, user, device.Key.PublicKey);
        string? word = vouched ? CertificateIssuing.VaultDevice(_vault, subject, now) : null;
        return device.NewKeyPackage(new Credential.OfAgent(certificate, Ours.IssuerCertificate, word).Encode());
    }

    public Task<Reply> AskAsync(TestDevice from, byte[] package) =>
        from.CallAsync(Visitor.Path("admissions"), new AskAdmissionRequest(new Bytes(package)));

    /// <summary>The new browser has asked with this key package.</summary>
    public async Task<byte[]> AskedAsync()
    {
        byte[] package = Package();
        (await AskAsync(NewBrowser, package)).IsNoContent();
        return package;
    }

    /// <summary>
    /// Requests of this many further devices of the agent, as they lie in the store: they come before or after the new
    /// browser's as their ids fall.
    /// </summary>
    public async Task CrowdedAsync(int count)
    {
        foreach (int number in Enumerable.Range(0, count))
        {
            var values = new
            {
                device = DeviceId.New(TwoCompanies.Random).ToString(),
                number = number.ToString(CultureInfo.InvariantCulture),
                browser = NewBrowser.Id.ToString(),
            };
            await Companies.Host.Database.WriteAsync(transaction =>
            {
                transaction.Execute(
                    "INSERT INTO devices (device_id, organisation_id, owner_id, kind, name, public_key, thumbprint, "
                        + "created_at, last_seen_at) SELECT @device, organisation_id, owner_id, kind, name, public_key, "
                        + "@number, created_at, last_seen_at FROM devices WHERE device_id = @browser",
                    values
                );
                transaction.Execute(
                    "INSERT INTO admissions (conversation_id, organisation_id, device_id, reference, key_package, "
                        + "asked_at) SELECT conversation_id, organisation_id, @device, reference, key_package, asked_at "
                        + "FROM admissions WHERE device_id = @browser",
                    values
                );
            });
        }
    }

    public Task<Reply> CommitAsync(SubmitCommitRequest request) =>
        Visitor.Device.CallAsync(Visitor.Path("commits"), request, idempotencyKey: TestDevice.NewMessageId());

    public Task RevokeNewBrowserAsync() => RevokeAsync(Certificate);

    public async Task RevokeAsync(string certificate)
    {
        DateTimeOffset now = Companies.Host.Time.GetUtcNow();
        using JsonDocument claims = JsonDocument.Parse(Bytes.FromBase64Url(certificate.Split('.')[1]).Memory);
        Dictionary<string, DateTimeOffset> revoked = new(StringComparer.Ordinal)
        {
            [claims.RootElement.GetProperty("jti").GetString()!] = now,
        };
        string list = CertificateIssuing.Revocations(Ours.Issuer, Ours.Id, 2, revoked, now);
        Reply reply = await TwoCompanies.CommandAsync(
            Companies.Owner,
            "/v1/revocations",
            new PublishRevocationsRequest(list)
        );
        Assert.Equal(System.Net.HttpStatusCode.Created, reply.Status);
    }

    public Task<Reply> RefusedAsync(Func<Task<Reply>> call) => Companies.RefusedAsync(call);

    public async ValueTask DisposeAsync()
    {
        _vault.Dispose();
        Visitor.Dispose();
        NewBrowser.Dispose();
        await Companies.DisposeAsync();
    }
}

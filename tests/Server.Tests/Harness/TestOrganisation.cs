using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Tests;
using Sotto.Tests;

namespace Sotto.Server.Tests.Harness;

/// <summary>An organisation that was set up through the interface, with its owner's certified device.</summary>
internal sealed class TestOrganisation : IDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    private readonly IServerUnderTest _host;

    private TestOrganisation(IServerUnderTest host, OrganisationId id)
    {
        _host = host;
        Id = id;
        OwnerDevice = new TestDevice(host);
    }

    public OrganisationId Id { get; }

    public UserId Owner { get; } = UserId.New(Random);

    public InboxId Inbox { get; } = InboxId.New(Random);

    public SigningKey Root { get; } = SigningKey.Generate();

    public SigningKey Issuer { get; } = SigningKey.Generate();

    public SoftwareAuthenticator Authenticator { get; } = new();

    public TestDevice OwnerDevice { get; }

    public string IssuerCertificate { get; private set; } = "";

    public string OwnerCertificate { get; private set; } = "";

    public byte[] OwnerIdentity => new Credential.OfAgent(OwnerCertificate, IssuerCertificate).Encode();

    public static async Task<TestOrganisation> SetUpAsync(IServerUnderTest host, string name = "Example")
    {
        string token = await host.NewSetUpTokenAsync();
        OrganisationId id = await LinkedAsync(host, token);
        TestOrganisation organisation = new(host, id);
        await organisation.SetUpAsync(token, name);
        return organisation;
    }

    public string AgentCertificate(TestDevice device, UserId user, params InboxId[] inboxes) =>
        CertificateIssuing.Agent(
            Issuer,
            new AgentSubject(Id, user, "Agent", CertificateRole.Agent, device.Id, inboxes, device.Key.PublicKey),
            _host.Clock.GetUtcNow(),
            Random
        );

    /// <summary>Fills the stock of a certified device; returns the key packages by reference.</summary>
    public static async Task StockAsync(TestDevice device, byte[] identity, int count = 5, bool lastResort = true)
    {
        Bytes Package(bool last) => new(device.NewKeyPackage(identity, last));
        UploadKeyPackagesRequest request = new(
            Enumerable.Range(0, count).Select(_ => Package(last: false)).ToList(),
            lastResort ? Package(last: true) : null
        );
        Reply reply = await device.CallAsync($"/v1/devices/{device.Id}/key-packages", request);
        reply.As<KeyPackageStock>();
    }

    /// <summary>Publishes a list that revokes the owner's own device.</summary>
    public async Task RevokeOwnerDeviceAsync()
    {
        DateTimeOffset now = _host.Clock.GetUtcNow();
        string identifier = JwsIdentifierOf(OwnerCertificate);
        Dictionary<string, DateTimeOffset> revoked = new(StringComparer.Ordinal) { [identifier] = now };
        string list = CertificateIssuing.Revocations(Issuer, Id, 2, revoked, now);
        Reply reply = await OwnerDevice.PostAsync(
            "/v1/revocations",
            new PublishRevocationsRequest(list),
            proof: true,
            idempotencyKey: TestDevice.NewMessageId()
        );
        Assert.Equal(System.Net.HttpStatusCode.Created, reply.Status);
    }

    private static string JwsIdentifierOf(string certificate)
    {
        byte[] claims = Bytes.FromBase64Url(certificate.Split('.')[1]).ToArray();
        return System.Text.Json.JsonDocument.Parse(claims).RootElement.GetProperty("jti").GetString()!;
    }

    public Task StockOwnerAsync(int count = 5) => StockAsync(OwnerDevice, OwnerIdentity, count);

    public void Dispose()
    {
        Root.Dispose();
        Issuer.Dispose();
        Authenticator.Dispose();
        OwnerDevice.Dispose();
    }

    private static async Task<OrganisationId> LinkedAsync(IServerUnderTest host, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/setup");
        request.Headers.Add("Sotto-Setup", token);
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        return (await Reply.ReadAsync(response)).As<SetUpState>().Organisation;
    }

    private async Task SetUpAsync(string token, string name)
    {
        DateTimeOffset now = _host.Clock.GetUtcNow();
        IssuerCertificate = CertificateIssuing.Issuer(Root, Id, Owner, "Owner", Issuer.PublicKey, now);
        OwnerCertificate = CertificateIssuing.Agent(
            Issuer,
            new AgentSubject(
                Id,
                Owner,
                "Owner",
                CertificateRole.Agent,
                OwnerDevice.Id,
                [Inbox],
                OwnerDevice.Key.PublicKey
            ),
            now,
            Random
        );
        PasskeyOptions options = (
            await PostAsync("/v1/setup/options", token, new SetUpOptionsRequest(Owner, "Owner"), proof: false)
        ).As<PasskeyOptions>();
        SetUpRequest request = new(
            options.Challenge,
            Authenticator.Register(options, _host.Origin),
            new OrganisationName(Id, name),
            new NewOwner(Owner, "Owner"),
            Root.PublicKey.Raw,
            IssuerCertificate,
            new NewDevice(OwnerDevice.Id, "Browser"),
            OwnerCertificate,
            CertificateIssuing.Revocations(
                Issuer,
                Id,
                1,
                new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal),
                now
            ),
            new NewInbox(Inbox, "Front desk", "Hello", "https://company.example")
        );
        Reply reply = await PostAsync("/v1/setup", token, request, proof: true);
        reply.As<Session>();
        OwnerDevice.Cookie = reply.Cookies.Single().Split(';')[0];
    }

    private async Task<Reply> PostAsync(string path, string token, object body, bool proof)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = TestDevice.Json(body) };
        request.Headers.Add("Sotto-Setup", token);
        if (proof)
        {
            request.Headers.Add("DPoP", await OwnerDevice.ProofAsync("POST", path));
        }

        using HttpResponseMessage response = await _host.Http.SendAsync(request);
        return await Reply.ReadAsync(response);
    }
}

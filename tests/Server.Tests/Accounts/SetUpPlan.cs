using Microsoft.Extensions.DependencyInjection;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Accounts;
using Sotto.Server.Tests.Harness;

namespace Sotto.Server.Tests.Accounts;

/// <summary>An owner with everything made and signed, who has not posted it yet.</summary>
internal sealed class SetUpPlan : IDisposable
{
    private readonly TwoCompanies _scene;

    private SetUpPlan(TwoCompanies scene, string token, OrganisationId organisation, SigningKey root)
    {
        Root = root;
        _scene = scene;
        Token = token;
        Organisation = organisation;
        Device = new TestDevice(scene.Host);
    }

    public static Dictionary<string, DateTimeOffset> NothingRevoked { get; } = new(StringComparer.Ordinal);

    public string Token { get; }
    public OrganisationId Organisation { get; }
    public TestDevice Device { get; }
    public UserId Owner { get; } = UserId.New(TwoCompanies.Random);
    public InboxId Inbox { get; } = InboxId.New(TwoCompanies.Random);
    public SigningKey Root { get; }
    public SigningKey Issuer { get; } = SigningKey.Generate();
    public DateTimeOffset Now => _scene.Host.Time.GetUtcNow();

    public static async Task<SetUpPlan> MakeAsync(TwoCompanies scene, string? link = null, SigningKey? root = null)
    {
        string token = link ?? await scene.Host.Services.GetRequiredService<SetUpLinks>().CreateAsync();
        SetUpState state = (await scene.GetAsync("/v1/setup", ("Sotto-Setup", token))).As<SetUpState>();
        return new SetUpPlan(scene, token, state.Organisation, root ?? SigningKey.Generate());
    }

    public string Certify(UserId user, DeviceId device, Ed25519PublicKey key, InboxId inbox) =>
        CertificateIssuing.Agent(
            Issuer,
            new AgentSubject(Organisation, user, "Owner", CertificateRole.Agent, device, [inbox], key),
            Now,
            TwoCompanies.Random
        );

    public async Task<SetUpRequest> RequestAsync(Forgery? forgery = null)
    {
        using SoftwareAuthenticator authenticator = new();
        PasskeyOptions options = (
            await _scene.PostAsync("/v1/setup/options", new SetUpOptionsRequest(Owner, "Owner"), ("Sotto-Setup", Token))
        ).As<PasskeyOptions>();
        return new SetUpRequest(
            options.Challenge,
            authenticator.Register(options, _scene.Host.Settings.PublicOrigin, forgery),
            new OrganisationName(Organisation, "Third"),
            new NewOwner(Owner, "Owner"),
            Root.PublicKey.Raw,
            CertificateIssuing.Issuer(Root, Organisation, Owner, "Owner", Issuer.PublicKey, Now),
            new NewDevice(Device.Id, "Browser"),
            Certify(Owner, Device.Id, Device.Key.PublicKey, Inbox),
            CertificateIssuing.Revocations(Issuer, Organisation, 1, NothingRevoked, Now),
            new NewInbox(Inbox, "Front desk", "Hello\nthere", "https://company.example")
        );
    }

    public async Task<Reply> PostAsync(SetUpRequest request, TestDevice? prover = null)
    {
        string proof = await (prover ?? Device).ProofAsync("POST", "/v1/setup");
        return await _scene.PostAsync("/v1/setup", request, ("Sotto-Setup", Token), ("DPoP", proof));
    }

    public void Dispose()
    {
        Device.Dispose();
        Root.Dispose();
        Issuer.Dispose();
    }
}

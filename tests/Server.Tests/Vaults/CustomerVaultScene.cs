using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Conversations;
using Sotto.Server.Tests.Harness;
using Sotto.Tests;

namespace Sotto.Server.Tests.Vaults;

/// <summary>One way into a customer's vault, with the secret that the server never has before somebody returns by it.</summary>
internal sealed record TestWay(CustomerVaultWay Posted, Bytes Access)
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    public ShownVaultWay Shown => new(Posted.Id, Access);

    public static TestWay New()
    {
        byte[] access = RandomNumberGenerator.GetBytes(Limits.VaultAccessBytes);
        Bytes wrapped = new(RandomNumberGenerator.GetBytes(61));
        return new(
            new CustomerVaultWay(VaultWayId.New(Random), wrapped, new Bytes(SHA256.HashData(access))),
            new Bytes(access)
        );
    }
}

/// <summary>What customers do with their vaults, as their browsers do it.</summary>
internal static class CustomerVaultScene
{
    public const string Route = "/v1/customer-vault";

    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    public static async Task<(VaultId Id, TestWay[] Ways)> BeginAsync(TestDevice device)
    {
        TestWay[] ways = [TestWay.New(), TestWay.New()];
        VaultId id = VaultId.New(Random);
        (await CreateAsync(device, id, ways)).IsCreated();
        return (id, ways);
    }

    public static Task<Reply> CreateAsync(TestDevice device, VaultId id, params TestWay[] ways) =>
        device.CallAsync(Route, new CreateCustomerVaultRequest(id, [.. ways.Select(way => way.Posted)]), proof: true);

    public static Task<Reply> AddAsync(TestDevice device, VaultId id, TestWay way, TestWay known) =>
        device.CallAsync($"{Route}/ways", new AddCustomerVaultWayRequest(id, way.Posted, known.Shown), proof: true);

    public static Task<Reply> RemoveAsync(TestDevice device, TestWay way, TestWay known) =>
        device.CallAsync($"{Route}/ways/{way.Posted.Id}/remove", new ByVaultWayRequest(known.Shown), proof: true);

    public static Task<Reply> RemoveAllAsync(TestDevice device, TestWay known) =>
        device.CallAsync($"{Route}/remove", new ByVaultWayRequest(known.Shown), proof: true);

    public static async Task<Vault> ReadAsync(TestDevice device) => (await device.ReadAsync(Route)).As<Vault>();

    public static async Task<Reply> PutAsync(
        TestDevice device,
        ConversationId conversation,
        PutVaultPartRequest part
    ) => await device.PutAsync(Part(conversation), part, await device.TokenAsync());

    public static string Part(ConversationId conversation) => $"{Route}/conversations/{conversation}/parts/0";

    public static PutVaultPartRequest NewPart(VaultId vault, long number = 1) =>
        new(vault, number, new Bytes(RandomNumberGenerator.GetBytes(4096)));

    /// <summary>A device that was never here asks to be one of the customer whose way this is.</summary>
    public static Task<Reply> ReturnAsync(
        Scene scene,
        TestVisitor browser,
        VaultWayId way,
        Bytes access,
        TestOrganisation? organisation = null
    )
    {
        TestOrganisation asked = organisation ?? scene.Ours;
        return browser.Device.PostAsync(
            $"/v1/inboxes/{asked.Inbox}/returning-customers",
            Request(scene, browser, way, access, asked),
            proof: true
        );
    }

    public static ReturnCustomerRequest Request(
        Scene scene,
        TestVisitor browser,
        VaultWayId way,
        Bytes access,
        TestOrganisation organisation
    )
    {
        string credential = CertificateIssuing.Customer(
            browser.Device.Key,
            organisation.Id,
            browser.Customer,
            browser.Device.Id,
            scene.Host.Time.GetUtcNow()
        );
        return new ReturnCustomerRequest(way, access, browser.Device.Id, credential);
    }
}

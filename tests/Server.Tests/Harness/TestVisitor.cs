using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Tests;
using Sotto.Tests;

namespace Sotto.Server.Tests.Harness;

/// <summary>A visitor who starts and holds a conversation; the MLS messages are well formed and cryptographically meaningless.</summary>
internal sealed class TestVisitor(
    IServerUnderTest host,
    TestOrganisation organisation,
    TestDevice? device = null,
    CustomerId? customer = null
) : IDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    public TestDevice Device { get; } = device ?? new(host);

    public CustomerId Customer { get; } = customer ?? CustomerId.New(Random);

    public ConversationId Conversation { get; set; } = ConversationId.New(Random);

    public byte[] GroupId => new ConversationGroupId(Conversation, 0).ToBytes();

    /// <summary>Takes key packages and starts the conversation with every one it got.</summary>
    public async Task StartAsync(params DeviceId[] devices)
    {
        StartConversationRequest request = await PrepareAsync(devices);
        Reply reply = await PostAsync(request);
        Assert.Equal(2, reply.As<ConversationStarted>().Sequence);
    }

    public async Task<IReadOnlyList<TakenKeyPackage>> TakeAsync(params DeviceId[] devices)
    {
        Reply reply = await Device.PostAsync(
            $"/v1/inboxes/{organisation.Inbox}/key-packages",
            new KeyPackagesRequest(devices),
            proof: true
        );
        return reply.As<TakenKeyPackages>().KeyPackages;
    }

    public async Task<StartConversationRequest> PrepareAsync(params DeviceId[] devices)
    {
        DeviceId[] wanted = devices.Length > 0 ? devices : [organisation.OwnerDevice.Id];
        IReadOnlyList<TakenKeyPackage> taken = await TakeAsync(wanted);
        Assert.Equal(wanted.Length, taken.Count);
        return Request(taken.Select(package => package.KeyPackage.ToArray()).ToList());
    }

    public StartConversationRequest Request(IReadOnlyList<byte[]> keyPackages)
    {
        string credential = CertificateIssuing.Customer(
            Device.Key,
            organisation.Id,
            Customer,
            Device.Id,
            host.Clock.GetUtcNow()
        );
        byte[] identity = new Credential.OfCustomer(credential).Encode();
        CraftedMls.Leaf[] founder = [new(Device.Key.PublicKey.Raw.ToArray(), identity)];
        return new StartConversationRequest(
            Conversation,
            Customer,
            Device.Id,
            credential,
            new Bytes(CraftedMls.GroupInfo(GroupId, 0, founder)),
            new Bytes(CraftedMls.Commit(GroupId, 0, keyPackages)),
            new Bytes(CraftedMls.Welcome(keyPackages.Select(CraftedMls.ReferenceOf))),
            new FirstMessage(TestDevice.NewMessageId(), new Bytes(CraftedMls.PrivateMessage(GroupId, 1)), Commitment())
        );
    }

    public Task<Reply> PostAsync(StartConversationRequest request, MessageId? key = null, InboxId? inbox = null) =>
        Device.PostAsync(
            $"/v1/inboxes/{inbox ?? organisation.Inbox}/conversations",
            request,
            proof: true,
            idempotencyKey: key ?? TestDevice.NewMessageId()
        );

    /// <summary>A message that a member of this conversation may send in the given epoch.</summary>
    public SendMessageRequest Message(long epoch = 1, MessageId? id = null, byte fill = 0x77) =>
        new(
            id ?? TestDevice.NewMessageId(),
            epoch,
            new Bytes(CraftedMls.PrivateMessage(GroupId, (ulong)epoch, fill: fill)),
            Commitment()
        );

    public SubmitCommitRequest Update(long epoch, uint leaf = 0) =>
        new(
            epoch,
            new Bytes(CraftedMls.Commit(GroupId, (ulong)epoch, sender: leaf)),
            new Bytes(CraftedMls.GroupInfo(GroupId, (ulong)epoch + 1, Leaves(Device, organisation.OwnerDevice)))
        );

    /// <summary>A commit that removes one leaf and leaves the others.</summary>
    public SubmitCommitRequest Removal(long epoch, uint leaf, params TestDevice[] staying) =>
        new(
            epoch,
            new Bytes(CraftedMls.Commit(GroupId, (ulong)epoch, removes: [leaf])),
            new Bytes(CraftedMls.GroupInfo(GroupId, (ulong)epoch + 1, Leaves(staying)))
        );

    public static CraftedMls.Leaf[] Leaves(params TestDevice[] devices) =>
        devices.Select(device => new CraftedMls.Leaf(device.Key.PublicKey.Raw.ToArray(), "id"u8.ToArray())).ToArray();

    public string Path(string what) => $"/v1/conversations/{Conversation}/{what}";

    public Task<Reply> SendAsync(TestDevice from, SendMessageRequest message) =>
        from.CallAsync(Path("messages"), message);

    public void Dispose() => Device.Dispose();

    private static Bytes Commitment() => new(RandomNumberGenerator.GetBytes(Limits.CommitmentBytes));
}

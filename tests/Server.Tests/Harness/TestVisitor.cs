using System.Security.Cryptography;
using Sotto.Mls;
using Sotto.Mls.Groups;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Tests;
using Credential = Sotto.Protocol.Credential;

namespace Sotto.Server.Tests.Harness;

/// <summary>
/// A visitor who starts and holds a conversation. Group, commits and Welcomes are real; private messages, into which the
/// server cannot look, are well formed and meaningless.
/// </summary>
internal sealed class TestVisitor(
    IServerUnderTest host,
    TestOrganisation organisation,
    TestDevice? device = null,
    CustomerId? customer = null
) : IDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();
    private readonly Dictionary<DeviceId, TestMember> _invited = [];
    private IReadOnlyList<Extension> _extensions = [];
    private TestMember? _member;
    private Bytes? _welcome;

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

    /// <summary>A first contact that invites by these key packages, perhaps with a company's token in the founder's leaf.</summary>
    public StartConversationRequest Request(IReadOnlyList<byte[]> keyPackages, string? token = null)
    {
        string credential = CertificateIssuing.Customer(
            Device.Key,
            organisation.Id,
            Customer,
            Device.Id,
            host.Clock.GetUtcNow()
        );
        return Request(keyPackages, credential, new Credential.OfCustomer(credential, token).Encode());
    }

    /// <summary>A first contact whose founder's leaf shows this identity.</summary>
    public StartConversationRequest Request(IReadOnlyList<byte[]> keyPackages, string credential, byte[] identity)
    {
        Forget();
        TestMember founder = _member = TestMember.Found(Device, GroupId, identity, host.Clock, _extensions);
        Bytes groupInfo = new(founder.Group.CreateGroupInfo().Encode());
        List<KeyPackage> invited = keyPackages.Select(package => (KeyPackage)MlsFraming.Parse(package)).ToList();
        PreparedCommit commit = founder.Prepare(0, new CommitOptions { Adds = invited });
        _welcome = new Bytes(commit.Welcome!.Encode());
        return new StartConversationRequest(
            Conversation,
            Customer,
            Device.Id,
            credential,
            groupInfo,
            new Bytes(commit.Message.Encode()),
            _welcome.Value,
            new FirstMessage(TestDevice.NewMessageId(), new Bytes(CraftedMls.PrivateMessage(GroupId, 1)), Commitment())
        );
    }

    /// <summary>A first contact whose group has these extensions.</summary>
    public async Task<StartConversationRequest> PrepareAsync(IReadOnlyList<Extension> extensions, DeviceId device)
    {
        _extensions = extensions;
        return await PrepareAsync(device);
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

    /// <summary>A commit of the visitor's that renews its keys.</summary>
    public SubmitCommitRequest Update(long epoch) => Member.Commit(epoch);

    /// <summary>The same of somebody whom the first contact invited.</summary>
    public SubmitCommitRequest Update(long epoch, TestDevice invited) => MemberOf(invited).Commit(epoch);

    /// <summary>A commit of the visitor's that removes one leaf and leaves the others.</summary>
    public SubmitCommitRequest Removal(long epoch, uint leaf) =>
        Member.Commit(epoch, new CommitOptions { Removes = [new LeafIndex(leaf)] });

    /// <summary>A commit of the visitor's that adds by these key packages.</summary>
    public SubmitCommitRequest Addition(long epoch, params byte[][] keyPackages) =>
        Member.Commit(
            epoch,
            new CommitOptions { Adds = keyPackages.Select(package => (KeyPackage)MlsFraming.Parse(package)).ToList() }
        );

    /// <summary>Somebody's view of the group, whom the first contact invited.</summary>
    public TestMember MemberOf(TestDevice invited)
    {
        if (!_invited.TryGetValue(invited.Id, out TestMember? member))
        {
            _invited.Add(invited.Id, member = TestMember.Join(invited, _welcome!.Value, host.Clock));
        }

        return member;
    }

    /// <summary>The visitor's own view of the group.</summary>
    public TestMember Member => _member ?? throw new InvalidOperationException("No conversation was prepared.");

    public string Path(string what) => $"/v1/conversations/{Conversation}/{what}";

    public Task<Reply> SendAsync(TestDevice from, SendMessageRequest message) =>
        from.CallAsync(Path("messages"), message);

    public void Dispose()
    {
        Forget();
        Device.Dispose();
    }

    private void Forget()
    {
        _member?.Dispose();
        _invited.Values.ToList().ForEach(member => member.Dispose());
        _invited.Clear();
    }

    private static Bytes Commitment() => new(RandomNumberGenerator.GetBytes(Limits.CommitmentBytes));
}

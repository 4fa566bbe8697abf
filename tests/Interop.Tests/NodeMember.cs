using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sotto.Interop.Tests;

/// <summary>
/// One device in one group, inside a <see cref="NodePeer"/>. Every method throws <see cref="PeerRefusalException"/> when the
/// peer refuses, which leaves the member as it was.
/// </summary>
public sealed class NodeMember
{
    private readonly NodePeer _peer;
    private readonly bool _library;

    internal NodeMember(NodePeer peer, string name, bool library)
    {
        _peer = peer;
        Name = name;
        _library = library;
    }

    public string Name { get; }

    /// <summary>Makes a key package, valid from an hour ago for 30 days unless told; more than one may wait.</summary>
    public async Task<PeerKeyPackage> KeyPackageAsync(
        ReadOnlyMemory<byte> identity,
        DateTimeOffset? notBefore = null,
        DateTimeOffset? notAfter = null
    )
    {
        JsonObject fields = new()
        {
            ["identity"] = identity.Hex(),
            ["notBefore"] = notBefore?.ToUnixTimeMilliseconds(),
            ["notAfter"] = notAfter?.ToUnixTimeMilliseconds(),
        };
        JsonElement answer = await AskAsync("keyPackage", fields);
        return new PeerKeyPackage(answer.Bytes("keyPackage"), answer.Bytes("reference"));
    }

    /// <param name="groupId">UTF-8 text: the product knows no others.</param>
    public Task CreateAsync(ReadOnlyMemory<byte> groupId, ReadOnlyMemory<byte> identity) =>
        AskAsync(
            "create",
            new()
            {
                ["groupId"] = groupId.Hex(),
                ["identity"] = identity.Hex(),
                ["library"] = _library,
            }
        );

    /// <summary>Joins by the one of its key packages that the Welcome was made for; answers its leaf.</summary>
    /// <param name="ratchetTree">For a Welcome without the tree; needs a member of the bare library's.</param>
    public async Task<uint> JoinAsync(
        ReadOnlyMemory<byte> groupId,
        ReadOnlyMemory<byte> welcome,
        ReadOnlyMemory<byte> ratchetTree = default
    )
    {
        JsonObject fields = new()
        {
            ["groupId"] = groupId.Hex(),
            ["welcome"] = welcome.Hex(),
            ["ratchetTree"] = ratchetTree.Hex(),
            ["library"] = _library,
        };
        return (await AskAsync("join", fields)).GetProperty("leaf").GetUInt32();
    }

    public Task<PeerCommit> AddAsync(ReadOnlyMemory<byte> keyPackage, PeerFraming? framing = null) =>
        AddAsync([keyPackage], framing);

    public Task<PeerCommit> AddAsync(IEnumerable<ReadOnlyMemory<byte>> keyPackages, PeerFraming? framing = null) =>
        CommitAsync("add", new() { ["keyPackages"] = Array(keyPackages) }, framing);

    public Task<PeerCommit> RemoveAsync(uint leaf, PeerFraming? framing = null) =>
        CommitAsync("remove", new() { ["leaves"] = new JsonArray(leaf) }, framing);

    public Task<PeerCommit> RemoveAsync(ReadOnlyMemory<byte> identity, PeerFraming? framing = null) =>
        CommitAsync("remove", new() { ["identities"] = Array([identity]) }, framing);

    /// <summary>A fresh path, and with the bare library all proposals that came before it.</summary>
    public Task<PeerCommit> CommitAsync(PeerFraming? framing = null) => CommitAsync("commit", [], framing);

    /// <summary>A proposal of its own message, which the product refuses.</summary>
    public Task<byte[]> ProposeAddAsync(ReadOnlyMemory<byte> keyPackage, PeerFraming? framing = null) =>
        ProposeAsync(new() { ["keyPackages"] = Array([keyPackage]) }, framing);

    /// <inheritdoc cref="ProposeAddAsync"/>
    public Task<byte[]> ProposeRemoveAsync(uint leaf, PeerFraming? framing = null) =>
        ProposeAsync(new() { ["leaves"] = new JsonArray(leaf) }, framing);

    /// <summary>Enters the epoch of the last staged commit.</summary>
    public Task MergeAsync() => AskAsync("merge", []);

    /// <summary>An application message. Padded as the product pads, unless by the bare library, which does not.</summary>
    public async Task<byte[]> EncryptAsync(
        ReadOnlyMemory<byte> content,
        ReadOnlyMemory<byte> authenticatedData = default
    )
    {
        JsonObject fields = new() { ["content"] = content.Hex(), ["authenticatedData"] = authenticatedData.Hex() };
        return (await AskAsync("encrypt", fields)).Bytes("message");
    }

    /// <summary>Any MLSMessage between members; a commit is applied, a proposal kept for the commit that names it.</summary>
    public async Task<PeerReceived> ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        JsonElement answer = await AskAsync("receive", new() { ["message"] = message.Hex() });
        return new PeerReceived(
            Enum.Parse<PeerMessageKind>(answer.GetProperty("kind").GetString()!, ignoreCase: true),
            answer.GetProperty("sender").Leaf(),
            answer.Epoch(),
            answer.TryGetProperty("content", out _) ? answer.Bytes("content") : [],
            answer.TryGetProperty("selfRemoved", out JsonElement removed) && removed.GetBoolean()
        );
    }

    public async Task<IReadOnlyList<PeerLeaf>> MembersAsync() =>
        [.. (await AskAsync("members", [])).GetProperty("members").EnumerateArray().Select(PeerJson.Leaf)];

    public async Task<PeerGroupInfo> GroupInfoAsync()
    {
        JsonElement answer = await AskAsync("groupInfo", []);
        return new PeerGroupInfo(answer.Bytes("groupInfo"), answer.Bytes("ratchetTree"));
    }

    public async Task<byte[]> ExporterAsync(string label, ReadOnlyMemory<byte> context, int length)
    {
        JsonObject fields = new()
        {
            ["label"] = label,
            ["context"] = context.Hex(),
            ["length"] = length,
        };
        return (await AskAsync("exporter", fields)).Bytes("secret");
    }

    public async Task<byte[]> EpochAuthenticatorAsync() =>
        (await AskAsync("epochAuthenticator", [])).Bytes("epochAuthenticator");

    public async Task<ulong> EpochAsync() => (await AskAsync("epoch", [])).Epoch();

    /// <summary>The device, signature key included; waiting key packages and staged commits are not in it.</summary>
    public async Task<byte[]> SaveAsync() => (await AskAsync("save", [])).Bytes("state");

    /// <summary>Becomes the device that was saved, of whichever process. The name must not be in use.</summary>
    public Task LoadAsync(ReadOnlyMemory<byte> state) => AskAsync("load", new() { ["state"] = state.Hex() });

    /// <summary>Forgets all that the process has under this name.</summary>
    public Task DropAsync() => AskAsync("drop", []);

    private async Task<PeerCommit> CommitAsync(string command, JsonObject fields, PeerFraming? framing)
    {
        JsonElement answer = await AskAsync(command, Framed(fields, framing));
        bool welcomes = answer.GetProperty("welcome").ValueKind != JsonValueKind.Null;
        return new PeerCommit(
            answer.Bytes("commit"),
            welcomes ? answer.Bytes("welcome") : null,
            answer.Bytes("groupInfo"),
            answer.Bytes("ratchetTree"),
            answer.Epoch()
        );
    }

    private async Task<byte[]> ProposeAsync(JsonObject fields, PeerFraming? framing) =>
        (await AskAsync("propose", Framed(fields, framing))).Bytes("message");

    private Task<JsonElement> AskAsync(string command, JsonObject fields)
    {
        fields["name"] = Name;
        return _peer.AskAsync(command, fields);
    }

    private static JsonObject Framed(JsonObject fields, PeerFraming? framing)
    {
        framing ??= new PeerFraming();
        fields["staged"] = framing.Staged;
        fields["privateMessage"] = framing.PrivateMessage;
        fields["withoutTree"] = framing.WithoutTree;
        fields["authenticatedData"] = framing.AuthenticatedData.Hex();
        return fields;
    }

    private static JsonArray Array(IEnumerable<ReadOnlyMemory<byte>> items) =>
        new([.. items.Select(item => JsonValue.Create(item.Hex()))]);
}

using System.Text;

namespace Sotto.Interop.Tests;

/// <summary>A device of the node peer's.</summary>
internal sealed class NodeDevice(NodeMember member, string name, bool privateHandshakes) : IDevice
{
    public string Name => name;

    public Task CreateAsync(byte[] groupId) => member.CreateAsync(groupId, Identity(Name));

    public async Task<byte[]> KeyPackageAsync() => (await member.KeyPackageAsync(Identity(Name))).Message;

    public Task JoinAsync(byte[] groupId, byte[] welcome, byte[]? tree = null) =>
        Refusing(async () => await member.JoinAsync(groupId, welcome, tree));

    public async Task<Committed> CommitAsync(Change change)
    {
        PeerFraming framing = new() { PrivateMessage = privateHandshakes, WithoutTree = change.TreeApart };
        PeerCommit commit = change switch
        {
            { Removed: { } removed } => await member.RemoveAsync(Identity(removed), framing),
            { KeyPackages: [_, ..] added } => await member.AddAsync(
                added.Select(package => (ReadOnlyMemory<byte>)package),
                framing
            ),
            _ => await member.CommitAsync(framing),
        };
        return new(commit.Commit, commit.Welcome, commit.GroupInfo, commit.RatchetTree);
    }

    public Task<byte[]> ProposeAddAsync(byte[] keyPackage) =>
        member.ProposeAddAsync(keyPackage, new PeerFraming { PrivateMessage = privateHandshakes });

    public async Task<byte[]> ProposeRemoveAsync(string removed)
    {
        PeerLeaf leaf = (await member.MembersAsync()).Single(other => other.Identity.SequenceEqual(Identity(removed)));
        return await member.ProposeRemoveAsync(leaf.Leaf, new PeerFraming { PrivateMessage = privateHandshakes });
    }

    public Task<byte[]> EncryptAsync(byte[] content) => member.EncryptAsync(content);

    public async Task<Heard> ReceiveAsync(byte[] message)
    {
        PeerReceived received = await Refusing(() => member.ReceiveAsync(message));
        return new(Encoding.UTF8.GetString(received.Sender.Identity), received.Content, received.SelfRemoved);
    }

    public async Task<byte[]> GroupInfoAsync() => (await member.GroupInfoAsync()).GroupInfo;

    public async Task<Agreed> AgreedAsync()
    {
        byte[] exported = await member.ExporterAsync("interop", Identity("context"), 48);
        return new(
            await member.EpochAsync(),
            Convert.ToHexString(await member.EpochAuthenticatorAsync()),
            Convert.ToHexString(exported),
            string.Join(
                ", ",
                (await member.MembersAsync()).Select(other =>
                    $"{other.Leaf} {Encoding.UTF8.GetString(other.Identity)} {Convert.ToHexString(other.SignatureKey)}"
                )
            )
        );
    }

    public async Task RestartAsync()
    {
        byte[] saved = await member.SaveAsync();
        await member.DropAsync();
        await member.LoadAsync(saved);
    }

    private static byte[] Identity(string name) => Encoding.UTF8.GetBytes(name);

    private static async Task<T> Refusing<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PeerRefusalException refusal)
        {
            throw new RefusedException(refusal);
        }
    }
}

namespace Sotto.Interop.Tests;

/// <summary>Whose implementation a device runs.</summary>
public enum Kind
{
    /// <summary>The library in <c>src/Mls</c>.</summary>
    Dotnet,

    /// <summary><c>ts-mls</c> as the browser has it.</summary>
    Node,
}

/// <summary>A device in one group, of either implementation; its name is its credential's identity.</summary>
internal interface IDevice
{
    string Name { get; }

    Task CreateAsync(byte[] groupId);

    Task<byte[]> KeyPackageAsync();

    Task JoinAsync(byte[] groupId, byte[] welcome, byte[]? tree = null);

    /// <summary>Commits and enters the epoch, with whatever proposals it has been told.</summary>
    Task<Committed> CommitAsync(Change change);

    Task<byte[]> ProposeAddAsync(byte[] keyPackage);

    Task<byte[]> ProposeRemoveAsync(string name);

    Task<byte[]> EncryptAsync(byte[] content);

    /// <summary>Receives any message; a refusal is <see cref="RefusedException" />.</summary>
    Task<Heard> ReceiveAsync(byte[] message);

    Task<byte[]> GroupInfoAsync();

    Task<Agreed> AgreedAsync();

    /// <summary>Goes on from what it stored.</summary>
    Task RestartAsync();
}

internal sealed record Change
{
    public IReadOnlyList<byte[]> KeyPackages { get; init; } = [];

    public string? Removed { get; init; }

    public bool TreeApart { get; init; }
}

internal sealed record Committed(byte[] Message, byte[]? Welcome, byte[] GroupInfo, byte[] Tree);

/// <summary>What was received. The content is empty unless somebody said something.</summary>
internal sealed record Heard(string Sender, byte[] Content, bool SelfRemoved);

/// <summary>What all members of an epoch have in common.</summary>
internal sealed record Agreed(ulong Epoch, string Authenticator, string Exported, string Members);

internal sealed class RefusedException(Exception reason) : Exception(reason.Message, reason);

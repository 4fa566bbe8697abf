using System.Text.Json;

namespace Sotto.Interop.Tests;

/// <summary>An MLSMessage with a key package; its private keys stay with the member.</summary>
public sealed record PeerKeyPackage(byte[] Message, byte[] Reference);

/// <summary>A leaf of the group as the peer sees it.</summary>
public sealed record PeerLeaf(uint Leaf, byte[] Identity, byte[] SignatureKey);

/// <summary>An own commit. Welcome and group info are MLSMessages, the tree is the bare <c>ratchet_tree</c>.</summary>
public sealed record PeerCommit(byte[] Commit, byte[]? Welcome, byte[] GroupInfo, byte[] RatchetTree, ulong Epoch);

public sealed record PeerGroupInfo(byte[] GroupInfo, byte[] RatchetTree);

public enum PeerMessageKind
{
    Application,
    Proposal,
    Commit,
}

/// <param name="Epoch">The member's epoch after the message.</param>
/// <param name="Content">Empty unless it was an application message.</param>
/// <param name="SelfRemoved">The commit has removed this very member.</param>
public sealed record PeerReceived(PeerMessageKind Kind, PeerLeaf Sender, ulong Epoch, byte[] Content, bool SelfRemoved);

/// <summary>How a handshake is made and sent; all but <see cref="Staged"/> needs a member of the bare library's.</summary>
public sealed record PeerFraming
{
    /// <summary>Wait with the new epoch until <see cref="NodeMember.MergeAsync"/>.</summary>
    public bool Staged { get; init; }

    public bool PrivateMessage { get; init; }

    /// <summary>The Welcome's group info lacks the tree, which is in <see cref="PeerCommit.RatchetTree"/>.</summary>
    public bool WithoutTree { get; init; }

    public ReadOnlyMemory<byte> AuthenticatedData { get; init; }
}

internal static class PeerJson
{
    public static byte[] Bytes(this JsonElement answer, string name) =>
        Convert.FromHexString(answer.GetProperty(name).GetString()!);

    public static ulong Epoch(this JsonElement answer) => answer.GetProperty("epoch").GetUInt64();

    public static PeerLeaf Leaf(this JsonElement member) =>
        new(member.GetProperty("leaf").GetUInt32(), member.Bytes("identity"), member.Bytes("signatureKey"));

    public static string Hex(this ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);
}

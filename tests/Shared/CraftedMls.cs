using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sotto.Tests;

/// <summary>
/// MLS messages that are well formed and cryptographically meaningless: what a server without keys can look at.
/// Written with its own few lines of encoding, so that a mistake in the reader under test does not cancel itself out.
/// </summary>
public static class CraftedMls
{
    private const ushort ExternalPub = 4;
    private const ushort RatchetTree = 2;
    private const ushort LastResort = 10;

    /// <summary>A member of a crafted tree.</summary>
    public sealed record Leaf(byte[] SignatureKey, byte[] Identity);

    /// <summary>A key package; another <paramref name="variant" /> gives another reference.</summary>
    public static byte[] KeyPackage(
        byte[] signatureKey,
        byte[] identity,
        DateTimeOffset notBefore,
        DateTimeOffset notAfter,
        bool lastResort = false,
        int variant = 0,
        ushort suite = 1
    ) => Message(5, BareKeyPackage(new(signatureKey, identity), notBefore, notAfter, lastResort, variant, suite));

    /// <summary>The reference by which Welcomes name a key package.</summary>
    public static byte[] ReferenceOf(byte[] keyPackage) =>
        SHA256.HashData([.. Vector("MLS 1.0 KeyPackage Reference"u8), .. Vector(keyPackage.AsSpan(4))]);

    /// <summary>A member's commit of Adds (given as key package messages) and Removes, with a path.</summary>
    public static byte[] Commit(
        byte[] groupId,
        ulong epoch,
        IEnumerable<byte[]>? adds = null,
        IEnumerable<uint>? removes = null,
        uint sender = 0,
        IEnumerable<byte[]>? references = null
    )
    {
        byte[] proposals =
        [
            .. (adds ?? []).SelectMany(keyPackage => (byte[])[1, .. UInt16(1), .. keyPackage[4..]]),
            .. (removes ?? []).SelectMany(leaf => (byte[])[1, .. UInt16(3), .. UInt32(leaf)]),
            .. (references ?? []).SelectMany(reference => (byte[])[2, .. Vector(reference)]),
        ];
        return PublicMessage(
            groupId,
            epoch,
            [1, .. UInt32(sender)],
            3,
            [.. Vector(proposals), 1, .. Path()],
            isMember: true
        );
    }

    /// <summary>A commit by somebody who is not a member and lets themselves in.</summary>
    public static byte[] ExternalCommit(byte[] groupId, ulong epoch)
    {
        byte[] proposals = [1, .. UInt16(6), .. Vector(Filled(32, 0x31))];
        return PublicMessage(groupId, epoch, [4], 3, [.. Vector(proposals), 1, .. Path()], isMember: false);
    }

    /// <summary>A member's proposal that stands alone.</summary>
    public static byte[] RemoveProposal(byte[] groupId, ulong epoch, uint removed, uint sender = 0) =>
        PublicMessage(groupId, epoch, [1, .. UInt32(sender)], 2, [.. UInt16(3), .. UInt32(removed)], isMember: true);

    /// <summary>Application data in the clear: well formed, and forbidden.</summary>
    public static byte[] PublicApplication(byte[] groupId, ulong epoch, byte[] content, uint sender = 0) =>
        PublicMessage(groupId, epoch, [1, .. UInt32(sender)], 1, Vector(content), isMember: true);

    /// <summary>A private message; content type 1 application, 2 proposal, 3 commit.</summary>
    public static byte[] PrivateMessage(
        byte[] groupId,
        ulong epoch,
        byte contentType = 1,
        int ciphertextLength = 272,
        byte fill = 0x77
    ) =>
        Message(
            2,
            [
                .. Vector(groupId),
                .. UInt64(epoch),
                contentType,
                .. Vector([]),
                .. Vector(Filled(28, fill)),
                .. Vector(Filled(ciphertextLength, fill)),
            ]
        );

    /// <summary>A Welcome to the holders of these key packages, named by reference.</summary>
    public static byte[] Welcome(params IEnumerable<byte[]> references)
    {
        byte[] secrets =
        [
            .. references.SelectMany(reference =>
                (byte[])[.. Vector(reference), .. Vector(Filled(32, 0x41)), .. Vector(Filled(84, 0x42))]
            ),
        ];
        return Message(3, [.. UInt16(1), .. Vector(secrets), .. Vector(Filled(300, 0x43))]);
    }

    /// <summary>A group info with its tree, unless left out.</summary>
    public static byte[] GroupInfo(
        byte[] groupId,
        ulong epoch,
        IReadOnlyList<Leaf> members,
        bool externalPub = false,
        uint signer = 0,
        bool tree = true,
        ushort suite = 1
    )
    {
        byte[] context =
        [
            .. UInt16(1),
            .. UInt16(suite),
            .. Vector(groupId),
            .. UInt64(epoch),
            .. Vector(Filled(32, 0x51)),
            .. Vector(epoch == 0 ? [] : Filled(32, 0x52)),
            .. Vector([]),
        ];
        byte[] extensions =
        [
            .. tree ? ExtensionOf(RatchetTree, Vector(Nodes(members))) : [],
            .. externalPub ? ExtensionOf(ExternalPub, Vector(Filled(32, 0x53))) : [],
        ];
        return Message(
            4,
            [
                .. context,
                .. Vector(extensions),
                .. Vector(Filled(32, 0x54)),
                .. UInt32(signer),
                .. Vector(Filled(64, 0x55)),
            ]
        );
    }

    private static byte[] PublicMessage(
        byte[] groupId,
        ulong epoch,
        byte[] sender,
        byte contentType,
        byte[] content,
        bool isMember
    ) =>
        Message(
            1,
            [
                .. Vector(groupId),
                .. UInt64(epoch),
                .. sender,
                .. Vector([]),
                contentType,
                .. content,
                .. Vector(Filled(64, 0x61)),
                .. contentType == 3 ? Vector(Filled(32, 0x62)) : [],
                .. isMember ? Vector(Filled(32, 0x63)) : [],
            ]
        );

    private static byte[] BareKeyPackage(
        Leaf leaf,
        DateTimeOffset notBefore,
        DateTimeOffset notAfter,
        bool lastResort,
        int variant,
        ushort suite
    ) =>
        [
            .. UInt16(1),
            .. UInt16(suite),
            .. Vector(SHA256.HashData(UInt32((uint)variant))),
            .. LeafNode(leaf, [1, .. Seconds(notBefore), .. Seconds(notAfter)]),
            .. Vector(lastResort ? ExtensionOf(LastResort, []) : []),
            .. Vector(Filled(64, 0x71)),
        ];

    private static byte[] LeafNode(Leaf leaf, byte[] source) =>
        [
            .. Vector(Filled(32, 0x72)),
            .. Vector(leaf.SignatureKey),
            .. UInt16(1),
            .. Vector(leaf.Identity),
            .. Vector(UInt16(1)),
            .. Vector(UInt16(1)),
            .. Vector(UInt16(LastResort)),
            .. Vector([]),
            .. Vector(UInt16(1)),
            .. source,
            .. Vector([]),
            .. Vector(Filled(64, 0x73)),
        ];

    private static byte[] Path() =>
        [
            .. LeafNode(new(Filled(32, 0x74), Filled(16, 0x75)), [3, .. Vector(Filled(32, 0x76))]),
            .. Vector([
                .. Vector(Filled(32, 0x78)),
                .. Vector([.. Vector(Filled(32, 0x79)), .. Vector(Filled(48, 0x7A))]),
            ]),
        ];

    /// <summary>Leaves with blank parents between them.</summary>
    private static byte[] Nodes(IReadOnlyList<Leaf> members) =>
        [
            .. members.SelectMany(
                (leaf, index) =>
                    (byte[])
                        [.. index == 0 ? [] : (byte[])[0], 1, 1, .. LeafNode(leaf, [3, .. Vector(Filled(32, 0x7B))])]
            ),
        ];

    private static byte[] Message(ushort wireFormat, byte[] body) => [.. UInt16(1), .. UInt16(wireFormat), .. body];

    private static byte[] ExtensionOf(ushort type, byte[] data) => [.. UInt16(type), .. Vector(data)];

    private static byte[] Vector(ReadOnlySpan<byte> content) => [.. Length(content.Length), .. content];

    private static byte[] Length(int length) =>
        length switch
        {
            < 1 << 6 => [(byte)length],
            < 1 << 14 => UInt16((ushort)(length | 0x4000)),
            _ => UInt32((uint)length | 0x8000_0000),
        };

    private static byte[] Filled(int length, byte value)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static byte[] Seconds(DateTimeOffset time) => UInt64((ulong)time.ToUnixTimeSeconds());

    private static byte[] UInt16(ushort value)
    {
        byte[] bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] UInt32(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] UInt64(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}

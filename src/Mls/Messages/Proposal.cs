namespace Sotto.Mls;

/// <summary>
/// A proposal (RFC 9420 section 12.1). Its type decides how long it is, so one of an unknown type cannot be passed
/// over and is refused.
/// </summary>
public abstract class Proposal
{
    private Proposal() { }

    internal static Proposal Read(ref TlsReader reader) =>
        reader.UInt16() switch
        {
            1 => new Add(KeyPackage.Read(ref reader)),
            2 => new Update(LeafNode.Read(ref reader, LeafNodeSource.Update)),
            3 => new Remove(LeafIndex.Read(ref reader)),
            4 => new PreSharedKey(PreSharedKeyId.Read(ref reader)),
            5 => new ReInit(ref reader),
            6 => new ExternalInit(reader.Opaque()),
            7 => new GroupContextExtensions(Extension.ReadList(ref reader)),
            _ => throw new MlsException("proposal_type"),
        };

    /// <summary>Adds a member.</summary>
    public sealed class Add : Proposal
    {
        internal Add(KeyPackage keyPackage) => KeyPackage = keyPackage;

        /// <summary>The newcomer's key package.</summary>
        public KeyPackage KeyPackage { get; }
    }

    /// <summary>Replaces the proposer's own leaf.</summary>
    public sealed class Update : Proposal
    {
        internal Update(LeafNode leaf) => Leaf = leaf;

        /// <summary>The new leaf.</summary>
        public LeafNode Leaf { get; }
    }

    /// <summary>Removes a member.</summary>
    public sealed class Remove : Proposal
    {
        internal Remove(LeafIndex removed) => Removed = removed;

        /// <summary>Whom.</summary>
        public LeafIndex Removed { get; }
    }

    /// <summary>Mixes a pre-shared key into the next epoch.</summary>
    public sealed class PreSharedKey : Proposal
    {
        internal PreSharedKey(PreSharedKeyId id) => Id = id;

        /// <summary>Which.</summary>
        public PreSharedKeyId Id { get; }
    }

    /// <summary>Ends the group in favour of another.</summary>
    public sealed class ReInit : Proposal
    {
        internal ReInit(ref TlsReader reader)
        {
            GroupId = reader.Opaque();
            Version = reader.UInt16();
            CipherSuite = CipherSuite.Read(ref reader);
            Extensions = Extension.ReadList(ref reader);
        }

        /// <summary>The other group's id.</summary>
        public ReadOnlyMemory<byte> GroupId { get; }

        /// <summary>The other group's protocol version.</summary>
        public ushort Version { get; }

        /// <summary>The other group's cipher suite.</summary>
        public CipherSuite CipherSuite { get; }

        /// <summary>The other group's context extensions.</summary>
        public IReadOnlyList<Extension> Extensions { get; }
    }

    /// <summary>Part of an external commit.</summary>
    public sealed class ExternalInit : Proposal
    {
        internal ExternalInit(byte[] kemOutput) => KemOutput = kemOutput;

        /// <summary>The encapsulated secret.</summary>
        public ReadOnlyMemory<byte> KemOutput { get; }
    }

    /// <summary>Replaces the extensions of the group's context.</summary>
    public sealed class GroupContextExtensions : Proposal
    {
        internal GroupContextExtensions(IReadOnlyList<Extension> extensions) => Extensions = extensions;

        /// <summary>All of the new ones.</summary>
        public IReadOnlyList<Extension> Extensions { get; }
    }
}

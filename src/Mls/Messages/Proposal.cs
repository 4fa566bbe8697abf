namespace Sotto.Mls;

/// <summary>
/// A proposal (RFC 9420 section 12.1). Its type decides how long it is, so one of an unknown type cannot be passed
/// over and is refused.
/// </summary>
public abstract class Proposal : ITlsStructure
{
    /// <summary><c>self_remove</c> (draft-ietf-mls-extensions), which not everybody supports.</summary>
    public const ushort SelfRemoveType = 0x000A;

    private const ushort FirstDefault = 1;
    private const ushort LastDefault = 7;

    private Proposal() { }

    /// <summary>The registered number of its type.</summary>
    public abstract ushort Type { get; }

    void ITlsStructure.Write(TlsWriter writer) => WriteContent(writer.UInt16(Type));

    private protected abstract void WriteContent(TlsWriter writer);

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
            SelfRemoveType => new SelfRemove(),
            _ => throw new MlsException("proposal_type"),
        };

    /// <summary>Those of RFC 9420, which every client supports without saying so (section 7.2).</summary>
    internal static bool IsDefault(ushort type) => type is >= FirstDefault and <= LastDefault;

    /// <summary>Adds a member.</summary>
    public sealed class Add : Proposal
    {
        /// <summary>Of a key package as received; it is verified when the proposal is.</summary>
        public Add(KeyPackage keyPackage) => KeyPackage = keyPackage;

        /// <inheritdoc />
        public override ushort Type => 1;

        /// <summary>The newcomer's key package.</summary>
        public KeyPackage KeyPackage { get; }

        private protected override void WriteContent(TlsWriter writer) => writer.Structure(KeyPackage);
    }

    /// <summary>Replaces the proposer's own leaf.</summary>
    public sealed class Update : Proposal
    {
        internal Update(LeafNode leaf) => Leaf = leaf;

        /// <inheritdoc />
        public override ushort Type => 2;

        /// <summary>The new leaf.</summary>
        public LeafNode Leaf { get; }

        private protected override void WriteContent(TlsWriter writer) => writer.Structure(Leaf);
    }

    /// <summary>Removes a member.</summary>
    public sealed class Remove : Proposal
    {
        /// <summary>Of the member at this leaf.</summary>
        public Remove(LeafIndex removed) => Removed = removed;

        /// <inheritdoc />
        public override ushort Type => 3;

        /// <summary>Whom.</summary>
        public LeafIndex Removed { get; }

        private protected override void WriteContent(TlsWriter writer) => writer.UInt32(Removed.Value);
    }

    /// <summary>Mixes a pre-shared key into the next epoch.</summary>
    public sealed class PreSharedKey : Proposal
    {
        internal PreSharedKey(PreSharedKeyId id) => Id = id;

        /// <inheritdoc />
        public override ushort Type => 4;

        /// <summary>Which.</summary>
        public PreSharedKeyId Id { get; }

        private protected override void WriteContent(TlsWriter writer) => writer.Structure(Id);
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

        /// <summary>In favour of a group of MLS 1.0 with these parameters; copies the id.</summary>
        public ReInit(ReadOnlySpan<byte> groupId, CipherSuite suite, IReadOnlyList<Extension> extensions)
        {
            GroupId = groupId.ToArray();
            Version = MlsFraming.Mls10;
            CipherSuite = suite;
            Extensions = extensions;
        }

        /// <inheritdoc />
        public override ushort Type => 5;

        /// <summary>The other group's id.</summary>
        public ReadOnlyMemory<byte> GroupId { get; }

        /// <summary>The other group's protocol version.</summary>
        public ushort Version { get; }

        /// <summary>The other group's cipher suite.</summary>
        public CipherSuite CipherSuite { get; }

        /// <summary>The other group's context extensions.</summary>
        public IReadOnlyList<Extension> Extensions { get; }

        private protected override void WriteContent(TlsWriter writer) =>
            writer.Opaque(GroupId.Span).UInt16(Version).UInt16(CipherSuite.Value).Vector(Extensions);
    }

    /// <summary>Part of an external commit.</summary>
    public sealed class ExternalInit : Proposal
    {
        internal ExternalInit(byte[] kemOutput) => KemOutput = kemOutput;

        /// <inheritdoc />
        public override ushort Type => 6;

        /// <summary>The encapsulated secret.</summary>
        public ReadOnlyMemory<byte> KemOutput { get; }

        private protected override void WriteContent(TlsWriter writer) => writer.Opaque(KemOutput.Span);
    }

    /// <summary>Replaces the extensions of the group's context.</summary>
    public sealed class GroupContextExtensions : Proposal
    {
        /// <summary>Of all the new extensions; those left out are gone afterwards.</summary>
        public GroupContextExtensions(IReadOnlyList<Extension> extensions) => Extensions = extensions;

        /// <inheritdoc />
        public override ushort Type => 7;

        /// <summary>All of the new ones.</summary>
        public IReadOnlyList<Extension> Extensions { get; }

        private protected override void WriteContent(TlsWriter writer) => writer.Vector(Extensions);
    }

    /// <summary>Removes the proposer (draft-ietf-mls-extensions); somebody else commits it.</summary>
    public sealed class SelfRemove : Proposal
    {
        /// <inheritdoc />
        public override ushort Type => SelfRemoveType;

        private protected override void WriteContent(TlsWriter writer)
        {
            // It has no content: whom it removes follows from who sent it.
        }
    }
}

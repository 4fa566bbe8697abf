namespace Sotto.Mls;

/// <summary>Who a leaf claims to be (RFC 9420 section 5.3). What that is worth, the application decides.</summary>
/// <remarks>Two are equal when their encodings are.</remarks>
public abstract class Credential : ITlsStructure, IEquatable<Credential>
{
    /// <summary>The registered number of basic credentials.</summary>
    public const ushort BasicType = 1;

    /// <summary>The registered number of X.509 credentials.</summary>
    public const ushort X509Type = 2;

    private Credential() { }

    /// <summary>The registered number of its type.</summary>
    public abstract ushort Type { get; }

    /// <inheritdoc />
    public bool Equals(Credential? other) =>
        other is not null && TlsWriter.Encode(this).AsSpan().SequenceEqual(TlsWriter.Encode(other));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Credential);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(TlsWriter.Encode(this));
        return hash.ToHashCode();
    }

    void ITlsStructure.Write(TlsWriter writer) => WriteContent(writer.UInt16(Type));

    private protected abstract void WriteContent(TlsWriter writer);

    internal static Credential Read(ref TlsReader reader) =>
        reader.UInt16() switch
        {
            BasicType => new Basic(reader.OpaqueSpan()),
            X509Type => new X509(reader.Vector(Certificate.Read)),
            // Its length follows from its type, so an unknown one cannot be passed over.
            _ => throw new MlsException("credential_type"),
        };

    /// <summary>An identity in the application's own format.</summary>
    public sealed class Basic : Credential
    {
        /// <summary>Copies the identity.</summary>
        public Basic(ReadOnlySpan<byte> identity) => Identity = identity.ToArray();

        /// <inheritdoc />
        public override ushort Type => BasicType;

        /// <summary>The identity.</summary>
        public ReadOnlyMemory<byte> Identity { get; }

        private protected override void WriteContent(TlsWriter writer) => writer.Opaque(Identity.Span);
    }

    /// <summary>A chain of certificates. The library does not look into them.</summary>
    public sealed class X509 : Credential
    {
        private readonly List<Certificate> _certificates;

        internal X509(List<Certificate> certificates) => _certificates = certificates;

        /// <summary>Copies the certificates, the leaf's own first.</summary>
        public X509(IEnumerable<ReadOnlyMemory<byte>> certificates)
        {
            ArgumentNullException.ThrowIfNull(certificates);
            _certificates = [.. certificates.Select(certificate => new Certificate(certificate.ToArray()))];
        }

        /// <inheritdoc />
        public override ushort Type => X509Type;

        /// <summary>The certificates, the leaf's own first.</summary>
        public IReadOnlyList<ReadOnlyMemory<byte>> Certificates =>
            [.. _certificates.Select(certificate => (ReadOnlyMemory<byte>)certificate.Der)];

        private protected override void WriteContent(TlsWriter writer) => writer.Vector(_certificates);
    }

    /// <summary>One certificate in a chain, not interpreted.</summary>
    internal sealed record Certificate(byte[] Der) : ITlsStructure
    {
        void ITlsStructure.Write(TlsWriter writer) => writer.Opaque(Der);

        internal static Certificate Read(ref TlsReader reader) => new(reader.Opaque());
    }
}

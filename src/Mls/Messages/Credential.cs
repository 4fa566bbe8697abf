namespace Sotto.Mls;

/// <summary>Who a leaf claims to be (RFC 9420 section 5.3). What that is worth, the application decides.</summary>
public abstract class Credential
{
    private Credential() { }

    internal static Credential Read(ref TlsReader reader) =>
        reader.UInt16() switch
        {
            1 => new Basic(reader.Opaque()),
            2 => new X509(reader.Vector(static (ref TlsReader inner) => (ReadOnlyMemory<byte>)inner.Opaque())),
            _ => throw new MlsException("credential_type"),
        };

    /// <summary>An identity in the application's own format.</summary>
    public sealed class Basic : Credential
    {
        internal Basic(byte[] identity) => Identity = identity;

        /// <summary>The identity.</summary>
        public ReadOnlyMemory<byte> Identity { get; }
    }

    /// <summary>A chain of certificates.</summary>
    public sealed class X509 : Credential
    {
        internal X509(IReadOnlyList<ReadOnlyMemory<byte>> certificates) => Certificates = certificates;

        /// <summary>The certificates, the leaf's own first.</summary>
        public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; }
    }
}

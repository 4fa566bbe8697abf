namespace Sotto.Protocol;

/// <summary>A certificate, credential or revocation list is refused; <c>Rule</c> is one of <see cref="CertificateRules" />.</summary>
public sealed class CertificateException : ProtocolException
{
    internal CertificateException(string rule, Exception? cause = null)
        : base(rule, cause) { }
}

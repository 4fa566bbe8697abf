namespace Sotto.Mls;

/// <summary>
/// Anything that travels between members (RFC 9420 section 6): <see cref="PublicMessage" />,
/// <see cref="PrivateMessage" />, <see cref="Welcome" />, <see cref="GroupInfo" /> or <see cref="KeyPackage" />.
/// Well formed, not believed: no signature, tag or reference has been verified.
/// </summary>
public abstract class MlsMessage
{
    private protected MlsMessage() { }
}

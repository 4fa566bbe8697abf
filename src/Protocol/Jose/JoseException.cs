namespace Sotto.Protocol;

/// <summary>A JWS or proof is refused. Nothing in it may be believed.</summary>
public sealed class JoseException : ProtocolException
{
    internal JoseException(string rule, Exception? cause = null)
        : base(rule, cause) { }
}

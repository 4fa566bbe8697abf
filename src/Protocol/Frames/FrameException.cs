namespace Sotto.Protocol;

/// <summary>Bytes that are not a frame of the contract.</summary>
public sealed class FrameException : ProtocolException
{
    internal FrameException(string rule, Exception? cause = null)
        : base(rule, cause) { }
}

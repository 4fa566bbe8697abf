namespace Sotto.Protocol;

/// <summary>Bytes that are not a frame of the contract.</summary>
public sealed class FrameException : ProtocolException
{
    /// <summary>Names the broken rule; never quotes the bytes.</summary>
    public FrameException(string rule, Exception? cause = null)
        : base(rule, cause) { }
}

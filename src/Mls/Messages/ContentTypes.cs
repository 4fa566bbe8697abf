namespace Sotto.Mls;

internal static class ContentTypes
{
    internal static ContentType Read(ref TlsReader reader) =>
        reader.UInt8() switch
        {
            1 => ContentType.Application,
            2 => ContentType.Proposal,
            3 => ContentType.Commit,
            _ => throw new MlsException("content_type"),
        };
}

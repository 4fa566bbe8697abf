using Microsoft.AspNetCore.Http.Metadata;

namespace Sotto.Server.Http;

/// <summary>Lets one endpoint take larger bodies than the server's default.</summary>
internal sealed record RequestSizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

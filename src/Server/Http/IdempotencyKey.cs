using Sotto.Protocol;

namespace Sotto.Server.Http;

/// <summary>The <c>Idempotency-Key</c> header of a command that creates something; a request without one is malformed.</summary>
internal sealed record IdempotencyKey(MessageId Id)
{
    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context)
    {
        string? text = context.Request.Headers[Idempotency.Header];
        return MessageId.TryParse(text, out MessageId id)
            ? ValueTask.FromResult<IdempotencyKey?>(new IdempotencyKey(id))
            : throw new BadHttpRequestException("The Idempotency-Key header must be one msg_ id.");
    }
}

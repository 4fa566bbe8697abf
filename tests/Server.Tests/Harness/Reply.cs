using System.Net;
using System.Text.Json;
using Sotto.Protocol;

namespace Sotto.Server.Tests.Harness;

/// <summary>An answer of the server, read to the end.</summary>
internal sealed record Reply(
    HttpStatusCode Status,
    string Body,
    string? MediaType,
    IReadOnlyList<string> Cookies,
    string? Nonce,
    string? RetryAfter = null
)
{
    public static async Task<Reply> ReadAsync(HttpResponseMessage response) =>
        new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies.ToList() : [],
            response.Headers.TryGetValues("DPoP-Nonce", out IEnumerable<string>? nonces) ? nonces.First() : null,
            response.Headers.RetryAfter?.ToString()
        );

    /// <summary>The <c>code</c> of a problem document; fails when the answer is not one.</summary>
    public string Code
    {
        get
        {
            Assert.Equal("application/problem+json", MediaType);
            return JsonDocument.Parse(Body).RootElement.GetProperty("code").GetString()!;
        }
    }

    public T As<T>()
    {
        Assert.True((int)Status is >= 200 and < 300, $"{(int)Status} {Body}");
        return JsonSerializer.Deserialize<T>(Body, ProtocolJson.Options)!;
    }

    public void IsCreated() => Assert.True(Status == HttpStatusCode.Created, $"{(int)Status} {Body}");

    public void IsNoContent() => Assert.True(Status == HttpStatusCode.NoContent, $"{(int)Status} {Body}");

    public void IsRefused(HttpStatusCode status, string code)
    {
        Assert.Equal(status, Status);
        Assert.Equal(code, Code);
    }
}

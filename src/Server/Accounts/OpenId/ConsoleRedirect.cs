using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>
/// Sends the browser on to the console with one of our short codes in the fragment, or none, and never with anything that
/// somebody else wrote.
/// </summary>
internal sealed class ConsoleRedirect(string? code) : IResult, IEndpointMetadataProvider
{
    private const string Console = "/console/";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status303SeeOther, typeof(void)));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = code is null ? Console : $"{Console}#openid={code}";
        return Task.CompletedTask;
    }
}

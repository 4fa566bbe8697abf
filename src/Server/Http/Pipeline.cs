using System.Net;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Server.Identity;

namespace Sotto.Server.Http;

/// <summary>What every request passes through, in order.</summary>
internal static partial class Pipeline
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan PongWithin = TimeSpan.FromSeconds(20);

    public static void AddSottoHttp(this IServiceCollection services, ServerSettings settings)
    {
        services.ConfigureHttpJsonOptions(options => ProtocolJson.Configure(options.SerializerOptions));
        // Otherwise a body that cannot be read gets a bare 400, and nobody is told which member was unknown.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddOpenApi("v1", OpenApi.Describe);
        services.AddSingleton<Gate>();
        services.AddSingleton<DpopNonces>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<SessionEndings>();
        services.AddSingleton<SessionBinding>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<ApiTokenEndings>();
        services.AddSingleton<ApiTokenUse>();
        services.AddSingleton<StaffEntry>();
        services.AddSingleton<EndedTokens>();
        services.AddSingleton<DeviceTokens>();
        services.AddSingleton<DeviceLookup>();
        services.AddSingleton<Quotas>();
        services.AddSingleton<Idempotency>();
        services.AddRateLimiter(options => LimitByAddress(options, settings.Quotas));
        services.Configure<ForwardedHeadersOptions>(options => BelieveOnly(options, settings.KnownProxies));
    }

    public static void UseSottoHttp(this WebApplication app, ServerSettings settings)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders(settings);
        app.UseExceptionHandler(handler => handler.Run(AnswerFailureAsync));
        app.UseStatusCodePages(context => AnswerStatusAsync(context.HttpContext));
        app.UseRouting();
        app.UseRateLimiter();
        // A device that vanished without a goodbye must not look present: visitors would be told that somebody is there.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingEvery, KeepAliveTimeout = PongWithin });
        app.Use(AdmitAsync);
    }

    private static async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<EndpointRule>() is { } rule)
        {
            Gate gate = context.RequestServices.GetRequiredService<Gate>();
            if (await gate.AdmitAsync(context, rule).ConfigureAwait(false) is { } refusal)
            {
                await refusal.ExecuteAsync(context).ConfigureAwait(false);
                return;
            }
        }

        await next(context).ConfigureAwait(false);
    }

    /// <summary>Errors become problem documents that repeat nothing of the request.</summary>
    private static Task AnswerFailureAsync(HttpContext context)
    {
        Exception? error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        IResult problem = error switch
        {
            BadHttpRequestException { InnerException: JsonException json } => Malformed(json),
            BadHttpRequestException bad => Problems.Of(Problems.CodeFor(bad.StatusCode)),
            _ => Failed(context, error),
        };
        return problem.ExecuteAsync(context);
    }

    /// <summary>A bug of ours. Only the type and where it happened are logged: a message may quote what somebody sent.</summary>
    private static ProblemHttpResult Failed(HttpContext context, Exception? error)
    {
        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Sotto.Server");
        LogFailure(logger, error?.GetType().FullName, error?.StackTrace);
        return TypedResults.Problem(statusCode: StatusCodes.Status500InternalServerError, title: "The server failed.");
    }

    [LoggerMessage(LogLevel.Error, "A request failed: {Type}\n{Trace}")]
    private static partial void LogFailure(ILogger logger, string? type, string? trace);

    private static ProblemHttpResult Malformed(JsonException error) =>
        Problems.Of(
            error.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? ProblemCodes.UnknownMember
                : ProblemCodes.Malformed
        );

    private static Task AnswerStatusAsync(HttpContext context) =>
        Problems.Of(Problems.CodeFor(context.Response.StatusCode)).ExecuteAsync(context);

    private static void LimitByAddress(RateLimiterOptions options, QuotaSettings quotas)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context =>
            RateLimitPartition.GetTokenBucketLimiter(
                AddressOf(context),
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = quotas.RequestsPerMinute,
                    TokensPerPeriod = Math.Max(1, quotas.RequestsPerMinute / 60),
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                }
            )
        );
    }

    /// <summary>Who is calling, as far as a limit goes: an IPv4 address, or the /64 that one IPv6 customer has to themselves.</summary>
    public static IPAddress AddressOf(HttpContext context)
    {
        IPAddress address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        if (bytes.Length == 4)
        {
            return address;
        }

        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private static void BelieveOnly(ForwardedHeadersOptions options, IReadOnlyList<string> proxies)
    {
        options.ForwardedHeaders =
            proxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (string proxy in proxies)
        {
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        }
    }
}

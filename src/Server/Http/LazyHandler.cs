using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;

namespace Sotto.Server.Http;

/// <summary>
/// A handler whose parameter reading is compiled at its own first call. The framework would compile that of every endpoint
/// at the first request of all, and that request would wait a third of a second for it.
/// </summary>
internal sealed class LazyHandler
{
    private readonly Delegate _handler;
    private readonly string _pattern;
    private readonly IServiceProvider _services;
    private readonly Lazy<RequestDelegate> _compiled;

    public LazyHandler(Delegate handler, string pattern, IServiceProvider services)
    {
        _handler = handler;
        _pattern = pattern;
        _services = services;
        _compiled = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, Options()).RequestDelegate);
    }

    public Task HandleAsync(HttpContext context) => _compiled.Value(context);

    /// <summary>Adds what the framework would add: the method, its attributes, and what its parameters and result say.</summary>
    public void Describe(EndpointBuilder endpoint)
    {
        endpoint.Metadata.Add(_handler.Method);
        foreach (object attribute in _handler.Method.GetCustomAttributes(inherit: false))
        {
            endpoint.Metadata.Add(attribute);
        }

        RequestDelegateFactory.InferMetadata(_handler.Method, Options(endpoint));
    }

    private RequestDelegateFactoryOptions Options(EndpointBuilder? endpoint = null) =>
        new()
        {
            ServiceProvider = _services,
            RouteParameterNames = RoutePatternFactory.Parse(_pattern).Parameters.Select(parameter => parameter.Name),
            ThrowOnBadRequest = _services.GetRequiredService<IOptions<RouteHandlerOptions>>().Value.ThrowOnBadRequest,
            EndpointBuilder = endpoint,
        };
}

namespace Sotto.Server.Tests.Harness;

/// <summary>A running server, in this process or in one of its own that can be killed.</summary>
internal interface IServerUnderTest
{
    /// <summary>A client without cookies and without an identity of its own.</summary>
    HttpClient Http { get; }

    string Origin { get; }

    TimeProvider Clock { get; }

    /// <summary>A one-time token that sets up another organisation.</summary>
    Task<string> NewSetUpTokenAsync();
}

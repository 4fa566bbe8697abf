using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Tests.Harness;

/// <summary>A client with a device key: makes proofs, gets tokens, calls the server as the browser does.</summary>
internal sealed class TestDevice(IServerUnderTest host, string? cookie = null) : IDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    private readonly byte[] _seed = RandomNumberGenerator.GetBytes(32);
    private SigningKey? _key;
    private SignatureKeyPair? _mlsKey;
    private string? _token;

    public DeviceId Id { get; init; } = DeviceId.New(Random);

    public SigningKey Key
    {
        get => _key ??= SigningKey.FromSeed(_seed);
        init => _key = value;
    }

    /// <summary>The same key, as MLS takes it.</summary>
    public SignatureKeyPair MlsKey => _mlsKey ??= SignatureKeyPair.Import(RealMls.Suite, _seed);

    /// <summary>By reference: those that were made for this device.</summary>
    public Dictionary<Bytes, OwnKeyPackage> KeyPackages { get; } = [];

    public string? Cookie { get; set; } = cookie;

    /// <summary>What a program shows, in place of a cookie, when it asks for a token and when it opens a socket.</summary>
    public string? ApiToken { get; init; }

    /// <summary>A key package of this device's that lives for a month.</summary>
    public byte[] NewKeyPackage(byte[] identity, bool isLastResort = false)
    {
        DateTimeOffset now = host.Clock.GetUtcNow();
        return Keep(RealMls.KeyPackage(this, identity, now.AddHours(-1), now.AddDays(30), isLastResort));
    }

    private byte[] Keep(OwnKeyPackage package)
    {
        KeyPackages.Add(new Bytes(package.KeyPackage.ComputeReference()), package);
        return package.KeyPackage.Encode();
    }

    public static MessageId NewMessageId() => MessageId.New(Random);

    public async Task<string> NonceAsync()
    {
        using HttpResponseMessage response = await host.Http.PostAsync("/v1/nonces", null);
        return (await Reply.ReadAsync(response)).As<NonceReply>().Nonce;
    }

    public async Task<string> ProofAsync(string method, string path, string? token = null) =>
        DpopProof.Create(
            Key,
            new DpopRequest(method, host.Origin + path, token),
            await NonceAsync(),
            host.Clock.GetUtcNow(),
            Random
        );

    /// <summary>A fresh access token; the one before has ended.</summary>
    public async Task<string> TokenAsync()
    {
        Reply reply = await PostAsync("/v1/tokens", new TokenRequest(Id), proof: true);
        return _token = reply.As<TokenReply>().Token;
    }

    public Task<Reply> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, null, token);

    public Task<Reply> PostAsync(
        string path,
        object? body,
        string? token = null,
        bool proof = false,
        MessageId? idempotencyKey = null
    ) => SendAsync(HttpMethod.Post, path, Json(body), token, proof, idempotencyKey);

    public Task<Reply> PutAsync(string path, object body, string? token = null, bool proof = false) =>
        SendAsync(HttpMethod.Put, path, Json(body), token, proof);

    /// <summary>As <see cref="PostAsync"/> with the token that <see cref="TokenAsync"/> got last, getting one when there is none.</summary>
    public async Task<Reply> CallAsync(
        string path,
        object body,
        bool proof = false,
        MessageId? idempotencyKey = null
    ) => await PostAsync(path, body, _token ?? await TokenAsync(), proof, idempotencyKey);

    public async Task<Reply> ReadAsync(string path) => await GetAsync(path, _token ?? await TokenAsync());

    public async Task<Reply> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        string? token = null,
        bool proof = false,
        MessageId? idempotencyKey = null
    )
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        // The server asks for the body when it has admitted the caller: what is held then is past the gate.
        request.Headers.ExpectContinue = content is HeldContent;
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(proof ? "DPoP" : "Bearer", token);
        }

        if (proof)
        {
            request.Headers.Add("DPoP", await ProofAsync(method.Method, path, token));
        }

        if (idempotencyKey is { } key)
        {
            request.Headers.Add("Idempotency-Key", key.ToString());
        }

        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
            request.Headers.Add("Sotto-Request", "1");
        }

        if (ApiToken is not null && path == "/v1/tokens")
        {
            request.Headers.Add("Sotto-Api-Token", ApiToken);
        }

        using HttpResponseMessage response = await host.Http.SendAsync(request);
        return await Reply.ReadAsync(response);
    }

    /// <summary>The frames of one poll over plain HTTP.</summary>
    public async Task<IReadOnlyList<ServerFrame>> PollAsync(string token, int wait)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/v1/events?wait={wait}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return ServerFrame.DecodeSequence(await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Opens the event socket and proves the key.</summary>
    public async Task<TestSocket> ConnectAsync() => await TestSocket.OpenAsync(host, this);

    public void Dispose()
    {
        Key.Dispose();
        _mlsKey?.Dispose();
        foreach (OwnKeyPackage package in KeyPackages.Values)
        {
            package.Dispose();
        }
    }

    public static JsonContent? Json(object? body) =>
        body is null ? null : JsonContent.Create(body, body.GetType(), options: ProtocolJson.Options);
}

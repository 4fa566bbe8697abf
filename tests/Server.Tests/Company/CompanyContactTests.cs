using System.Net;
using System.Text.Json.Nodes;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Conversations;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Company;

public sealed class CompanyContactTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_good_token_begins_one_conversation_and_a_retry_is_answered_even_after_its_end(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using CompanyBackend backend = await OpenAsync(scene);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest request = await PreparedAsync(
            scene,
            visitor,
            backend.Token(visitor.Device.Key.PublicKey, Now(scene))
        );
        MessageId key = TestDevice.NewMessageId();

        ConversationStarted first = (await visitor.PostAsync(request, key)).As<ConversationStarted>();
        scene.Host.Time.Advance(TimeSpan.FromMinutes(30));
        ConversationStarted again = (await visitor.PostAsync(request, key)).As<ConversationStarted>();

        Assert.Equal(first, again);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Company_token_that_began_a_conversation_begins_no_other(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using CompanyBackend backend = await OpenAsync(scene);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        string token = backend.Token(visitor.Device.Key.PublicKey, Now(scene));
        (await visitor.PostAsync(await PreparedAsync(scene, visitor, token))).As<ConversationStarted>();
        visitor.Conversation = ConversationId.New(TwoCompanies.Random);
        StartConversationRequest second = await PreparedAsync(scene, visitor, token);

        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(second));
        string fresh = backend.Token(visitor.Device.Key.PublicKey, Now(scene));
        Reply other = await visitor.PostAsync(CompanyBackend.WithToken(second, visitor, fresh));

        reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        other.As<ConversationStarted>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_first_contact_with_a_bad_company_token_is_refused_and_changes_nothing(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using CompanyBackend backend = await OpenAsync(scene);
        using CompanyBackend stranger = new(scene.Ours);
        using CompanyBackend others = new(scene.Others);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        Ed25519PublicKey device = visitor.Device.Key.PublicKey;
        DateTimeOffset now = Now(scene);
        string Changed(string claim, JsonNode? value) => backend.Token(device, now, claims => claims[claim] = value);
        string Headed(string member, JsonNode? value) =>
            backend.Token(device, now, header: head => head[member] = value);
        string good = backend.Token(device, now);
        StartConversationRequest request = await PreparedAsync(scene, visitor, good);
        Dictionary<string, string> cases = new(StringComparer.Ordinal)
        {
            ["of another device"] = backend.Token(scene.Visitor.Device.Key.PublicKey, now),
            ["of a key that the root did not sign"] = stranger.Token(device, now),
            ["of the other organisation"] = others.Token(device, now),
            ["for the other organisation"] = Changed("aud", scene.Others.Id.ToString()),
            ["too old"] = backend.Token(device, now.AddMinutes(-11)),
            ["too early"] = backend.Token(device, now.AddMinutes(6)),
            ["for too long"] = Changed("exp", now.AddMinutes(11).ToUnixTimeSeconds()),
            ["unsigned"] = good[..(good.LastIndexOf('.') + 1)],
            ["alg none"] = Headed("alg", "none"),
            ["with a key of its own"] = Headed("jwk", new JsonObject { ["kty"] = "EC" }),
            ["a typed user id"] = "customer-4711",
            ["nothing"] = "",
        };
        foreach ((string name, string token) in cases)
        {
            StartConversationRequest bad = CompanyBackend.WithToken(request, visitor, token);
            Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(bad));
            Assert.True(reply.Code is ProblemCodes.NotCertified or ProblemCodes.Malformed, $"{name}: {reply.Code}");
        }

        (await visitor.PostAsync(request)).As<ConversationStarted>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Company_tokens_are_refused_once_their_key_is_taken_away(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using CompanyBackend backend = await OpenAsync(scene);
        using CompanyBackend next = new(scene.Ours);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        string token = backend.Token(visitor.Device.Key.PublicKey, Now(scene));
        StartConversationRequest request = await PreparedAsync(scene, visitor, token);
        await PublishAsync(scene, next.Keys(2, Now(scene)));

        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(request));

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Company_that_has_no_keys_takes_no_token(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using CompanyBackend backend = new(scene.Ours);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        string token = backend.Token(visitor.Device.Key.PublicKey, Now(scene));
        StartConversationRequest request = await PreparedAsync(scene, visitor, token);

        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(request));

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_founder_shows_others_the_credential_that_it_shows_the_server(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest request = await visitor.PrepareAsync(scene.Agent.Id);
        string another = CertificateIssuing.Customer(
            visitor.Device.Key,
            scene.Ours.Id,
            CustomerId.New(TwoCompanies.Random),
            visitor.Device.Id,
            Now(scene)
        );
        StartConversationRequest swapped = CompanyBackend.WithToken(
            request with
            {
                Credential = another,
            },
            visitor,
            "a"
        );

        Reply reply = await scene.RefusedAsync(() =>
            visitor.PostAsync(swapped with { Credential = request.Credential })
        );

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    private static DateTimeOffset Now(Scene scene) => scene.Host.Time.GetUtcNow();

    private static async Task<CompanyBackend> OpenAsync(Scene scene)
    {
        CompanyBackend backend = new(scene.Ours);
        await PublishAsync(scene, backend.Keys(1, Now(scene)));
        return backend;
    }

    private static async Task PublishAsync(Scene scene, string statement)
    {
        Reply reply = await TwoCompanies.CommandAsync(
            scene.Ours.OwnerDevice,
            "/v1/company-keys",
            new PublishCompanyKeysRequest(statement)
        );
        Assert.Equal(HttpStatusCode.Created, reply.Status);
    }

    private static async Task<StartConversationRequest> PreparedAsync(Scene scene, TestVisitor visitor, string token) =>
        CompanyBackend.WithToken(await visitor.PrepareAsync(scene.Agent.Id), visitor, token);
}

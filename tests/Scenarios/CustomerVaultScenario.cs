using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sotto.Scenarios;

/// <summary>
/// A visitor keeps the chat, loses the browser and returns: they read on, write as the same customer, and what opened it
/// left the page for nobody. All of it in the frame on the company's website.
/// </summary>
public sealed class CustomerVaultScenario(SharedCompany company) : VisitingScenario(company)
{
    private const string Question = "The walrus has eaten my receipt again";
    private const string Answer = "Then we believe the walrus";
    private const string Later = "It is about the same walrus";
    private const string Returning = "I have written here from another device";
    private const string Keep = "Keep this chat for other devices";

    /// <summary>What the project promises of a way back.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);

    /// <summary>Writes down what the passkey told the page, before the page uses it up.</summary>
    private const string RememberSecrets = """
        for (const name of ["create", "get"]) {
          const ask = navigator.credentials?.[name].bind(navigator.credentials)
          if (ask) navigator.credentials[name] = async (options) => {
            const credential = await ask(options)
            const first = credential?.getClientExtensionResults().prf?.results?.first
            if (first) await rememberSecret(btoa(String.fromCharCode(...new Uint8Array(first))))
            return credential
          }
        }
        """;

    private const string DeleteEverything = """
        async () => {
          for (const { name } of await indexedDB.databases())
            await new Promise((done, failed) => {
              const request = indexedDB.deleteDatabase(name)
              request.onsuccess = done
              request.onerror = () => failed(request.error)
            })
        }
        """;

    [Fact]
    public async Task A_visitor_who_lost_the_browser_returns_with_the_passkey_and_writes_on_as_the_same_customer()
    {
        ConcurrentQueue<string> secrets = new();
        VisitorPage visitor = await TalkAsync("Wanda Walrus", hasPrf: true, secrets);
        IReadOnlyList<string> codes = await KeepAsync(visitor, "Make a passkey", codes: 1);
        await Accessibility.PictureAsync(visitor.Page, "kept");

        await LoseEverythingAsync(visitor);
        await Accessibility.PictureAsync(visitor.Page, "return-start");
        await visitor.Frame.GetByRole(AriaRole.Button, new() { Name = Returning }).ClickAsync();
        await Accessibility.HasNoViolationAsync(visitor.Page);
        await Accessibility.PictureAsync(visitor.Page, "return-dialog");
        long before = Stopwatch.GetTimestamp();
        await Dialog(visitor).GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await ReadsHistoryAsync(visitor);
        TimeSpan took = Stopwatch.GetElapsedTime(before);
        TestContext.Current.TestOutputHelper?.WriteLine($"back in {took.TotalSeconds:F1} s");
        Assert.True(took < Promised, $"{took}");

        await Accessibility.HasNoViolationAsync(visitor.Page);
        await Accessibility.PictureAsync(visitor.Page, "earlier-conversation");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.NameAsync("Wanda Again");
        await visitor.WriteAsync(Later);
        await Company.Owner.OpenAsync("Wanda Again");
        await Company.Owner.Chat.ShowsInOrderAsync(Later);
        await AssertNothingLeftTheBrowserAsync(visitor, secrets, codes);
    }

    [Fact]
    public async Task Without_the_passkeys_secret_there_are_two_codes_and_either_brings_the_history_back()
    {
        ConcurrentQueue<string> secrets = new();
        VisitorPage visitor = await TalkAsync("Cora Codeful", hasPrf: false, secrets);
        await visitor.ChooseAsync(Keep);
        await Dialog(visitor).GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await Assertions.Expect(Dialog(visitor)).ToContainTextAsync("Please use codes.");
        await visitor.Page.Keyboard.PressAsync("Escape");
        IReadOnlyList<string> codes = await KeepAsync(visitor, "Without a passkey: two codes", codes: 2);
        codes = [.. codes, await AddCodeAsync(visitor, codes[0])];

        await LoseEverythingAsync(visitor);
        await visitor.ChooseAsync(Returning);
        await TypeAsync(visitor, "0000 1111 2222");
        await Assertions.Expect(Dialog(visitor)).ToContainTextAsync("This is no recovery code.");
        await TypeAsync(visitor, codes[1].Replace(' ', '-').ToLowerInvariant());
        await ReadsHistoryAsync(visitor);

        await AssertNothingLeftTheBrowserAsync(visitor, secrets, codes);
    }

    [Fact]
    public async Task On_a_computer_that_is_not_theirs_nobody_is_offered_a_passkey()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Nora Notmine", Question);
        await visitor.ChooseAsync("This is not my computer");
        await Dialog(visitor).GetByRole(AriaRole.Button, new() { Name = "Keep nothing" }).ClickAsync();
        await Assertions.Expect(visitor.Panel).ToContainTextAsync("Nothing is kept on this computer.");

        await visitor.Frame.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();

        await Assertions
            .Expect(visitor.Frame.GetByRole(AriaRole.Menuitem, new() { Name = "This is not" }))
            .ToHaveCountAsync(0);
        await Assertions
            .Expect(visitor.Frame.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }))
            .ToBeVisibleAsync();
        await Assertions.Expect(visitor.Frame.GetByRole(AriaRole.Menuitem, new() { Name = Keep })).ToHaveCountAsync(0);
    }

    private async Task<VisitorPage> TalkAsync(string name, bool hasPrf, ConcurrentQueue<string> secrets)
    {
        VisitorPage visitor = await Company.VisitorAsync();
        await visitor.Profile.Context.ExposeBindingAsync(
            "rememberSecret",
            (BindingSource _, string secret) => secrets.Enqueue(secret)
        );
        await visitor.Profile.Context.AddInitScriptAsync(RememberSecrets);
        await visitor.VisitAsync();
        await Passkeys.PlugInAsync(visitor.Page, "internal", hasPrf: hasPrf);
        await visitor.OpenChatAsync();
        await visitor.NameAsync(name);
        await visitor.WriteAsync(Question);
        await Company.Owner.OpenAsync(name);
        await Company.Owner.WriteAsync(Answer);
        await visitor.Chat.ShowsAsync(Answer);
        return visitor;
    }

    private static ILocator Dialog(VisitorPage visitor) => visitor.Frame.GetByRole(AriaRole.Dialog);

    /// <summary>Keeps the chat, and the codes that it shows.</summary>
    private static async Task<IReadOnlyList<string>> KeepAsync(VisitorPage visitor, string button, int codes)
    {
        await visitor.ChooseAsync(Keep);
        ILocator dialog = Dialog(visitor);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = button })).ToBeEnabledAsync();
        await Accessibility.HasNoViolationAsync(visitor.Page);
        await Accessibility.PictureAsync(visitor.Page, $"keep-{codes}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        ILocator shown = dialog.Locator("[data-code]");
        await Assertions.Expect(shown).ToHaveCountAsync(codes);
        ILocator finish = dialog.GetByRole(AriaRole.Button, new() { Name = "Keep this chat" });
        await Assertions.Expect(finish).ToBeDisabledAsync();
        await Accessibility.HasNoViolationAsync(visitor.Page);
        await Accessibility.FitsTheWidthAsync(visitor.ChatFrame);
        await Accessibility.PictureAsync(visitor.Page, $"keep-codes-{codes}");
        IReadOnlyList<string> written = await shown.AllInnerTextsAsync();
        await dialog.GetByLabel("I have written it down").CheckAsync();
        await finish.ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("This chat is kept. Last saved");
        await Accessibility.HasNoViolationAsync(visitor.Page);
        return written;
    }

    /// <summary>A third code, which one of the two lets in. Before it, nothing can be removed.</summary>
    private static async Task<string> AddCodeAsync(VisitorPage visitor, string known)
    {
        ILocator dialog = Dialog(visitor);
        ILocator remove = dialog.GetByRole(AriaRole.Button, new() { Name = "Remove way" });
        await Assertions.Expect(remove).ToHaveCountAsync(0);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add another way" }).ClickAsync();
        await Accessibility.HasNoViolationAsync(visitor.Page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a code" }).ClickAsync();
        string added = await dialog.Locator("[data-code]").InnerTextAsync();
        await dialog.GetByLabel("I have written it down").CheckAsync();
        await Accessibility.HasNoViolationAsync(visitor.Page);
        await TypeAsync(visitor, known);
        await Assertions.Expect(remove).ToHaveCountAsync(3);
        await Accessibility.HasNoViolationAsync(visitor.Page);
        await Accessibility.PictureAsync(visitor.Page, "kept-three");
        return added;
    }

    /// <summary>All that the browser had of the chat. The passkey is not the browser's.</summary>
    private static async Task LoseEverythingAsync(VisitorPage visitor)
    {
        await visitor.ChatFrame.EvaluateAsync(DeleteEverything);
        await visitor.VisitAsync();
        await visitor.OpenChatAsync();
        await Assertions.Expect(visitor.Chat.Messages).ToHaveCountAsync(0);
    }

    private static async Task TypeAsync(VisitorPage visitor, string code)
    {
        await Dialog(visitor).GetByLabel("Recovery code").FillAsync(code);
        await Dialog(visitor).GetByRole(AriaRole.Button, new() { Name = "Use this code" }).ClickAsync();
    }

    private static async Task ReadsHistoryAsync(VisitorPage visitor)
    {
        await Dialog(visitor).GetByRole(AriaRole.Button, new() { Name = Answer }).ClickAsync();
        await new Chat(Dialog(visitor)).ShowsInOrderAsync(Question, Answer);
    }

    private async Task AssertNothingLeftTheBrowserAsync(
        VisitorPage visitor,
        IEnumerable<string> secrets,
        IReadOnlyList<string> codes
    )
    {
        LeakSearch search = new();
        search.AddText("question", Question);
        search.AddText("answer", Answer);
        foreach (string code in codes)
        {
            search.AddText("code", code);
            search.AddText("code as typed", code.Replace(' ', '-').ToLowerInvariant());
            search.AddText("code without spaces", code.Replace(" ", "", StringComparison.Ordinal));
        }

        foreach (string secret in secrets.Distinct(StringComparer.Ordinal))
        {
            search.AddBytes("PRF secret", Convert.FromBase64String(secret));
        }

        Assert.Empty((await visitor.Profile.Traffic.AllAsync()).SelectMany(search.In));
        AssertAccessIsShownOnce(visitor, secrets);
        foreach (string file in System.IO.Directory.GetFiles(Company.Server.Data))
        {
            Assert.Empty(search.In(await File.ReadAllBytesAsync(file)));
        }

        Assert.Empty(search.In(Encoding.UTF8.GetBytes(Company.Server.Output)));
    }

    /// <summary>What lets the new device in goes to the one call that it is for, and is what was promised to be derived.</summary>
    private static void AssertAccessIsShownOnce(VisitorPage visitor, IEnumerable<string> secrets)
    {
        ILookup<bool, IRequest> requests = visitor.Profile.Traffic.Requests.ToLookup(request =>
            request.Url.EndsWith("/returning-customers", StringComparison.Ordinal)
        );
        IRequest returning = Assert.Single(requests[true]);
        using JsonDocument body = JsonDocument.Parse(returning.PostData!);
        byte[] access = Base64Url(body.RootElement.GetProperty("access").GetString()!);
        string way = body.RootElement.GetProperty("way").GetString()!;
        foreach (string secret in secrets.Distinct(StringComparer.Ordinal))
        {
            byte[] info = Encoding.ASCII.GetBytes($"sotto vault access 1 {way}");
            byte[] key = Convert.FromBase64String(secret);
            Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: info), access);
        }

        LeakSearch search = new();
        search.AddBytes("access", access);
        Assert.Empty(
            requests[false]
                .SelectMany(request =>
                    search.In([.. request.PostDataBuffer ?? [], .. Encoding.UTF8.GetBytes(request.Url)])
                )
        );
    }

    private static byte[] Base64Url(string text) =>
        Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}

using System.Text.RegularExpressions;

namespace Sotto.Scenarios;

/// <summary>What the company's page and the chat page say to each other (peer failures, row 35).</summary>
public sealed partial class PostMessageScenario(SharedCompany company) : VisitingScenario(company)
{
    /// <summary>Stands between the chat page and its parent, and writes down to whom the chat page speaks.</summary>
    private const string ListenIn = """
        if (location.pathname.startsWith("/chat/")) {
          const real = parent
          const between = { postMessage(message, target) { told.push(String(target)); real.postMessage(message, target) } }
          window.told = []
          Object.defineProperty(window, "parent", { get: () => between })
          const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "source")
          Object.defineProperty(MessageEvent.prototype, "source", {
            get() { const source = get.call(this); return source === real ? between : source },
          })
        }
        """;

    /// <summary>Speaks to the chat page and to the company's page from a window that is neither.</summary>
    private const string Interfere = """
        () => {
          const chat = [...parent.document.querySelectorAll("div")].map((element) => element.shadowRoot?.querySelector("iframe")).find(Boolean)
          for (const message of ["hello", "reset", "close", "ready"]) {
            chat.contentWindow.postMessage({ sotto: message }, "*")
            parent.postMessage({ sotto: message }, "*")
          }
          chat.contentWindow.postMessage({ sotto: "shown", shown: false }, "*")
          parent.postMessage({ sotto: "unread", count: 99 }, "*")
        }
        """;

    [Fact]
    public async Task The_chat_page_speaks_to_the_page_around_it_by_its_origin_and_never_to_anybody()
    {
        Profile profile = await Company.NewProfileAsync();
        await profile.Context.AddInitScriptAsync(ListenIn);
        VisitorPage visitor = new(profile, await profile.Context.NewPageAsync(), Company.Server.DemoOrigin);
        await visitor.VisitAsync();
        await visitor.OpenChatAsync();
        await visitor.WriteAsync("hello");
        IFrame chat = visitor.ChatFrame;
        await visitor.CloseChatAsync();
        await Assertions.Expect(visitor.Page.Locator(".panel")).ToBeHiddenAsync();

        string[] told = await chat.EvaluateAsync<string[]>("told");
        Assert.True(told.Length >= 2, "ready and close were told");
        Assert.All(told, target => Assert.Equal(Company.Server.DemoOrigin, target));
    }

    [Fact]
    public async Task Neither_side_hears_a_foreign_window()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Wanda", "still here");
        await visitor.Page.EvaluateAsync(
            "document.body.append(Object.assign(document.createElement('iframe'), { name: 'foreign' }))"
        );
        IFrame foreign = visitor.Page.Frames.Single(frame => frame.Name == "foreign");
        await foreign.EvaluateAsync(Interfere);

        await visitor.WriteAsync("and still here");
        await visitor.Chat.ShowsInOrderAsync("still here", "and still here");
        await Assertions.Expect(visitor.Page.Locator(".panel")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Badge).ToBeHiddenAsync();
    }

    [Fact]
    public async Task No_shipped_script_posts_to_every_origin()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        string[] scripts = System.IO.Directory.GetFiles(folder, "*.js", SearchOption.AllDirectories);
        Assert.NotEmpty(scripts);
        foreach (string script in scripts)
        {
            Assert.DoesNotMatch(ToEverybody(), await File.ReadAllTextAsync(script));
        }
    }

    [GeneratedRegex("""postMessage\([^;]{0,200}?,\s*["'`]\*["'`]""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ToEverybody();
}

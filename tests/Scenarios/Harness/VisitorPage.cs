namespace Sotto.Scenarios.Harness;

/// <summary>A visitor of the company's website, with the chat in its frame.</summary>
public sealed class VisitorPage(Profile profile, IPage page, string site)
{
    public IPage Page => page;

    public Profile Profile => profile;

    public ILocator Launcher => page.Locator("button.launcher");

    public IFrameLocator Frame => page.FrameLocator("iframe[title=Chat]");

    /// <summary>The chat's own document, for looking at what its origin keeps.</summary>
    public IFrame ChatFrame => page.Frames.Single(frame => frame.Url.Contains("/chat/inb_", StringComparison.Ordinal));

    public ILocator Panel => Frame.Locator("main.c-chat");

    public ILocator Composer => Frame.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

    public ILocator Badge => page.Locator(".launcher .badge");

    public Chat Chat => new(Panel);

    public Task VisitAsync(string path = "/") => page.GotoAsync(site + path);

    public async Task OpenChatAsync()
    {
        await Launcher.ClickAsync();
        await Assertions.Expect(Composer).ToBeVisibleAsync();
    }

    public Task CloseChatAsync() => Frame.GetByRole(AriaRole.Button, new() { Name = "Close chat" }).ClickAsync();

    public Task NameAsync(string name) => Frame.GetByLabel("Your name").FillAsync(name);

    public async Task WriteAsync(string text)
    {
        await Composer.FillAsync(text);
        await Composer.PressAsync("Enter");
    }

    public async Task ChooseAsync(string item)
    {
        await Frame.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await Frame.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
    }

    /// <summary>Another tab of the same visitor.</summary>
    public async Task<VisitorPage> NewTabAsync()
    {
        VisitorPage tab = new(profile, await profile.Context.NewPageAsync(), site);
        await tab.VisitAsync();
        return tab;
    }
}

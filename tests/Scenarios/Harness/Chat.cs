namespace Sotto.Scenarios.Harness;

/// <summary>The message log, which looks the same to both sides.</summary>
public sealed class Chat(ILocator root)
{
    public ILocator Messages => root.Locator("li.s-message");

    public ILocator Texts => root.Locator("li.s-message .s-text");

    public ILocator Events => root.Locator("li.s-event");

    public ILocator Typing => root.Locator(".s-typing");

    public ILocator MessageWith(string text) => Messages.Filter(new() { HasText = text });

    /// <summary>The mark beside one's own message.</summary>
    public ILocator MarkOf(string text) => MessageWith(text).Locator(".s-mark");

    public Task ShowsAsync(string text) => Assertions.Expect(MessageWith(text)).ToHaveCountAsync(1);

    public Task ShowsInOrderAsync(params string[] texts) => Assertions.Expect(Texts).ToHaveTextAsync(texts);

    public Task IsMarkedAsync(string text, string state) =>
        Assertions.Expect(MarkOf(text)).ToHaveAttributeAsync("data-state", state);
}

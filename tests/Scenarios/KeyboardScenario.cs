namespace Sotto.Scenarios;

public sealed class KeyboardScenario(SharedCompany company) : VisitingScenario(company)
{
    private const int LongestWay = 40;

    [Fact]
    public async Task A_visitor_asks_and_an_agent_answers_without_a_mouse()
    {
        VisitorPage visitor = await Company.VisitorAsync();
        await TabToAsync(visitor.Page, visitor.Launcher);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await TabToAsync(visitor.Page, visitor.Composer);
        await visitor.Page.Keyboard.TypeAsync("typed only");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Chat.IsMarkedAsync("typed only", "delivered");

        ConsolePage agent = Company.Owner;
        ILocator navigation = agent.Page.GetByRole(AriaRole.Navigation);
        await TabToAsync(agent.Page, navigation.GetByRole(AriaRole.Link, new() { Name = "Conversations" }));
        await agent.Page.Keyboard.PressAsync("Enter");
        await agent.Page.ReloadAsync(); // with none open and none remembered, the list's tab stop is the newest
        ILocator link = agent.RowOf("typed only").GetByRole(AriaRole.Link);
        await TabToAsync(agent.Page, link);
        await agent.Page.Keyboard.PressAsync("Enter");
        await TabToAsync(agent.Page, agent.Composer);
        await agent.Page.Keyboard.TypeAsync("answered so, too");
        await agent.Page.Keyboard.PressAsync("Enter");
        await visitor.Chat.ShowsAsync("answered so, too");

        await visitor.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visitor.Page.Locator(".panel")).ToBeHiddenAsync();
        await Assertions.Expect(visitor.Launcher).ToBeFocusedAsync();
    }

    /// <summary>Presses Tab until the element has the focus, as somebody without a mouse has to.</summary>
    private static async Task TabToAsync(IPage page, ILocator target)
    {
        await target.WaitForAsync();
        for (int presses = 0; presses < LongestWay; presses++)
        {
            if (
                await target.EvaluateAsync<bool>(
                    "element => element.getRootNode().activeElement === element && document.hasFocus()"
                )
            )
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{target} was not reached within {LongestWay} presses of Tab");
    }
}

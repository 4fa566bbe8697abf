namespace Sotto.Scenarios;

/// <summary>What opens over the chat, in German, in the dark and on a small telephone: the longest words on the least room.</summary>
public sealed class ChatDialogsScenario(SharedCompany company) : VisitingScenario(company)
{
    private const string Name = "Thea Telefon";

    [Fact]
    public async Task Every_dialog_of_the_chat_fits_a_small_telephone_in_German_and_in_the_dark()
    {
        VisitorPage visitor = await OnATelephoneAsync();
        await LooksWellAsync(visitor, "de-empty");
        await visitor.Frame.GetByLabel("Ihr Name").FillAsync(Name);
        ILocator composer = visitor.Frame.GetByPlaceholder("Nachricht schreiben");
        await composer.FillAsync("Guten Tag, ich habe eine Frage zu meiner Rechnung.");
        await composer.PressAsync("Enter");
        await Company.Owner.OpenAsync(Name);

        await OpenAsync(visitor, "Chat für andere Geräte behalten", "de-keep");
        await Press(visitor, "Ohne Passkey: zwei Codes").ClickAsync();
        await Assertions.Expect(Dialog(visitor).Locator("[data-code]")).ToHaveCountAsync(2);
        await LooksWellAsync(visitor, "de-codes");
        await Dialog(visitor).GetByLabel("Ich habe es aufgeschrieben").CheckAsync();
        await Press(visitor, "Chat behalten").ClickAsync();
        await Assertions.Expect(Dialog(visitor)).ToContainTextAsync("Dieser Chat ist aufgehoben.");
        await LooksWellAsync(visitor, "de-kept");
        await Press(visitor, "Weiteren Zugang anlegen").ClickAsync();
        await LooksWellAsync(visitor, "de-add");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await OpenAsync(visitor, "Unterhaltung löschen", "de-delete");
        await visitor.Page.Keyboard.PressAsync("Escape");

        await Company.Owner.AskToConfirmAsync();
        await Assertions.Expect(visitor.Frame.Locator(".c-confirm")).ToBeVisibleAsync();
        await LooksWellAsync(visitor, "de-confirm");
    }

    [Fact]
    public async Task Whoever_returns_on_a_small_telephone_reads_German_in_the_dark()
    {
        VisitorPage visitor = await OnATelephoneAsync();
        await OpenAsync(visitor, "Ich habe hier von einem anderen Gerät geschrieben", "de-return");
        await Dialog(visitor).GetByLabel("Code").FillAsync("0000 1111 2222");
        await Press(visitor, "Diesen Code verwenden").ClickAsync();
        await Assertions.Expect(Dialog(visitor)).ToContainTextAsync("Das ist kein solcher Code.");
        await LooksWellAsync(visitor, "de-return-wrong");
    }

    private async Task<VisitorPage> OnATelephoneAsync()
    {
        Profile profile = await Company.NewProfileAsync(
            new()
            {
                ViewportSize = new() { Width = 360, Height = 640 },
                ColorScheme = ColorScheme.Dark,
                Locale = "de-DE",
            }
        );
        IPage page = await profile.Context.NewPageAsync();
        // As a company's German page says it, before any script of the page runs.
        await page.AddInitScriptAsync(
            """
            new MutationObserver(() => {
              const page = document.documentElement
              if (page !== null && page.lang !== "de") page.lang = "de"
            }).observe(document, { childList: true, subtree: true })
            """
        );
        VisitorPage visitor = new(profile, page, Company.Server.DemoOrigin);
        await visitor.VisitAsync();
        await visitor.Launcher.ClickAsync();
        await Assertions.Expect(visitor.Frame.GetByPlaceholder("Nachricht schreiben")).ToBeVisibleAsync();
        return visitor;
    }

    private static async Task OpenAsync(VisitorPage visitor, string item, string picture)
    {
        await visitor.Frame.GetByRole(AriaRole.Button, new() { Name = "Mehr" }).ClickAsync();
        await visitor.Frame.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
        await Assertions.Expect(Dialog(visitor)).ToBeVisibleAsync();
        await LooksWellAsync(visitor, picture);
    }

    private static async Task LooksWellAsync(VisitorPage visitor, string picture)
    {
        await Accessibility.FitsTheWidthAsync(visitor.ChatFrame);
        await Accessibility.HasNoViolationAsync(visitor.Page);
        await Accessibility.PictureAsync(visitor.Page, picture);
    }

    private static ILocator Dialog(VisitorPage visitor) => visitor.Frame.GetByRole(AriaRole.Dialog);

    private static ILocator Press(VisitorPage visitor, string name) =>
        Dialog(visitor).GetByRole(AriaRole.Button, new() { Name = name });
}

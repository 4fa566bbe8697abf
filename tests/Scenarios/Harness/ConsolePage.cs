using System.Text.Json;

namespace Sotto.Scenarios.Harness;

/// <summary>The console as an owner or an agent uses it.</summary>
public sealed class ConsolePage(Profile profile, IPage page, string origin)
{
    public IPage Page => page;

    public Profile Profile => profile;

    public ILocator Rows => page.Locator(".list .row");

    public ILocator Composer => page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

    public Chat Chat { get; } = new(page.Locator(".thread"));

    public ILocator RowOf(string visitor) => Rows.Filter(new() { HasText = visitor });

    /// <summary>Waits until this browser is certified and has key packages in stock, so that visitors can include it.</summary>
    public async Task BecomesReadyAsync()
    {
        await Assertions.Expect(page.Locator(".desk")).ToBeVisibleAsync();
        await Eventually.IsTrueAsync(
            async () => (await OwnDeviceAsync()).GetProperty("keyPackages").GetInt32() > 0,
            "no key packages in stock"
        );
    }

    /// <summary>What the server says of this account's devices.</summary>
    public async Task<JsonElement> OwnDeviceAsync()
    {
        IAPIResponse reply = await page.APIRequest.GetAsync($"{origin}/v1/devices");
        JsonElement devices = (await reply.JsonAsync())!.Value.GetProperty("devices");
        string name = await page.Locator(".rail-end .s-hidden").InnerTextAsync();
        return devices
            .EnumerateArray()
            .First(device => name.EndsWith(device.GetProperty("userName").GetString()!, StringComparison.Ordinal));
    }

    public Task GoToAsync(string screen) =>
        page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = screen }).ClickAsync();

    /// <summary>Opens the only conversation whose row shows the text.</summary>
    public async Task OpenAsync(string visitor)
    {
        await RowOf(visitor).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.Locator(".thread-head h2")).ToHaveTextAsync(visitor);
    }

    public async Task WriteAsync(string text)
    {
        await Composer.FillAsync(text);
        await Composer.PressAsync("Enter");
    }

    /// <summary>The link for somebody new, from the Team screen.</summary>
    public async Task<string> InviteAsync(string name)
    {
        await GoToAsync("Team");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite someone" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create link" }).ClickAsync();
        ILocator shown = page.Locator("dialog code");
        await ConfirmWhenAskedAsync(() => shown.IsVisibleAsync(), "the link was not created");
        string link = await shown.InnerTextAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        return link;
    }

    /// <summary>Confirms the comparison of fingerprints for the waiting browser of that person.</summary>
    public async Task CertifyAsync(string name)
    {
        await GoToAsync("Team");
        await page.GetByRole(AriaRole.Button, new() { Name = $"of {name}" })
            .And(page.GetByRole(AriaRole.Button, new() { Name = "Certify" }))
            .ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Checkbox).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Certify" }).ClickAsync();
        await ConfirmWhenAskedAsync(async () => await dialog.CountAsync() == 0, "the browser was not certified");
    }

    /// <summary>The owner's kit signs the company's key, and everyone's browser believes it from then on.</summary>
    public async Task PublishCompanyKeyAsync(string publicKey, IEnumerable<string> kit)
    {
        await GoToAsync("Inboxes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a key" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Public key").FillAsync(publicKey);
        await dialog.GetByLabel("Recovery kit").FillAsync(string.Join(' ', kit));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign and publish" }).ClickAsync();
        await ConfirmWhenAskedAsync(async () => await dialog.CountAsync() == 0, "the key was not published");
    }

    /// <summary>Asks the customer of the open conversation to confirm who they are.</summary>
    public Task AskToConfirmAsync() =>
        page.GetByRole(AriaRole.Button, new() { Name = "Ask to confirm who they are" }).ClickAsync();

    /// <summary>The last verification may be more than five minutes ago: then the page asks who is there.</summary>
    private async Task ConfirmWhenAskedAsync(Func<Task<bool>> isDone, string otherwise)
    {
        ILocator confirm = page.GetByRole(AriaRole.Button, new() { Name = "Confirm with a passkey" });
        bool confirmed = false;
        await Eventually.IsTrueAsync(
            async () =>
            {
                if (!confirmed && await confirm.IsVisibleAsync())
                {
                    confirmed = true;
                    await confirm.ClickAsync();
                }

                return await isDone();
            },
            otherwise
        );
    }

    /// <summary>Closes the page: this person is offline from now on.</summary>
    public Task LeaveAsync() => page.CloseAsync();

    /// <summary>Comes back in the same browser profile.</summary>
    public async Task<ConsolePage> ReturnAsync()
    {
        IPage next = await profile.Context.NewPageAsync();
        await next.GotoAsync($"{origin}/console/");
        ConsolePage back = new(profile, next, origin);
        await Assertions.Expect(next.Locator(".desk")).ToBeVisibleAsync();
        return back;
    }
}

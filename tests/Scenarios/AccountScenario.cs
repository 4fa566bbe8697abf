using System.Security.Cryptography;

namespace Sotto.Scenarios;

/// <summary>How somebody looks after their own ways in, in the real console with real ceremonies.</summary>
public sealed class AccountScenario(Company company) : Scenario(company)
{
    private const string Password = "four plain words together";

    [Fact]
    public async Task What_lets_somebody_in_asks_who_is_there_and_goes_on_with_what_was_typed()
    {
        IPage page = Company.Owner.Page;
        await Company.Owner.GoToAsync("Team");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite someone" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Carla Careful");
        await ServerDatabase.MakeVerificationsStaleAsync(Company.Server);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create link" }).ClickAsync();

        ILocator question = page.GetByRole(AriaRole.Dialog, new() { Name = "Confirm that it is you" });
        await Assertions.Expect(question).ToBeVisibleAsync();
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "step-up");
        await question.GetByRole(AriaRole.Button, new() { Name = "Confirm with a passkey" }).ClickAsync();

        await Assertions.Expect(page.Locator("dialog code")).ToContainTextAsync("/console/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Carla Careful");
    }

    [Fact]
    public async Task Who_does_not_confirm_changes_nothing()
    {
        IPage page = Company.Owner.Page;
        await Company.Owner.GoToAsync("Team");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite someone" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Nobody At All");
        await ServerDatabase.MakeVerificationsStaleAsync(Company.Server);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create link" }).ClickAsync();
        ILocator question = page.GetByRole(AriaRole.Dialog, new() { Name = "Confirm that it is you" });
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Assertions.Expect(question).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await Company.Owner.GoToAsync("Team");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Team");
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("Nobody At All");
    }

    [Fact]
    public async Task A_second_passkey_is_added_used_and_the_first_one_removed()
    {
        ConsolePage agent = await Company.CertifiedAsync("Pia Passkey");
        IPage page = agent.Page;
        await agent.GoToAsync("Account");
        ILocator passkeys = page.GetByRole(AriaRole.Region, new() { Name = "Passkeys" });
        await Assertions.Expect(passkeys).ToContainTextAsync("This is your only way in.");
        Func<Task> unplug = await Passkeys.PlugInAsync(page, "usb");
        await passkeys.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Key in the safe");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create passkey" }).ClickAsync();
        await Assertions.Expect(passkeys).ToContainTextAsync("Key in the safe");
        await Assertions.Expect(passkeys).Not.ToContainTextAsync("This is your only way in.");
        await Accessibility.PictureAsync(page, "account");

        await passkeys
            .GetByRole(AriaRole.Listitem)
            .Filter(new() { HasText = "My first passkey" })
            .GetByRole(AriaRole.Button, new() { Name = "Remove" })
            .ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(passkeys).Not.ToContainTextAsync("My first passkey");
        await Assertions
            .Expect(page.GetByRole(AriaRole.Region, new() { Name = "Was this you?" }))
            .ToContainTextAsync("A passkey was removed");
        await SignOutAsync(agent);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.Locator(".rail")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Lock now" }).First.ClickAsync();
        await ContinueAsync(page);
        await SignOutAsync(agent);
        await unplug();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "." })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".rail")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Password_and_app_are_set_up_and_sign_in_and_a_session_elsewhere_is_ended()
    {
        ConsolePage agent = await Company.CertifiedAsync("Walter Word");
        string secret = await SetPasswordAsync(agent, "walter");

        ConsolePage elsewhere = await OpenAsync();
        await SignInByPasswordAsync(elsewhere.Page, "walter", "not the password", CodeOf(secret, 1));
        await Assertions
            .Expect(elsewhere.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "." }))
            .ToBeVisibleAsync();
        await Accessibility.HasNoViolationAsync(elsewhere.Page);
        await Accessibility.PictureAsync(elsewhere.Page, "sign-in-password");
        await SignInByPasswordAsync(elsewhere.Page, "walter", Password, CodeOf(secret, 1));
        await Assertions.Expect(elsewhere.Page.Locator(".rail")).ToBeVisibleAsync();

        await agent.Page.ReloadAsync();
        await agent.GoToAsync("Account");
        ILocator sessions = agent.Page.GetByRole(AriaRole.Region, new() { Name = "Where you are signed in" });
        ILocator other = sessions.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "with password and app" });
        await Assertions.Expect(other).ToHaveCountAsync(1);
        await other.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await Assertions.Expect(other).ToHaveCountAsync(0);
        await Assertions
            .Expect(elsewhere.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true }))
            .ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task A_locked_console_holds_nothing_to_read_until_its_person_is_back()
    {
        const string Sentinel = "the key lies under the third flowerpot";
        ConsolePage agent = Company.Owner;
        IPage page = agent.Page;
        VisitorPage visitor = await Company.WritingVisitorAsync("Lotta", "Where do I find it?");
        await visitor.WriteAsync(Sentinel);
        await agent.GoToAsync("Conversations");
        await agent.OpenAsync("Lotta");
        await Assertions.Expect(agent.Chat.Messages).ToHaveCountAsync(2);
        await visitor.Chat.IsMarkedAsync(Sentinel, "read");
        await agent.Composer.PressSequentiallyAsync("Half of an ans");
        string address = page.Url;
        IPage otherTab = await agent.Profile.Context.NewPageAsync();
        await otherTab.GotoAsync(address);
        await Assertions.Expect(otherTab.Locator(".thread li.s-message")).ToHaveCountAsync(2);

        await page.BringToFrontAsync();
        Assert.True(
            await Memory.HoldsAsync(page, Sentinel),
            "a snapshot of an open console must show what it looks for"
        );
        await page.Keyboard.PressAsync("Control+Shift+L");
        await Eventually.IsTrueAsync(
            async () =>
                await page.GetByRole(AriaRole.Heading, new() { Name = "Locked" }).IsVisibleAsync()
                && !await Memory.HoldsAsync(page, Sentinel),
            "what was read is still in memory"
        );
        await IsLockedAsync(page, Sentinel);
        await IsLockedAsync(otherTab, Sentinel);
        await LooksRightAsync(page);

        await visitor.WriteAsync("Are you there?");
        foreach (string way in new[] { address, $"{Company.Server.Origin}/console/", address })
        {
            await page.GotoAsync(way);
            await page.ReloadAsync();
            await IsLockedAsync(page, Sentinel);
        }

        await Assertions.Expect(visitor.Chat.MarkOf("Are you there?")).Not.ToHaveAttributeAsync("data-state", "read");
        await ContinueAsync(page);
        await Assertions.Expect(agent.Chat.Messages).ToHaveCountAsync(3);
        await Assertions.Expect(agent.Composer).ToHaveValueAsync("Half of an ans");
        await Assertions.Expect(otherTab.Locator(".thread li.s-message")).ToHaveCountAsync(3);
        await visitor.Chat.IsMarkedAsync("Are you there?", "read");
        await otherTab.CloseAsync();
    }

    [Fact]
    public async Task A_console_left_alone_starts_locked_and_somebody_else_can_sign_in()
    {
        ConsolePage agent = await Company.JoinAsync("Lars Left");
        IPage page = agent.Page;
        await agent.GoToAsync("Account");
        ILocator workplace = page.GetByRole(AriaRole.Region, new() { Name = "This workplace" });
        await workplace.GetByLabel("5 minutes", new() { Exact = true }).CheckAsync();
        await workplace.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(workplace).ToContainTextAsync("Saved for this browser.");
        await BeLeftAloneAsync(page, 4);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".rail")).ToBeVisibleAsync();

        await BeLeftAloneAsync(page, 6);
        await page.ReloadAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Locked", Exact = true }))
            .ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Lars Left");
        await page.GetByRole(AriaRole.Button, new() { Name = "Somebody else signs in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.Locator(".rail")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_passkey_that_does_not_know_its_user_opens_nothing()
    {
        IPage page = await (await Company.NewProfileAsync()).Context.NewPageAsync();
        await Passkeys.PlugInAsync(page, "internal", isUserVerified: false);
        await page.GotoAsync(await Company.Owner.InviteAsync("Una Unverified"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Create passkey" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "." })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".rail")).ToHaveCountAsync(0);
    }

    /// <summary>As if nobody had touched the computer, which was off perhaps.</summary>
    private static Task BeLeftAloneAsync(IPage page, int minutes) =>
        page.EvaluateAsync(
            "minutes => localStorage.setItem('sotto.console.lastActive', String(Date.now() - minutes * 60_000))",
            minutes
        );

    private static async Task IsLockedAsync(IPage page, string sentinel)
    {
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Locked", Exact = true }))
            .ToBeVisibleAsync();
        Assert.Equal("Locked", await page.TitleAsync());
        string shown = await page.ContentAsync();
        Assert.DoesNotContain(sentinel, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Half of", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Lotta", shown, StringComparison.Ordinal);
    }

    private static async Task LooksRightAsync(IPage page)
    {
        foreach (ColorScheme colours in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colours });
            await Accessibility.HasNoViolationAsync(page);
            await Accessibility.PictureAsync(page, $"locked-{colours}".ToLowerInvariant());
        }
    }

    private static Task ContinueAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Continue with a passkey" }).ClickAsync();

    private async Task<ConsolePage> OpenAsync()
    {
        Profile profile = await Company.NewProfileAsync();
        IPage page = await profile.Context.NewPageAsync();
        await page.GotoAsync($"{Company.Server.Origin}/console/");
        return new ConsolePage(profile, page, Company.Server.Origin);
    }

    private static async Task SignOutAsync(ConsolePage agent)
    {
        await agent.GoToAsync("This device");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions
            .Expect(agent.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true }))
            .ToBeVisibleAsync();
    }

    private static async Task SignInByPasswordAsync(IPage page, string name, string password, string code)
    {
        if (!await page.GetByLabel("Password", new() { Exact = true }).IsVisibleAsync())
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Use a password instead" }).ClickAsync();
        }

        await page.GetByLabel("Sign-in name").FillAsync(name);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with password" }).ClickAsync();
    }

    /// <summary>Returns the secret that the page shows for the app.</summary>
    private static async Task<string> SetPasswordAsync(ConsolePage agent, string name)
    {
        IPage page = agent.Page;
        await agent.GoToAsync("Account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        string secret = (await dialog.Locator(".secret code").InnerTextAsync()).Replace(
            " ",
            "",
            StringComparison.Ordinal
        );
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "password-set-up");
        await dialog.GetByLabel("Sign-in name").FillAsync(name);
        await dialog.GetByLabel("New password").FillAsync(Password);
        await dialog.GetByLabel("Code from the app").FillAsync(CodeOf(secret, 0));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save and show recovery codes" }).ClickAsync();
        ILocator codes = page.Locator(".recovery-codes");
        await Assertions.Expect(codes.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await Accessibility.HasNoViolationAsync(page);
        await Accessibility.PictureAsync(page, "recovery-codes");
        await codes.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        return secret;
    }

    /// <summary>What the app shows now (RFC 6238), or the number of steps later: a step counts once.</summary>
    private static string CodeOf(string secret, int later)
    {
        Span<byte> step = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(
            step,
            (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + later
        );
#pragma warning disable CA5350 // RFC 6238 is HMAC-SHA1
        byte[] mac = HMACSHA1.HashData(Base32(secret), step);
#pragma warning restore CA5350
        int offset = mac[^1] & 0x0f;
        int number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(offset)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] Base32(string text)
    {
        List<byte> bytes = [];
        (int buffer, int bits) = (0, 0);
        foreach (char letter in text.ToUpperInvariant())
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}

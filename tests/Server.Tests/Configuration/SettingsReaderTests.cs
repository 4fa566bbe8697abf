using Sotto.Server.Configuration;
using Sotto.Testing;

namespace Sotto.Server.Tests.Configuration;

/// <summary>A setting that is unknown, unusable or contradicts another stops the start with one line that names it.</summary>
public sealed class SettingsReaderTests(Stores stores)
{
    [Fact]
    public void Without_any_setting_it_listens_on_this_machine_only_and_keeps_the_keys_apart()
    {
        ServerSettings settings = Read([]);

        Assert.Equal("http://localhost:5080", settings.PublicOrigin);
        Assert.Equal(["http://localhost:5080"], settings.Urls);
        Assert.NotEqual(settings.Database, settings.Keys);
        Assert.Empty(settings.KnownProxies);
        Assert.Empty(settings.ChatOrigins);
        Assert.Equal(30, settings.KeptDays);
    }

    [Theory]
    [InlineData("PublicOrgin", "https://chat.example", "PublicOrgin")]
    [InlineData("Quotas:Everything", "1", "Quotas:Everything")]
    [InlineData("PublicOrigin", "http://chat.example", "plain HTTP")]
    [InlineData("PublicOrigin", "https://chat.example/path", "PublicOrigin")]
    [InlineData("PublicOrigin", "https://user@chat.example", "PublicOrigin")]
    [InlineData("PublicOrigin", "chat.example", "PublicOrigin")]
    [InlineData("PublicOrigin", "ftp://chat.example", "PublicOrigin")]
    [InlineData("ChatOrigins", "http://pinned.example", "plain HTTP")]
    [InlineData("ChatOrigins", "https://a.example;nonsense", "ChatOrigins")]
    [InlineData("KnownProxies", "proxy.example", "KnownProxies")]
    [InlineData("KeptDays", "0", "KeptDays")]
    [InlineData("KeptDays", "-1", "KeptDays")]
    [InlineData("KeptDays", "1.5", "KeptDays")]
    [InlineData("KeptDays", "366", "KeptDays")]
    [InlineData("Quotas:RequestsPerMinute", "many", "Quotas:RequestsPerMinute")]
    [InlineData("Quotas:MessageBytesPerDevice", "1", "Quotas:MessageBytesPerDevice")]
    [InlineData("Sessions:Level", "aal1", "Sessions:Level")]
    [InlineData("Sessions:IdleMinutes", "61", "Sessions:IdleMinutes")]
    [InlineData("Sessions:IdleMinutes", "0", "Sessions:IdleMinutes")]
    [InlineData("Sessions:AbsoluteHours", "25", "Sessions:AbsoluteHours")]
    public void A_bad_setting_is_refused_by_name(string name, string value, string named)
    {
        SettingsException error = Assert.Throws<SettingsException>(() => Read(new() { [name] = value }));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_can_be_made_shorter_than_their_level_allows_and_not_longer()
    {
        SessionSettings level = Read(new() { ["Sessions:Level"] = "aal3" }).Sessions;
        SessionSettings shorter = Read(
            new() { ["Sessions:IdleMinutes"] = "10", ["Sessions:AbsoluteHours"] = "8" }
        ).Sessions;

        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromHours(12)), (level.Idle, level.Absolute));
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromHours(8)), (shorter.Idle, shorter.Absolute));
        Assert.Throws<SettingsException>(() =>
            Read(new() { ["Sessions:Level"] = "aal3", ["Sessions:IdleMinutes"] = "16" })
        );
    }

    [Fact]
    public void One_database_for_content_and_keys_is_a_contradiction()
    {
        SettingsException error = Assert.Throws<SettingsException>(() =>
            Read(new() { ["Database"] = "Data Source=a.db", ["Keys"] = "Data Source=a.db" })
        );

        Assert.Contains("Keys", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_JSON_is_one_line()
    {
        string folder = stores.NewFolder();
        File.WriteAllText(Path.Combine(folder, "sotto.json"), "{ \"PublicOrigin\": ");

        SettingsException error = Assert.Throws<SettingsException>(() => Read([], folder));

        Assert.Contains("sotto.json", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Flags_are_stronger_than_the_file()
    {
        string folder = stores.NewFolder();
        File.WriteAllText(Path.Combine(folder, "sotto.json"), """{ "KeptDays": "7", "Contact": "by phone" }""");

        ServerSettings settings = Read(new() { ["KeptDays"] = "9" }, folder);

        Assert.Equal((9, "by phone"), (settings.KeptDays, settings.Contact));
    }

    private ServerSettings Read(Dictionary<string, string?> flags, string? folder = null) =>
        SettingsReader.Read(folder ?? stores.NewFolder(), flags);
}

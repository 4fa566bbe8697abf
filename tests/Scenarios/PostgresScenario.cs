namespace Sotto.Scenarios;

/// <summary>A company whose server keeps everything in PostgreSQL.</summary>
public sealed class PostgresCompany(Chromium chromium) : Company(chromium)
{
    private PostgresServer? _postgres;

    protected override async Task<IReadOnlyDictionary<string, string>> SettingsAsync()
    {
        _postgres = await PostgresServer.StartAsync();
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SOTTO_DATABASE"] = await _postgres.CreateDatabaseAsync(),
            ["SOTTO_KEYS"] = await _postgres.CreateDatabaseAsync(),
        };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class PostgresScenario(PostgresCompany company) : Scenario<PostgresCompany>(company)
{
    [Fact]
    public async Task The_same_conversation_works_on_PostgreSQL_also_after_a_crash()
    {
        VisitorPage visitor = await Company.WritingVisitorAsync("Paul", "on the other store");
        ConsolePage agent = Company.Owner;
        await agent.OpenAsync("Paul");
        await Company.Server.KillAsync();
        await agent.WriteAsync("stored all the same");
        await Company.Server.RunAsync();
        await visitor.Chat.ShowsInOrderAsync("on the other store", "stored all the same");
        await agent.Chat.IsMarkedAsync("stored all the same", "read");
        Assert.False(File.Exists(Path.Combine(Company.Server.Data, "sotto.db")));
    }
}

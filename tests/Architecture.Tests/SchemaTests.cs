using Microsoft.Extensions.DependencyInjection;
using Sotto.Server.Privacy;
using Sotto.Storage;

namespace Sotto.Architecture.Tests;

/// <summary>Every table belongs to an organisation, and every column to the slice that answers for it.</summary>
public sealed class SchemaTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>The record of applied migrations is the store's own and holds nothing of anybody.</summary>
    private const string Bookkeeping = "schema_migrations";

    /// <summary>Tables without an organisation, each with the reason.</summary>
    private static readonly Dictionary<string, string> OfNobody = new(StringComparer.Ordinal)
    {
        ["sign_in_guesses"] = "a guess may be at a name that nobody has; its rows are MACs and counts",
    };

    private sealed record Column(string Table, string Name);

    [Theory]
    [InlineData("Main")]
    [InlineData("Keys")]
    public async Task Every_table_carries_the_organisation(string schema)
    {
        IReadOnlyList<Column> columns = await ColumnsAsync(schema);
        Assert.NotEmpty(columns);
        IEnumerable<Column> ofOrganisations = columns.Where(column => !OfNobody.ContainsKey(column.Table));
        foreach (
            IGrouping<string, Column> table in ofOrganisations.GroupBy(column => column.Table, StringComparer.Ordinal)
        )
        {
            Assert.Contains(table, column => column.Name == "organisation_id");
        }
    }

    [Fact]
    public async Task Every_column_is_claimed_by_exactly_one_slice()
    {
        IReadOnlyList<Column> columns = [.. await ColumnsAsync("Main"), .. await ColumnsAsync("Keys")];
        List<Column> claimed = server
            .App.Services.GetServices<IPersonalData>()
            .SelectMany(slice => slice.Tables)
            .SelectMany(table => table.Personal.Concat(table.Other).Select(column => new Column(table.Name, column)))
            .ToList();
        Assert.Empty(claimed.GroupBy(column => column).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Empty(columns.Except(claimed));
        Assert.Empty(claimed.Except(columns));
    }

    private static async Task<IReadOnlyList<Column>> ColumnsAsync(string schema)
    {
        string folder = Directory.CreateTempSubdirectory("sotto-schema-").FullName;
        Database database = Database.Open($"Data Source={folder}/{schema}.db", schema, TimeProvider.System);
        try
        {
            return await database.ReadAsync(reader =>
                reader.QueryAsync<Column>(
                    """
                    SELECT t.name AS "Table", c.name AS Name FROM sqlite_master t JOIN pragma_table_info(t.name) c
                    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> @bookkeeping
                    """,
                    new { bookkeeping = Bookkeeping }
                )
            );
        }
        finally
        {
            await database.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}

using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Sotto.Storage;

/// <summary>Applies the numbered migrations of one schema, each once and in order, all or nothing.</summary>
internal static class Migrator
{
    private sealed record Migration(long Number, string Name, string Sql, string Checksum);

    internal static void Run(IEngine engine, string schema, TimeProvider time)
    {
        using DbConnection connection = engine.OpenWriter();
        connection.Execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations "
                + "(number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)"
        );
        Dictionary<long, string> applied = connection
            .Query<(long Number, string Checksum)>("SELECT number, checksum FROM schema_migrations")
            .ToDictionary(row => row.Number, row => row.Checksum);
        IReadOnlyList<Migration> known = Read(schema);
        RefuseForeignSchema(schema, applied, known);

        using DbTransaction transaction = connection.BeginTransaction();
        foreach (Migration migration in known.Where(migration => !applied.ContainsKey(migration.Number)))
        {
            connection.Execute(engine.Translate(migration.Sql), transaction: transaction);
            connection.Execute(
                "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @At)",
                new
                {
                    migration.Number,
                    migration.Name,
                    migration.Checksum,
                    At = time.GetUtcNow().ToUnixTimeMilliseconds(),
                },
                transaction
            );
        }

        transaction.Commit();
    }

    private static void RefuseForeignSchema(
        string schema,
        Dictionary<long, string> applied,
        IReadOnlyList<Migration> known
    )
    {
        foreach ((long number, string checksum) in applied)
        {
            Migration? migration = known.FirstOrDefault(candidate => candidate.Number == number);
            if (migration is null)
            {
                throw new StorageException(
                    $"The {schema} database has migration {number}, which this version does not know. Start the newer version instead."
                );
            }

            if (migration.Checksum != checksum)
            {
                throw new StorageException(
                    $"Migration {number} of the {schema} database differs from the one this version contains."
                );
            }
        }
    }

    private static List<Migration> Read(string schema)
    {
        Assembly assembly = typeof(Migrator).Assembly;
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(schema + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => ReadOne(assembly, name))
            .ToList();
    }

    private static Migration ReadOne(Assembly assembly, string resource)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        string sql = reader.ReadToEnd();
        string name = Path.GetFileNameWithoutExtension(resource);
        long number = long.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture);
        return new Migration(number, name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }
}

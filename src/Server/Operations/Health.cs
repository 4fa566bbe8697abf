using Sotto.Server.Http;
using Sotto.Storage;

namespace Sotto.Server.Operations;

/// <summary>Answers 200 when the store answers.</summary>
internal static class Health
{
    public static void Map(Routes routes) => routes.Get("/healthz", Access.Public, HandleAsync);

    private static async Task<IResult> HandleAsync(Database database, CancellationToken cancel)
    {
        await database.ReadAsync(reader => reader.GetAsync<long>("SELECT 1"), cancel).ConfigureAwait(false);
        return TypedResults.Text("ok");
    }
}

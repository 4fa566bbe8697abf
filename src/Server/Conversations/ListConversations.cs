using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations;

/// <summary>The conversations of the calling device, newest activity first.</summary>
internal static class ListConversations
{
    public static void Map(Routes routes) =>
        routes
            .Get("/v1/conversations", Access.Device, HandleAsync, scope: ApiScope.ConversationsRead)
            .Produces<ConversationList>();

    private static async Task<IResult> HandleAsync(DeviceCaller caller, Database database, CancellationToken cancel)
    {
        IReadOnlyList<ConversationRow> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<ConversationRow>(ConversationStore.AllOfMember, ConversationStore.Member(caller)),
                cancel
            )
            .ConfigureAwait(false);
        return TypedResults.Ok(new ConversationList(rows.Select(SummaryOf).ToList()));
    }

    private static ConversationSummary SummaryOf(ConversationRow row) =>
        new(
            ConversationId.Parse(row.ConversationId),
            InboxId.Parse(row.InboxId),
            CustomerId.Parse(row.CustomerId),
            row.CurrentStatus,
            row.Epoch,
            row.LastSequence,
            row.CursorSequence,
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(row.LastActivityAt)
        );
}

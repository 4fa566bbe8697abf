using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Privacy;

/// <summary>
/// A slice's answer for the personal data in its tables. Every column of the schema belongs to exactly one slice; a test
/// fails when one has no owner.
/// </summary>
internal interface IPersonalData
{
    /// <summary>The columns this slice answers for, and whether they can tell something about a person.</summary>
    IReadOnlyList<OwnedTable> Tables { get; }

    /// <summary>
    /// What the slice holds about a conversation in readable form, for export. Content that only devices can read is
    /// not part of it.
    /// </summary>
    Task<IReadOnlyDictionary<string, object>> ExportAsync(
        OrganisationId organisation,
        ConversationId conversation,
        CancellationToken cancel
    );

    /// <summary>Erases what the slice holds about a conversation, inside the transaction that deletes it.</summary>
    void Erase(WriteTransaction transaction, OrganisationId organisation, ConversationId conversation);
}

/// <summary>One table, its personal columns and its other ones.</summary>
internal sealed record OwnedTable(string Name, IReadOnlyList<string> Personal, IReadOnlyList<string> Other);

namespace Sotto.Protocol.Http;

/// <summary>An organisation as others name it.</summary>
public sealed record OrganisationName(OrganisationId Id, string Name);

/// <summary>A certified device that listens on an inbox. The certificates are to be verified, not believed.</summary>
public sealed record ListedAgent(DeviceId Device, string Certificate, string Issuer, bool OnDuty);

/// <summary>
/// <c>GET /v1/inboxes/{inb}</c>: what a visitor sees before writing. Everything here is the server's claim; the
/// certificates must lead to the root, and the root to a pinned one where there is one.
/// </summary>
public sealed record InboxDirectory(
    InboxId Inbox,
    string Name,
    string Greeting,
    OrganisationName Organisation,
    Bytes Root,
    IReadOnlyList<ListedAgent> Agents,
    IReadOnlyList<string> Revocations,
    int KeptDays,
    string Contact,
    DateTimeOffset Now
);

/// <summary>An inbox as staff see it.</summary>
public sealed record Inbox(InboxId Id, string Name, string Greeting, IReadOnlyList<string> Sites);

/// <summary><c>GET /v1/inboxes</c>.</summary>
public sealed record InboxList(IReadOnlyList<Inbox> Inboxes);

/// <summary><c>POST /v1/inboxes</c> and the first inbox of set-up; <c>Site</c> is the origin that may embed the chat.</summary>
public sealed record NewInbox(InboxId Id, string Name, string Greeting, string Site);

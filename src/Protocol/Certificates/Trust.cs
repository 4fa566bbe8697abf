namespace Sotto.Protocol;

/// <summary>What an identity is judged against.</summary>
/// <param name="Root">The pinned root.</param>
/// <param name="Inbox">The inbox of the conversation: a certificate for others does not count here.</param>
/// <param name="Revocations">The newest lists seen.</param>
/// <param name="Now">The clock.</param>
/// <param name="Adding">True when the leaf is about to be added: then its issuer must not owe a revocation list.</param>
public sealed record Trust(
    TrustedRoot Root,
    InboxId Inbox,
    RevocationLists Revocations,
    DateTimeOffset Now,
    bool Adding
);

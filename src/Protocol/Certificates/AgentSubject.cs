namespace Sotto.Protocol;

/// <summary>Whom and what an agent certificate names.</summary>
public sealed record AgentSubject(
    OrganisationId Organisation,
    UserId User,
    string Name,
    CertificateRole Role,
    DeviceId Device,
    IReadOnlyList<InboxId> Inboxes,
    Ed25519PublicKey Key
);

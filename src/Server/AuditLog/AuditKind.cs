namespace Sotto.Server.Auditing;

/// <summary>What an endpoint writes to the audit log. Every endpoint declares one, if only that it writes nothing.</summary>
internal enum AuditKind
{
    /// <summary>Reads, or moves messages that the conversation itself orders.</summary>
    None,
    OrganisationCreated,
    SignedIn,
    SignedOut,
    SignInFailed,
    GuessingSlowed,
    SteppedUp,
    SessionEnded,
    TokenReused,
    PasskeyAdded,
    PasskeyRemoved,
    PasskeyRenamed,
    PasswordChanged,
    PasswordRemoved,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    RoleChanged,
    AccountDisabled,
    AccountEnabled,
    InvitationCreated,
    InvitationAccepted,
    DeviceRegistered,
    IssuerAdded,
    CertificateIssued,
    RevocationsPublished,
    InboxCreated,
    ConversationStarted,
    ConversationStatusChanged,
    MembershipChanged,
    ConversationDeleted,
    DeviceWiped,
}

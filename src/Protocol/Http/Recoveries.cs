namespace Sotto.Protocol.Http;

/// <summary>
/// A recovery of somebody who lost every way in. <c>ReadyAt</c> is when it may be finished: three days after it was asked
/// for, where there is nobody to approve; null as long as a second administrator has to approve it.
/// </summary>
public sealed record Recovery(
    RecoveryId Id,
    UserId User,
    string Name,
    DateTimeOffset RequestedAt,
    string Place,
    DateTimeOffset? ReadyAt,
    bool NeedsApproval
);

/// <summary><c>GET /v1/recoveries</c>: what is under way, for everybody who works here.</summary>
public sealed record RecoveryList(IReadOnlyList<Recovery> Recoveries);

/// <summary>Somebody whom the kit can let in again.</summary>
public sealed record RecoverableAccount(UserId User, string Name, AccountRole Role);

/// <summary>Reply of <c>POST /v1/recovery</c>, with a proof of the root key out of the kit.</summary>
public sealed record RecoveryView(
    OrganisationName Organisation,
    IReadOnlyList<RecoverableAccount> Accounts,
    IReadOnlyList<Recovery> Recoveries
);

/// <summary><c>POST /v1/recovery/request</c>, with a proof of the root key.</summary>
public sealed record RecoveryRequest(UserId User);

/// <summary><c>POST /v1/recovery/options</c>, with a proof of the root key: begins the new passkey.</summary>
public sealed record RecoveryOptionsRequest(RecoveryId Recovery);

/// <summary>
/// <c>POST /v1/recovery/finish</c>, with a proof of the root key: the passkey becomes the only way into the account and
/// every session of before ends.
/// </summary>
public sealed record FinishRecoveryRequest(RecoveryId Recovery, string Challenge, RegistrationCredential Credential);

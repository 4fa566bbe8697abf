namespace Sotto.Protocol.Http;

/// <summary><c>POST /v1/invitations</c>.</summary>
public sealed record InviteRequest(string Name, AccountRole Role, IReadOnlyList<InboxId> Inboxes);

/// <summary>The secret part of an invitation link, shown once.</summary>
public sealed record InvitationCreated(string Invitation, DateTimeOffset ExpiresAt)
{
    /// <summary>Silent about the token, because records print their members into logs.</summary>
    public override string ToString() => nameof(InvitationCreated);
}

/// <summary>An invitation without its secret.</summary>
public sealed record InvitationSummary(
    string Id,
    string Name,
    AccountRole Role,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt
);

/// <summary><c>GET /v1/invitations</c>.</summary>
public sealed record InvitationList(IReadOnlyList<InvitationSummary> Invitations);

/// <summary><c>GET /v1/invitation</c>: what the invited person sees first.</summary>
public sealed record InvitationView(OrganisationName Organisation, string Name);

/// <summary><c>POST /v1/invitation/options</c>.</summary>
public sealed record InvitationOptionsRequest(UserId User);

/// <summary><c>POST /v1/invitation</c>.</summary>
public sealed record AcceptInvitationRequest(string Challenge, UserId User, RegistrationCredential Credential);

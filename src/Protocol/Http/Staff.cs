namespace Sotto.Protocol.Http;

/// <summary>Somebody who works here, and whether their account is disabled.</summary>
public sealed record StaffMember(
    UserId User,
    string Name,
    AccountRole Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignedInAt,
    DateTimeOffset? DisabledAt
);

/// <summary><c>GET /v1/staff</c>, oldest account first.</summary>
public sealed record StaffList(IReadOnlyList<StaffMember> Staff);

/// <summary><c>PUT /v1/staff/{usr}/role</c>.</summary>
public sealed record ChangeRoleRequest(AccountRole Role);

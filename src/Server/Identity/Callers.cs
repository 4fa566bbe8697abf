using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Identity;

/// <summary>A device key that proved itself in this request. It says nothing about who holds it.</summary>
internal sealed record ProvenKey(Ed25519PublicKey Key)
{
    public string Thumbprint { get; } = Key.Thumbprint;

    public static ValueTask<ProvenKey> BindAsync(HttpContext context) => Callers.FromAsync<ProvenKey>(context);
}

/// <summary>
/// A registered device whose access token was checked. One whose certificate is revoked may be in a thief's hands: of its
/// conversations it learns only that they were deleted, so that it wipes its copy.
/// </summary>
internal sealed record DeviceCaller(
    OrganisationId Organisation,
    DeviceId Device,
    string Owner,
    bool IsStaff,
    bool IsRevoked,
    string Thumbprint
)
{
    public static ValueTask<DeviceCaller> BindAsync(HttpContext context) => Callers.FromAsync<DeviceCaller>(context);
}

/// <summary>
/// A member of staff whose session was checked. <paramref name="Device"/> is the one that the session is bound to, once a
/// device has proved its key under it.
/// </summary>
internal sealed record StaffCaller(
    OrganisationId Organisation,
    UserId User,
    string Name,
    AccountRole Role,
    SessionId Session,
    SignInMethod Method,
    DeviceId? Device,
    SessionTimes Times
)
{
    /// <summary>Whether they proved who they are within the last minutes.</summary>
    public bool IsFresh(DateTimeOffset now) => now < Times.FreshUntil;

    /// <summary>The same person, without what only a session knows.</summary>
    public PersonCaller AsPerson() => new(Organisation, User, Name, Role, new Authority.OfSession(Session));

    public static ValueTask<StaffCaller> BindAsync(HttpContext context) => Callers.FromAsync<StaffCaller>(context);
}

/// <summary>
/// A member of staff, by session or by API token: what a handler takes that a program may call as well. One that takes a
/// <see cref="StaffCaller"/> is closed to programs.
/// </summary>
internal sealed record PersonCaller(
    OrganisationId Organisation,
    UserId User,
    string Name,
    AccountRole Role,
    Authority Authority
)
{
    public static ValueTask<PersonCaller> BindAsync(HttpContext context) => Callers.FromAsync<PersonCaller>(context);
}

/// <summary>
/// Hands handlers the caller that the <see cref="Gate"/> admitted. Only the gate sets these, so a handler that takes
/// one cannot run before the check.
/// </summary>
internal static class Callers
{
    public static void Admit<T>(HttpContext context, T caller)
        where T : class => context.Features.Set(caller);

    public static ValueTask<T> FromAsync<T>(HttpContext context)
        where T : class =>
        ValueTask.FromResult(
            context.Features.Get<T>()
                ?? throw new InvalidOperationException(
                    $"The endpoint's declared access does not admit a {typeof(T).Name}."
                )
        );
}

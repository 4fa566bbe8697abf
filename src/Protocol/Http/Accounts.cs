using System.Text.Json;

namespace Sotto.Protocol.Http;

/// <summary>A passkey ceremony: the challenge kept by the server and the browser's <c>publicKey</c> options.</summary>
public sealed record PasskeyOptions(string Challenge, JsonElement PublicKey);

/// <summary><c>GET /v1/setup</c>.</summary>
public sealed record SetUpState(OrganisationId Organisation);

/// <summary><c>POST /v1/setup/options</c>.</summary>
public sealed record SetUpOptionsRequest(UserId Owner, string OwnerName);

/// <summary>The owner.</summary>
public sealed record NewOwner(UserId Id, string Name);

/// <summary>The owner's first device.</summary>
public sealed record NewDevice(DeviceId Id, string Name);

/// <summary><c>POST /v1/setup</c>: accepted as a whole or not at all.</summary>
public sealed record SetUpRequest(
    string Challenge,
    RegistrationCredential Credential,
    OrganisationName Organisation,
    NewOwner Owner,
    Bytes Root,
    string Issuer,
    NewDevice Device,
    string Certificate,
    string Revocations,
    NewInbox Inbox
);

/// <summary><c>POST /v1/sign-in</c>.</summary>
public sealed record SignInRequest(string Challenge, AssertionCredential Credential);

/// <summary>The member of staff who is signed in.</summary>
public sealed record SessionUser(UserId Id, string Name, AccountRole Role);

/// <summary>Their organisation, with the root that the server claims.</summary>
public sealed record SessionOrganisation(OrganisationId Id, string Name, Bytes Root);

/// <summary>
/// <c>GET /v1/session</c>, and the reply of everything that signs in. The session ends at <c>ExpiresAt</c>, and at
/// <c>IdleUntil</c> unless its holder does something before. At <c>FreshUntil</c> the last verification of the person stops
/// counting as fresh; past it, some commands ask for a step-up.
/// </summary>
public sealed record Session(
    SessionUser User,
    SessionOrganisation Organisation,
    IReadOnlyList<Inbox> Inboxes,
    string PublicOrigin,
    SessionId Id,
    SignInMethod Method,
    DateTimeOffset ExpiresAt,
    DateTimeOffset IdleUntil,
    DateTimeOffset FreshUntil
);

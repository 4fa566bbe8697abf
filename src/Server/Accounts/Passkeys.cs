using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Accounts;

/// <summary>A new passkey that passed every check. Only <see cref="Passkeys"/> makes one.</summary>
internal sealed class NewPasskey
{
    internal NewPasskey(UserPasskeyInfo info, Guid authenticator)
    {
        Info = info;
        Authenticator = authenticator;
    }

    public UserPasskeyInfo Info { get; }

    /// <summary>The product's id as the authenticator tells it (AAGUID); zero when it tells none. Unproven.</summary>
    public Guid Authenticator { get; }
}

/// <summary>A passkey that answered a challenge just now, and whose it is. Only <see cref="Passkeys"/> makes one.</summary>
internal sealed class UsedPasskey
{
    internal UsedPasskey(StaffAccount account, UserPasskeyInfo info)
    {
        Account = account;
        Info = info;
    }

    public StaffAccount Account { get; }

    public UserPasskeyInfo Info { get; }
}

/// <summary>
/// The two passkey ceremonies (WebAuthn level 3, sections 7.1 and 7.2). The framework verifies; what it leaves to cookies
/// and defaults (challenge, origin, user verification, replay) is ours.
/// </summary>
internal sealed class Passkeys(IPasskeyHandler<StaffAccount> handler, ChallengeStore challenges)
{
    private static readonly Refusal Used = new(ProblemCodes.ChallengeUsed);
    private static readonly Refusal Failed = new(ProblemCodes.PasskeyRefused);

    /// <summary>Options for making a passkey whose user handle is the account's id.</summary>
    public async Task<PasskeyOptions> OfferCreationAsync(
        Ceremony ceremony,
        UserId user,
        string name,
        HttpContext context
    )
    {
        PasskeyUserEntity entity = new()
        {
            Id = user.ToString(),
            Name = name,
            DisplayName = name,
        };
        PasskeyCreationOptionsResult options = await handler
            .MakeCreationOptionsAsync(entity, context)
            .ConfigureAwait(false);
        return await KeepAsync(ceremony, options.CreationOptionsJson, options.AttestationState, context)
            .ConfigureAwait(false);
    }

    /// <summary>Options for using any passkey of this server; they name nobody, so they tell nobody who has an account.</summary>
    public async Task<PasskeyOptions> OfferSignInAsync(HttpContext context)
    {
        PasskeyRequestOptionsResult options = await handler
            .MakeRequestOptionsAsync(user: null, context)
            .ConfigureAwait(false);
        return await KeepAsync(Ceremony.SignIn, options.RequestOptionsJson, options.AssertionState, context)
            .ConfigureAwait(false);
    }

    /// <summary>Options for using one of the caller's own passkeys.</summary>
    public async Task<PasskeyOptions> OfferStepUpAsync(StaffCaller caller, HttpContext context)
    {
        StaffAccount account = new(caller.Organisation, caller.User, caller.Name, caller.Role);
        PasskeyRequestOptionsResult options = await handler
            .MakeRequestOptionsAsync(account, context)
            .ConfigureAwait(false);
        return await KeepAsync(Ceremony.StepUp(caller), options.RequestOptionsJson, options.AssertionState, context)
            .ConfigureAwait(false);
    }

    /// <summary>Uses the challenge up, then verifies the new passkey against it.</summary>
    public async Task<Checked<NewPasskey>> VerifyCreationAsync(
        Ceremony ceremony,
        string challenge,
        RegistrationCredential credential,
        HttpContext context
    )
    {
        string? state = await challenges.TakeAsync(challenge, ceremony, context.RequestAborted).ConfigureAwait(false);
        if (state is null)
        {
            return Used;
        }

        AttestationResponse response = credential.Response;
        byte[]? authenticatorData = PasskeyRules.AuthenticatorDataOf(response.AttestationObject);
        if (
            !PasskeyRules.IsWellFormed(credential.Id, credential.RawId, credential.Type)
            || !PasskeyRules.SawAndVerifiedUser(authenticatorData)
        )
        {
            return Failed;
        }

        RegistrationCredential known = credential with
        {
            Response = response with { Transports = PasskeyRules.Transports(response) },
        };
        PasskeyAttestationResult result = await handler
            .PerformAttestationAsync(
                new PasskeyAttestationContext
                {
                    HttpContext = context,
                    CredentialJson = JsonSerializer.Serialize(known, ProtocolJson.Options),
                    AttestationState = state,
                }
            )
            .ConfigureAwait(false);
        return result.Succeeded
            ? new NewPasskey(result.Passkey, PasskeyRules.AuthenticatorOf(authenticatorData))
            : Failed;
    }

    /// <summary>Uses the challenge up, then verifies the answer to it. The caller still has to move the counter on.</summary>
    public async Task<Checked<UsedPasskey>> VerifyUseAsync(
        Ceremony ceremony,
        string challenge,
        AssertionCredential credential,
        HttpContext context
    )
    {
        string? state = await challenges.TakeAsync(challenge, ceremony, context.RequestAborted).ConfigureAwait(false);
        if (state is null)
        {
            return Used;
        }

        if (
            !PasskeyRules.IsWellFormed(credential.Id, credential.RawId, credential.Type)
            || !PasskeyRules.SawAndVerifiedUser(credential.Response.AuthenticatorData.Span)
        )
        {
            return Failed;
        }

        PasskeyAssertionResult<StaffAccount> result = await handler
            .PerformAssertionAsync(
                new PasskeyAssertionContext
                {
                    HttpContext = context,
                    CredentialJson = JsonSerializer.Serialize(credential, ProtocolJson.Options),
                    AssertionState = state,
                }
            )
            .ConfigureAwait(false);
        return result.Succeeded ? new UsedPasskey(result.User, result.Passkey) : Failed;
    }

    private async Task<PasskeyOptions> KeepAsync(Ceremony ceremony, string options, string? state, HttpContext context)
    {
        string kept = state ?? throw new InvalidOperationException("The framework gave no state for the challenge.");
        string id = await challenges.AddAsync(ceremony, kept, context.RequestAborted).ConfigureAwait(false);
        return new PasskeyOptions(id, JsonSerializer.Deserialize<JsonElement>(options));
    }
}

using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// Whether an organisation's people sign in by passkey alone. The question takes hold of the organisation's row until the
/// transaction ends: what was allowed when it was asked cannot be forbidden before it is stored.
/// </summary>
internal static class SignInPolicies
{
    public static bool DemandsPasskeys(WriteTransaction transaction, OrganisationId organisation) =>
        transaction.Get<long>(
            "SELECT passkeys_only FROM organisations WHERE organisation_id = @organisation" + transaction.ForUpdate,
            new { organisation = organisation.ToString() }
        ) != 0;

    /// <summary>Whether somebody may sign in, or prove again who they are, in this way.</summary>
    public static bool Allows(WriteTransaction transaction, OrganisationId organisation, SignInMethod method) =>
        method is SignInMethod.Passkey || !DemandsPasskeys(transaction, organisation);

    public static void Set(WriteTransaction transaction, OrganisationId organisation, SignInPolicy policy) =>
        transaction.Execute(
            "UPDATE organisations SET passkeys_only = @only WHERE organisation_id = @organisation",
            new { only = policy.PasskeysOnly ? 1 : 0, organisation = organisation.ToString() }
        );

    public static async Task<SignInPolicy> GetAsync(
        Database database,
        OrganisationId organisation,
        CancellationToken cancel
    )
    {
        long only = await database
            .ReadAsync(
                reader =>
                    reader.GetAsync<long>(
                        "SELECT passkeys_only FROM organisations WHERE organisation_id = @organisation",
                        new { organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return new SignInPolicy(only != 0);
    }
}

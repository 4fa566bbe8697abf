using System.Text.Json;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>An invitation that can still be accepted.</summary>
internal sealed record OpenInvitation(string Id, OrganisationId Organisation, string Name, AccountRole Role);

/// <summary>Invitations: seven days, once.</summary>
internal sealed class InvitationStore(Database database, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private sealed record OpenRow(string OrganisationId, string InvitationId, string Name, string Role);

    private sealed record SummaryRow(string InvitationId, string Name, string Role, long ExpiresAt, long? UsedAt);

    private sealed record AssignedRow(string UsedBy, string Inboxes);

    /// <summary>Adds an invitation and returns the secret of its link, which is stored nowhere.</summary>
    public InvitationCreated Add(WriteTransaction transaction, StaffCaller inviter, InviteRequest request, string id)
    {
        string token = Secrets.New();
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + Lifetime;
        transaction.Execute(
            "INSERT INTO invitations (token_hash, organisation_id, invitation_id, name, role, inboxes, created_by, created_at, "
                + "expires_at) VALUES (@hash, @organisation, @id, @name, @role, @inboxes, @inviter, @now, @expires)",
            new
            {
                hash = Secrets.HashOf(token),
                organisation = inviter.Organisation.ToString(),
                id,
                name = request.Name,
                role = request.Role.ToString(),
                inboxes = JsonSerializer.Serialize(request.Inboxes, ProtocolJson.Options),
                inviter = inviter.User.ToString(),
                now = now.ToUnixTimeMilliseconds(),
                expires = expires.ToUnixTimeMilliseconds(),
            }
        );
        return new InvitationCreated(token, expires);
    }

    /// <summary>
    /// Gives an open invitation another secret, for a retried request whose first answer was lost: the answer itself
    /// cannot be remembered, because only the hash of a secret may be stored. Null when the invitation is no longer open.
    /// </summary>
    public InvitationCreated? Renew(WriteTransaction transaction, OrganisationId organisation, string id)
    {
        string token = Secrets.New();
        DateTimeOffset now = time.GetUtcNow();
        int changed = transaction.Execute(
            "UPDATE invitations SET token_hash = @hash, expires_at = @expires "
                + "WHERE organisation_id = @organisation AND invitation_id = @id AND used_at IS NULL AND expires_at > @now",
            new
            {
                hash = Secrets.HashOf(token),
                now = now.ToUnixTimeMilliseconds(),
                expires = (now + Lifetime).ToUnixTimeMilliseconds(),
                organisation = organisation.ToString(),
                id,
            }
        );
        return changed == 1 ? new InvitationCreated(token, now + Lifetime) : null;
    }

    /// <summary>The invitation behind a link, or null when it was used, is over or was never made.</summary>
    public async Task<OpenInvitation?> FindAsync(string? token, CancellationToken cancel)
    {
        if (Secrets.HashOf(token) is not { } hash)
        {
            return null;
        }

        OpenRow? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<OpenRow>(
                        "SELECT organisation_id AS OrganisationId, invitation_id AS InvitationId, name AS Name, role AS Role "
                            + "FROM invitations WHERE token_hash = @hash AND used_at IS NULL AND expires_at > @now",
                        new { hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return row is null
            ? null
            : new OpenInvitation(
                row.InvitationId,
                OrganisationId.Parse(row.OrganisationId),
                row.Name,
                Enum.Parse<AccountRole>(row.Role)
            );
    }

    /// <summary>Uses an invitation up. True for the first, false for everybody after: this decides a race.</summary>
    public bool TryUse(WriteTransaction transaction, OpenInvitation invitation, UserId user) =>
        transaction.Execute(
            "UPDATE invitations SET used_at = @now, used_by = @user WHERE organisation_id = @organisation "
                + "AND invitation_id = @id AND used_at IS NULL AND expires_at > @now",
            new
            {
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                user = user.ToString(),
                organisation = invitation.Organisation.ToString(),
                id = invitation.Id,
            }
        ) == 1;

    /// <summary>The role that an open invitation gives; null when it was used, is over or was never made here.</summary>
    public AccountRole? RoleOf(WriteTransaction transaction, OrganisationId organisation, string id) =>
        transaction.Find<string>(
            "SELECT role FROM invitations WHERE organisation_id = @organisation AND invitation_id = @id "
                + "AND used_at IS NULL AND expires_at > @now",
            Open(organisation, id)
        )
            is { } role
            ? Enum.Parse<AccountRole>(role)
            : null;

    /// <summary>Ends an open invitation. False when there is none: it may have been used at this moment.</summary>
    public bool TryEnd(WriteTransaction transaction, OrganisationId organisation, string id) =>
        transaction.Execute(
            "UPDATE invitations SET expires_at = @now WHERE organisation_id = @organisation AND invitation_id = @id "
                + "AND used_at IS NULL AND expires_at > @now",
            Open(organisation, id)
        ) == 1;

    private object Open(OrganisationId organisation, string id) =>
        new
        {
            organisation = organisation.ToString(),
            id,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };

    /// <summary>Ends the open invitations of somebody whose rights change: a link must not outlive the right to give it.</summary>
    public void EndOf(WriteTransaction transaction, OrganisationId organisation, UserId inviter) =>
        transaction.Execute(
            "UPDATE invitations SET expires_at = @now WHERE organisation_id = @organisation AND created_by = @inviter "
                + "AND used_at IS NULL AND expires_at > @now",
            new
            {
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                organisation = organisation.ToString(),
                inviter = inviter.ToString(),
            }
        );

    /// <summary>All of an organisation's, newest first, without their secrets.</summary>
    public async Task<IReadOnlyList<InvitationSummary>> ListAsync(OrganisationId organisation, CancellationToken cancel)
    {
        IReadOnlyList<SummaryRow> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<SummaryRow>(
                        "SELECT invitation_id AS InvitationId, name AS Name, role AS Role, expires_at AS ExpiresAt, used_at AS UsedAt "
                            + "FROM invitations WHERE organisation_id = @organisation ORDER BY created_at DESC, invitation_id",
                        new { organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => new InvitationSummary(
                row.InvitationId,
                row.Name,
                Enum.Parse<AccountRole>(row.Role),
                DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt),
                row.UsedAt is { } used ? DateTimeOffset.FromUnixTimeMilliseconds(used) : null
            ))
            .ToList();
    }

    /// <summary>The inboxes that people were invited for, by person.</summary>
    public async Task<IReadOnlyDictionary<UserId, IReadOnlyList<InboxId>>> InboxesByUserAsync(
        OrganisationId organisation,
        CancellationToken cancel
    )
    {
        IReadOnlyList<AssignedRow> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<AssignedRow>(
                        "SELECT used_by AS UsedBy, inboxes AS Inboxes FROM invitations "
                            + "WHERE organisation_id = @organisation AND used_by IS NOT NULL",
                        new { organisation = organisation.ToString() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.ToDictionary(
            row => UserId.Parse(row.UsedBy),
            IReadOnlyList<InboxId> (row) =>
                JsonSerializer.Deserialize<List<InboxId>>(row.Inboxes, ProtocolJson.Options) ?? []
        );
    }
}

using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Directory;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Admissions;

/// <summary>Requests of devices to be let into conversations: one for each device and conversation, for some days.</summary>
internal static class AdmissionStore
{
    /// <summary>
    /// A device <c>d</c> that can still be let in: nobody has removed or revoked it. What members check beyond that, they
    /// check for themselves.
    /// </summary>
    private const string Stands = "d.removed_at IS NULL AND (" + CertificateStore.CountRevokedInForce + ") = 0";

    private sealed record Row(string ConversationId, string DeviceId, byte[] KeyPackage, long AskedAt)
    {
        public PendingAdmission ToAdmission() =>
            new(
                Protocol.ConversationId.Parse(ConversationId),
                Protocol.DeviceId.Parse(DeviceId),
                new Bytes(KeyPackage),
                DateTimeOffset.FromUnixTimeMilliseconds(AskedAt)
            );
    }

    /// <summary>
    /// The inbox of a conversation that lives and that another device of the same person is or was a member of; null for
    /// every other. The conversation is locked for this transaction.
    /// </summary>
    public static InboxId? InboxOf(WriteTransaction transaction, DeviceCaller caller, ConversationId conversation) =>
        transaction.Find<string>(
            "SELECT c.inbox_id FROM conversations c WHERE c.conversation_id = @conversation "
                + "AND c.organisation_id = @organisation AND c.deleted_at IS NULL AND EXISTS (SELECT 1 "
                + "FROM conversation_members m JOIN devices d ON d.device_id = m.device_id "
                + "AND d.organisation_id = m.organisation_id WHERE m.conversation_id = c.conversation_id "
                + "AND m.organisation_id = c.organisation_id AND d.owner_id = @owner AND d.kind = @kind)"
                + transaction.ForUpdate,
            new
            {
                conversation = conversation.ToString(),
                organisation = caller.Organisation.ToString(),
                owner = caller.Owner,
                kind = DeviceKinds.Staff,
            }
        )
            is { } inbox
            ? InboxId.Parse(inbox)
            : null;

    /// <summary>Takes the place of an earlier request of this device for this conversation.</summary>
    public static void Put(
        WriteTransaction transaction,
        DeviceCaller caller,
        ConversationId conversation,
        FittingKeyPackage package,
        DateTimeOffset now
    ) =>
        transaction.Execute(
            "INSERT INTO admissions (conversation_id, organisation_id, device_id, reference, key_package, asked_at) "
                + "VALUES (@conversation, @organisation, @device, @reference, @package, @now) "
                + "ON CONFLICT (conversation_id, device_id) DO UPDATE SET reference = excluded.reference, "
                + "key_package = excluded.key_package, asked_at = excluded.asked_at",
            new
            {
                conversation = conversation.ToString(),
                organisation = caller.Organisation.ToString(),
                device = caller.Device.ToString(),
                reference = package.Reference.ToArray(),
                package = package.Message.ToArray(),
                now = now.ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>
    /// Who waits in the conversations of a member device, a page after the given place. Places are the keys of the
    /// requests, which stay when one is renewed, so that nobody who waits all the time is missed between two pages.
    /// </summary>
    public static async Task<IReadOnlyList<PendingAdmission>> WaitingAsync(
        Database database,
        DeviceCaller caller,
        AdmissionPlace after,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        "SELECT a.conversation_id AS ConversationId, a.device_id AS DeviceId, a.key_package AS KeyPackage, "
                            + "a.asked_at AS AskedAt FROM conversation_members m JOIN conversations c "
                            + "ON c.conversation_id = m.conversation_id AND c.organisation_id = m.organisation_id "
                            + "JOIN admissions a ON a.conversation_id = c.conversation_id "
                            + "AND a.organisation_id = c.organisation_id JOIN devices d ON d.device_id = a.device_id "
                            + "AND d.organisation_id = a.organisation_id WHERE m.device_id = @device "
                            + "AND m.organisation_id = @organisation AND m.removed_sequence IS NULL AND @isRevoked = 0 "
                            + "AND c.deleted_at IS NULL AND a.asked_at > @since AND (a.conversation_id > @conversation "
                            + "OR (a.conversation_id = @conversation AND a.device_id > @afterDevice)) AND "
                            + Stands
                            + " ORDER BY a.conversation_id, a.device_id LIMIT @most",
                        new
                        {
                            device = caller.Device.ToString(),
                            organisation = caller.Organisation.ToString(),
                            isRevoked = caller.IsRevoked ? 1L : 0L,
                            since = Oldest(now),
                            conversation = after.Conversation,
                            afterDevice = after.Device,
                            most = Limits.AdmissionsListed,
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToAdmission()).ToList();
    }

    /// <summary>
    /// The devices that have asked to be let into this conversation with exactly these key packages, and whose
    /// certificate still counts for its inbox. Null when one of them has not asked, does not count or is or was a member.
    /// </summary>
    public static IReadOnlyList<DeviceId>? Asked(
        WriteTransaction transaction,
        ConversationRow conversation,
        IReadOnlyList<Bytes> references,
        DateTimeOffset now
    )
    {
        if (references.Count == 0)
        {
            return [];
        }

        InboxId inbox = InboxId.Parse(conversation.InboxId);
        HashSet<DeviceId> listening = CertificateStore
            .InForce(transaction, OrganisationId.Parse(conversation.OrganisationId))
            .Where(certificate => CertificateCurrency.ListensOn(certificate, inbox, now))
            .Select(certificate => certificate.Device)
            .ToHashSet();
        List<DeviceId> devices = references
            .SelectMany(reference => Find(transaction, conversation, reference, now))
            .Where(listening.Contains)
            .Except(
                ConversationStore.MembersEver(transaction, conversation.ConversationId, conversation.OrganisationId)
            )
            .ToList();
        return devices.Count == references.Count ? devices : null;
    }

    public static void Remove(WriteTransaction transaction, ConversationRow conversation, DeviceId device) =>
        transaction.Execute(
            "DELETE FROM admissions WHERE conversation_id = @ConversationId AND organisation_id = @OrganisationId "
                + "AND device_id = @device",
            new
            {
                conversation.ConversationId,
                conversation.OrganisationId,
                device = device.ToString(),
            }
        );

    /// <summary>Forgets whom nobody has let in.</summary>
    public static Task ForgetOldAsync(Database database, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
                transaction.Execute("DELETE FROM admissions WHERE asked_at <= @since", new { since = Oldest(now) }),
            cancel
        );

    private static IEnumerable<DeviceId> Find(
        WriteTransaction transaction,
        ConversationRow conversation,
        Bytes reference,
        DateTimeOffset now
    ) =>
        transaction
            .Query<string>(
                "SELECT device_id FROM admissions WHERE conversation_id = @ConversationId "
                    + "AND organisation_id = @OrganisationId AND reference = @reference AND asked_at > @since",
                new
                {
                    conversation.ConversationId,
                    conversation.OrganisationId,
                    reference = reference.ToArray(),
                    since = Oldest(now),
                }
            )
            .Select(DeviceId.Parse);

    private static long Oldest(DateTimeOffset now) => (now - Limits.AdmissionLifetime).ToUnixTimeMilliseconds();
}

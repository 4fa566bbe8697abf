using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Configuration;
using Sotto.Server.Conversations;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Vaults;

/// <summary>
/// Keeps the history of a person's conversations, in parts that their devices have sealed under the vault key. What is
/// stored is wrapped once more under the conversation's storage key, so that its deletion reaches every copy.
/// </summary>
internal sealed class VaultPartStore(
    Database database,
    KeyStore keys,
    Quotas quotas,
    ServerSettings settings,
    TimeProvider time
)
{
    private const string OfPart =
        " WHERE organisation_id = @organisation AND owner_id = @owner AND conversation_id = @conversation AND part = @part";

    private sealed record Row(long Number, byte[] Body);

    /// <summary>Null when it was never written, is somebody else's, or its conversation is deleted.</summary>
    public async Task<VaultPart?> FindAsync(
        VaultOwner owner,
        ConversationId conversation,
        int part,
        CancellationToken cancel
    )
    {
        StorageKey? key = await keys.FindAsync(owner.Organisation.ToString(), conversation.ToString(), cancel)
            .ConfigureAwait(false);
        Row? row = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<Row>(
                        "SELECT number AS Number, body AS Body FROM vault_parts" + OfPart,
                        Part(owner, conversation, part)
                    ),
                cancel
            )
            .ConfigureAwait(false);
        if (key is null || row is null)
        {
            return null;
        }

        try
        {
            return new VaultPart(
                row.Number,
                new Bytes(key.Unwrap(Place(owner, conversation, part), row.Number, row.Body))
            );
        }
        catch (ObjectDisposedException)
        {
            return null; // deleted at this moment
        }
    }

    /// <summary>Stores one part of a history. A refusal leaves everything as it was.</summary>
    public async Task<Refusal?> PutAsync(
        VaultOwner owner,
        DeviceCaller device,
        ConversationId conversation,
        int part,
        PutVaultPartRequest request,
        CancellationToken cancel
    )
    {
        if (part is < 0 or >= Limits.VaultParts || request.Number < 1)
        {
            return Refusal.Malformed("The part or its number is out of range.");
        }

        if (request.Sealed.Length is 0 or > Limits.VaultPartBytes)
        {
            return Refusal.Malformed("A sealed part has at most 65,600 bytes.");
        }

        if (!HasRoom(device, request))
        {
            return new Refusal(ProblemCodes.Quota);
        }

        string? refusal = await StoreAsync(owner, conversation, part, request, cancel).ConfigureAwait(false);
        return refusal is null ? null : new Refusal(refusal);
    }

    /// <summary>An allowance of its own: what is put away must never keep a message from being sent.</summary>
    private bool HasRoom(DeviceCaller device, PutVaultPartRequest request) =>
        quotas.TryTake(
            request.Sealed.Length,
            new Allowance("vault bytes stored by", device.Device.ToString(), settings.Quotas.MessageBytesPerDevice)
        );

    private async Task<string?> StoreAsync(
        VaultOwner owner,
        ConversationId conversation,
        int part,
        PutVaultPartRequest request,
        CancellationToken cancel
    )
    {
        StorageKey? key = await keys.FindAsync(owner.Organisation.ToString(), conversation.ToString(), cancel)
            .ConfigureAwait(false);
        if (key is null)
        {
            return ProblemCodes.NotFound;
        }

        try
        {
            string place = Place(owner, conversation, part);
            byte[] body = key.Wrap(place, request.Number, request.Sealed.Span);
            return await database
                .WriteAsync(
                    transaction =>
                        Refuse(transaction, owner, conversation, request.Vault)
                        ?? Write(transaction, new NewPart(owner, conversation, part, request, key, body)),
                    cancel
                )
                .ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return ProblemCodes.NotFound;
        }
    }

    private sealed record NewPart(
        VaultOwner Owner,
        ConversationId Conversation,
        int Part,
        PutVaultPartRequest Request,
        StorageKey Key,
        byte[] Body
    );

    private static string? Refuse(
        WriteTransaction transaction,
        VaultOwner owner,
        ConversationId conversation,
        VaultId vault
    )
    {
        if (!owner.StillHolds(transaction))
        {
            return ProblemCodes.Unauthenticated;
        }

        if (!WasMember(transaction, owner, conversation))
        {
            return ProblemCodes.NotFound;
        }

        // Parts sealed for a vault that was removed since would never open.
        return VaultStore.FindForUpdate(transaction, owner) == vault ? null : ProblemCodes.Conflict;
    }

    /// <summary>Whoever has left keeps what they have read; nobody keeps what they were never part of.</summary>
    private static bool WasMember(WriteTransaction transaction, VaultOwner owner, ConversationId conversation) =>
        transaction.Find<string>(
            "SELECT c.conversation_id FROM conversations c JOIN conversation_members m "
                + "ON m.conversation_id = c.conversation_id AND m.organisation_id = c.organisation_id "
                + "JOIN devices d ON d.device_id = m.device_id AND d.organisation_id = m.organisation_id "
                + "WHERE c.conversation_id = @conversation AND c.organisation_id = @organisation AND c.deleted_at IS NULL "
                + "AND d.owner_id = @owner LIMIT 1"
                + transaction.ForUpdate,
            new
            {
                conversation = conversation.ToString(),
                organisation = owner.Organisation.ToString(),
                owner = owner.Id,
            }
        )
            is not null;

    private string? Write(WriteTransaction transaction, NewPart part)
    {
        Row? stored = transaction.Find<Row>(
            "SELECT number AS Number, body AS Body FROM vault_parts" + OfPart,
            Part(part.Owner, part.Conversation, part.Part)
        );
        long number = part.Request.Number;
        if (stored is not null && stored.Number == number && IsSame(part, stored))
        {
            return null; // the answer to the first try did not arrive
        }

        if (number != (stored?.Number ?? 0) + 1)
        {
            return ProblemCodes.Conflict;
        }

        transaction.Execute(
            "INSERT INTO vault_parts (organisation_id, owner_id, conversation_id, part, number, body, hash, stored_at) "
                + "VALUES (@organisation, @owner, @conversation, @part, @number, @body, @hash, @now) "
                + "ON CONFLICT (organisation_id, owner_id, conversation_id, part) "
                + "DO UPDATE SET number = @number, body = @body, hash = @hash, stored_at = @now",
            new
            {
                organisation = part.Owner.Organisation.ToString(),
                owner = part.Owner.Id,
                conversation = part.Conversation.ToString(),
                part = (long)part.Part,
                number,
                body = part.Body,
                hash = SHA256.HashData(part.Request.Sealed.Span),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );
        return null;
    }

    private static bool IsSame(NewPart part, Row stored) =>
        CryptographicOperations.FixedTimeEquals(
            part.Key.Unwrap(Place(part.Owner, part.Conversation, part.Part), stored.Number, stored.Body),
            part.Request.Sealed.Span
        );

    private static string Place(VaultOwner owner, ConversationId conversation, int part) =>
        Places.VaultPart(conversation.ToString(), owner.Id, part);

    private static object Part(VaultOwner owner, ConversationId conversation, int part) =>
        new
        {
            organisation = owner.Organisation.ToString(),
            owner = owner.Id,
            conversation = conversation.ToString(),
            part = (long)part,
        };
}

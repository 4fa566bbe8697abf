using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Groups;

/// <summary>Describes an epoch under one's own signature (RFC 9420 section 12.4.3).</summary>
internal static class GroupInfoMaking
{
    internal static GroupInfo Make(EpochState epoch, SigningKey signer, bool withTree, bool withExternalPub)
    {
        List<Extension> extensions = [];
        if (withExternalPub)
        {
            using KemPrivateKey key = epoch.Secrets.DeriveExternalKey();
            using TlsWriter writer = new();
            extensions.Add(new(Extension.ExternalPub, writer.Opaque(key.PublicKey).Written));
        }

        return GroupInfo.Sign(
            epoch.Public.Suite,
            signer,
            epoch.Public.Context,
            extensions,
            epoch.ConfirmationTag,
            epoch.Self,
            withTree ? epoch.Public.Tree : null
        );
    }
}

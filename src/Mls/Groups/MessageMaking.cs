using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Groups;

/// <summary>Signs and frames what a member sends in the current epoch.</summary>
internal static class MessageMaking
{
    internal static AuthenticatedContent Sign(MlsGroup group, WireFormat format, FramedContent content) =>
        AuthenticatedContent.Sign(
            group.Suite,
            group.Signer.For(group.Suite),
            format,
            content,
            group.Current.Public.Context
        );

    internal static PrivateMessage Seal(MlsGroup group, AuthenticatedContent signed) =>
        MessageSealing.Seal(
            group.Suite,
            signed,
            group.Self,
            group.Current.Messages,
            group.Settings.Padding,
            group.ReuseGuards
        );

    /// <summary>As the settings say: in the clear with a membership tag, or sealed.</summary>
    internal static MlsMessage Frame(MlsGroup group, AuthenticatedContent signed) =>
        signed.Format is WireFormat.PrivateMessage
            ? Seal(group, signed)
            : new PublicMessage(
                signed,
                signed.ComputeMembershipTag(
                    group.Suite,
                    group.Current.Secrets.Membership.Bytes,
                    group.Current.Public.Context
                )
            );

    internal static WireFormat HandshakeFormat(MlsGroup group) =>
        group.Settings.EncryptHandshakes ? WireFormat.PrivateMessage : WireFormat.PublicMessage;

    internal static FramedContent Frame(
        MlsGroup group,
        FramedContent.Body body,
        ReadOnlySpan<byte> authenticatedData
    ) => new(group.GroupId, group.Epoch, group.OwnSender, authenticatedData.ToArray(), body);
}

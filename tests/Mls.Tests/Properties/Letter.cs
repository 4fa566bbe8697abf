using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Tests.Properties;

/// <summary>An application message, and what only members of its epoch should learn of it.</summary>
internal sealed class Letter
{
    internal Letter(Actor sender, Chance chance)
    {
        Sender = sender;
        Content = chance.Bytes(chance.Below(400));
        Epoch = sender.Group.Epoch;
        Message = (PrivateMessage)
            MlsFraming.Parse(sender.Group.Encrypt(Content, chance.Bytes(chance.Below(20))).Encode());
        SenderData = Open(sender.Group.Current.Messages);
    }

    internal Actor Sender { get; }

    internal byte[] Content { get; }

    internal Epoch Epoch { get; }

    internal PrivateMessage Message { get; }

    internal SenderData SenderData { get; }

    internal SenderData Open(MessageKeys keys) => SenderData.Open(Sender.Group.Suite, keys.SenderDataKey, Message);
}

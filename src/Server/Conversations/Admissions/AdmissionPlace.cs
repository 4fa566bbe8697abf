using System.Diagnostics.CodeAnalysis;
using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Conversations.Admissions;

/// <summary>Where a page of waiting requests ends: the two ids of its last one, as the text that a caller hands back.</summary>
internal sealed record AdmissionPlace
{
    private AdmissionPlace(string conversation, string device)
    {
        Conversation = conversation;
        Device = device;
    }

    /// <summary>Before every request.</summary>
    public static AdmissionPlace Start { get; } = new("", "");

    public string Conversation { get; }

    public string Device { get; }

    public static AdmissionPlace Of(PendingAdmission last) => new(last.Conversation.ToString(), last.Device.ToString());

    /// <summary>No text is the start. False for what never was a place.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AdmissionPlace? place)
    {
        string[] ids = text?.Split('.') ?? [];
        place =
            text is null ? Start
            : ids is [string conversation, string device]
            && ConversationId.TryParse(conversation, out _)
            && DeviceId.TryParse(device, out _)
                ? new AdmissionPlace(conversation, device)
            : null;
        return place is not null;
    }

    public override string ToString() => $"{Conversation}.{Device}";
}

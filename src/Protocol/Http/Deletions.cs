namespace Sotto.Protocol.Http;

/// <summary>Body of a request that says nothing: <c>{}</c>. Any member is refused.</summary>
public sealed record EmptyRequest;

/// <summary>A device that has not yet confirmed that it wiped its copy.</summary>
public sealed record WaitingDevice(DeviceId Device);

/// <summary>Reply of <c>POST /v1/conversations/{cnv}/deletion</c>.</summary>
public sealed record DeletionReply(DateTimeOffset At, IReadOnlyList<WaitingDevice> Waiting);

/// <summary>A member device of a deleted conversation, and when it confirmed.</summary>
public sealed record WipeConfirmation(DeviceId Device, DateTimeOffset? ConfirmedAt);

/// <summary><c>GET /v1/conversations/{cnv}/deletion</c>.</summary>
public sealed record DeletionProgress(DateTimeOffset At, IReadOnlyList<WipeConfirmation> Devices);

namespace Sotto.Mls.Groups;

/// <summary>What a member brings to a group: its decisions, its clock, its randomness, its bounds.</summary>
public sealed record GroupSettings
{
    /// <summary>What the application decides.</summary>
    public required GroupPolicy Policy { get; init; }

    /// <summary>Where fresh keys come from: <c>RandomNumberGenerator.Fill</c>.</summary>
    public required FillRandom Random { get; init; }

    /// <summary>The clock that lifetimes are compared with.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>
    /// How far ahead of the last message of a sender one may be, and how many keys of messages passed over are kept per
    /// sender: what is further ahead or older does not open.
    /// </summary>
    public int ForwardGenerations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 1_000;

    /// <summary>How many past epochs' late messages still open.</summary>
    public int PastEpochs
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 5;

    /// <summary>How many past epochs' resumption keys are kept.</summary>
    public int ResumptionEpochs
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 5;

    /// <summary>How private messages are padded.</summary>
    public Padding Padding { get; init; } = Padding.None;

    /// <summary>
    /// Whether proposals and commits of one's own are private messages. Not, unless set: then nobody outside can follow
    /// the group, a server that checks commits neither.
    /// </summary>
    public bool EncryptHandshakes { get; init; }

    /// <summary>
    /// Whether application data may be sent while somebody's proposal waits to be committed. Not, unless set: RFC 9420
    /// section 12.4 demands the commit first, so that nobody whose removal is proposed reads on.
    /// </summary>
    public bool SendsBeforeCommitting { get; init; }

    /// <summary>
    /// Finds an external pre-shared key by its id, or null. The library wipes the array that it gets.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, byte[]?> FindPreSharedKey { get; init; } = static _ => null;
}

namespace Sotto.Mls.Groups;

/// <summary>
/// Application data that a member sent. Its key is used up: store the group's changes before showing the content, or a
/// crash between the two loses it for good.
/// </summary>
public sealed class ReceivedMessage : VerifiedMessage
{
    private readonly AuthenticatedContent _authenticated;

    internal ReceivedMessage(AuthenticatedContent authenticated, LeafIndex index, LeafNode leaf, uint generation)
    {
        _authenticated = authenticated;
        SenderIndex = index;
        SenderLeaf = leaf;
        Generation = generation;
    }

    /// <inheritdoc />
    public override Sender Sender => _authenticated.Content.Sender;

    /// <inheritdoc />
    public override Epoch Epoch => _authenticated.Content.Epoch;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> AuthenticatedData => _authenticated.Content.AuthenticatedData;

    /// <summary>What was said.</summary>
    public ReadOnlyMemory<byte> Content => _authenticated.Content.Content.ApplicationData;

    /// <summary>The sender's place in the epoch of the message.</summary>
    public LeafIndex SenderIndex { get; }

    /// <summary>The sender's leaf in the epoch of the message, whoever has their place now.</summary>
    public LeafNode SenderLeaf { get; }

    /// <summary>
    /// Whether it was made in an epoch that was over when it arrived. Its sender may have been removed since: compare with
    /// <see cref="MlsGroup.Members" /> before acting on it.
    /// </summary>
    public bool IsLate { get; internal init; }

    /// <summary>Counts this sender's messages of this epoch from 0, in the order they were sent.</summary>
    public uint Generation { get; }

    /// <inheritdoc />
    public override string ToString() => $"[message of epoch {Epoch.Value}]";
}

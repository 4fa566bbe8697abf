using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>What opens and seals the private messages of one epoch. Its owner wipes it.</summary>
[DebuggerDisplay("[secret]")]
internal sealed class MessageKeys : IDisposable
{
    private readonly Suite _suite;
    private KeyedSecret? _senderDataKey;

    /// <summary>Takes both over.</summary>
    internal MessageKeys(Suite suite, Secret senderData, SecretTree tree)
    {
        _suite = suite;
        SenderData = senderData;
        Tree = tree;
    }

    internal Secret SenderData { get; }

    internal SecretTree Tree { get; }

    /// <summary>The secret of sender data, set up with the first message of the epoch.</summary>
    internal KeyedSecret SenderDataKey => _senderDataKey ??= _suite.SetUp(SenderData.Bytes);

    public override string ToString() => "[secret]";

    public void Dispose()
    {
        SenderData.Dispose();
        _senderDataKey?.Dispose();
        Tree.Dispose();
    }
}

using Sotto.Mls.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>What opens and seals the private messages of one epoch. Its owner wipes it.</summary>
internal sealed record MessageKeys(Secret SenderData, SecretTree Tree) : IDisposable
{
    public void Dispose()
    {
        SenderData.Dispose();
        Tree.Dispose();
    }
}

using System.Security.Cryptography;
using System.Text;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Benchmarks;

/// <summary>Somebody with a key and a name, who may come into a group.</summary>
internal sealed class Client
{
    internal Client(int suite, string name)
    {
        Suite = new((ushort)suite);
        SignatureKey = SignatureKeyPair.Generate(Suite, RandomNumberGenerator.Fill);
        Identity = new(SignatureKey, new Credential.Basic(Encoding.UTF8.GetBytes(name)), new([Suite], [], []));
    }

    internal static GroupSettings Settings { get; } =
        new()
        {
            Policy = new AcceptAll(),
            Random = RandomNumberGenerator.Fill,
            Time = TimeProvider.System,
        };

    internal CipherSuite Suite { get; }

    internal SignatureKeyPair SignatureKey { get; }

    internal ClientIdentity Identity { get; }

    internal OwnKeyPackage NewKeyPackage()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Lifetime lifetime = new(
            (ulong)now.AddHours(-1).ToUnixTimeSeconds(),
            (ulong)now.AddDays(30).ToUnixTimeSeconds()
        );
        return OwnKeyPackage.Generate(Suite, Identity, lifetime, RandomNumberGenerator.Fill);
    }

    internal MlsGroup Create(GroupSettings settings) =>
        MlsGroup.Create(new(RandomNumberGenerator.GetBytes(16), Suite), Identity, settings);

    private sealed class AcceptAll : GroupPolicy
    {
        public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) => true;
    }
}

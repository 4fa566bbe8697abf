using System.Security.Cryptography;
using Sotto.Mls;
using Sotto.Mls.Groups;
using MlsCredential = Sotto.Mls.Credential;

namespace Sotto.Server.Tests.Harness;

/// <summary>What members make with their keys: key packages and groups that verify.</summary>
internal static class RealMls
{
    /// <summary>A number for private use that test devices say they support.</summary>
    public const ushort UnusedExtension = 0xF0F0;

    public static CipherSuite Suite => CipherSuite.X25519Aes128Sha256Ed25519;

    public static OwnKeyPackage KeyPackage(
        TestDevice device,
        byte[] identity,
        DateTimeOffset from,
        DateTimeOffset until,
        bool isLastResort = false,
        CipherSuite? suite = null
    ) =>
        OwnKeyPackage.Generate(
            suite ?? Suite,
            Identity(device, identity, suite),
            new Lifetime((ulong)from.ToUnixTimeSeconds(), (ulong)until.ToUnixTimeSeconds()),
            RandomNumberGenerator.Fill,
            isLastResort
        );

    public static ClientIdentity Identity(TestDevice device, byte[] identity, CipherSuite? suite = null) =>
        new(
            device.MlsKey,
            new MlsCredential.Basic(identity),
            new Capabilities([suite ?? Suite], extensions: [Extension.LastResort, UnusedExtension])
        );

    public static GroupSettings Settings(TimeProvider time) =>
        new()
        {
            Policy = new EverythingGoes(),
            Random = RandomNumberGenerator.Fill,
            Time = time,
        };

    /// <summary>A client that checks nothing: what the server refuses is the server's doing.</summary>
    private sealed class EverythingGoes : GroupPolicy
    {
        public override bool AllowsExternalProposals => true;

        public override TimeSpan LongestLifetime => TimeSpan.MaxValue;

        public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) => true;
    }
}

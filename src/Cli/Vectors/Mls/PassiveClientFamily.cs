using System.Security.Cryptography;
using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;

namespace Sotto.Cli.Vectors;

/// <summary>Clients that join and then only listen; the recordings of several implementations have the same form.</summary>
internal sealed class PassiveClientFamily : CaseArrayFamily
{
    internal override string Name => "passive-client";

    private protected override IReadOnlyList<string> Members =>
        ["initial_epoch_authenticator", "init_priv", "welcome", "epochs"];

    private protected override void Replay(JsonElement vector)
    {
        CipherSuite suite = new((ushort)vector.Number("cipher_suite"));
        KeyPackage package = (KeyPackage)MlsFraming.Parse(vector.Bytes("key_package"));
        Kem kem = Suite.Of(suite).Kem;
        using OwnKeyPackage own = OwnKeyPackage.Import(
            package,
            kem.ImportPrivateKey(vector.Bytes("init_priv")),
            kem.ImportPrivateKey(vector.Bytes("encryption_priv"))
        );
        using SignatureKeyPair signer = SignatureKeyPair.Import(suite, vector.Bytes("signature_priv"));
        Expect.Equal("signature_priv", package.Leaf.SignatureKey.Span, signer.PublicKey.Span);
        JoinOptions options = new()
        {
            Tree = vector.OptionalText("ratchet_tree") is { } tree
                ? RatchetTree.Parse(Convert.FromHexString(tree))
                : null,
        };
        using StagedJoin join = MlsGroup.Join(
            (Welcome)MlsFraming.Parse(vector.Bytes("welcome")),
            own,
            signer,
            Settings(vector, package),
            options
        );
        using MlsGroup group = join.Enter();
        Expect.Equal(
            "initial_epoch_authenticator",
            vector.Bytes("initial_epoch_authenticator"),
            group.EpochAuthenticator
        );
        int number = 0;
        foreach (JsonElement epoch in vector.GetProperty("epochs").EnumerateArray())
        {
            Follow(group, epoch);
            Expect.Equal(
                $"epoch_authenticator {number++}",
                epoch.Bytes("epoch_authenticator"),
                group.EpochAuthenticator
            );
        }
    }

    private static void Follow(MlsGroup group, JsonElement epoch)
    {
        foreach (JsonElement proposal in epoch.GetProperty("proposals").EnumerateArray())
        {
            byte[] bytes = Convert.FromHexString(proposal.GetString()!);
            group.Keep((VerifiedProposal)group.Verify(MlsFraming.Parse(bytes)));
        }

        group.Merge(group.Stage((VerifiedCommit)group.Verify(MlsFraming.Parse(epoch.Bytes("commit")))));
    }

    private static GroupSettings Settings(JsonElement vector, KeyPackage package) =>
        new()
        {
            Policy = new AcceptEverything(),
            Random = RandomNumberGenerator.Fill,
            Time = new RecordedTime(package.Lifetime),
            ResumptionEpochs = int.MaxValue,
            FindPreSharedKey = id =>
                vector
                    .GetProperty("external_psks")
                    .EnumerateArray()
                    .Where(psk => psk.Bytes("psk_id").AsSpan().SequenceEqual(id.Span))
                    .Select(psk => psk.Bytes("psk"))
                    .FirstOrDefault(),
        };

    private sealed class AcceptEverything : GroupPolicy
    {
        public override bool AllowsExternalCommits => true;

        public override bool AllowsExternalProposals => true;

        // Several implementations recorded key packages that never end.
        public override TimeSpan LongestLifetime => TimeSpan.MaxValue;

        public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) => true;
    }

    /// <summary>The lifetimes in these files are over: replayed is the middle of the client's own.</summary>
    private sealed class RecordedTime(Lifetime lifetime) : TimeProvider
    {
        private static readonly DateTimeOffset Usual = new(2023, 6, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow()
        {
            ulong usual = (ulong)Usual.ToUnixTimeSeconds();
            bool isUsual = lifetime.NotBefore <= usual && usual <= lifetime.NotAfter;
            ulong latest = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();
            ulong middle = lifetime.NotBefore + ((Math.Min(lifetime.NotAfter, latest) - lifetime.NotBefore) / 2);
            return isUsual ? Usual : DateTimeOffset.FromUnixTimeSeconds((long)middle);
        }
    }
}

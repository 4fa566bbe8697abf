using System.Text;
using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Cli.Vectors;

internal sealed class KeyScheduleFamily : CaseArrayFamily
{
    internal override string Name => "key-schedule";

    private protected override IReadOnlyList<string> Members => ["group_id", "initial_init_secret", "epochs"];

    private protected override void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
        Secret init = Secret.CopyOf(vector.Bytes("initial_init_secret"));
        ulong number = 0;
        foreach (JsonElement epoch in vector.GetProperty("epochs").EnumerateArray())
        {
            GroupContext context = new(suite.Id, vector.Bytes("group_id"), [])
            {
                Epoch = new(number++),
                TreeHash = epoch.Bytes("tree_hash"),
                ConfirmedTranscriptHash = epoch.Bytes("confirmed_transcript_hash"),
            };
            init = CheckEpoch(suite, init, context, epoch);
        }
    }

    private static Secret CheckEpoch(Suite suite, Secret init, GroupContext context, JsonElement epoch)
    {
        Expect.Equal("group_context", epoch.Bytes("group_context"), context.Encoding);
        using Secret commit = Secret.CopyOf(epoch.Bytes("commit_secret"));
        using Secret psk = Secret.CopyOf(epoch.Bytes("psk_secret"));
        using Secret joiner = EpochSecrets.ComputeJoiner(suite, init, commit, context);
        using Secret welcome = EpochSecrets.ComputeWelcome(suite, joiner, psk);
        using Secret epochSecret = EpochSecrets.ComputeEpoch(suite, joiner, psk, context);
        using Secret encryption = EpochSecrets.DeriveEncryption(suite, epochSecret);
        using EpochSecrets secrets = EpochSecrets.Derive(suite, epochSecret);
        (string, Secret)[] expected =
        [
            ("joiner_secret", joiner),
            ("welcome_secret", welcome),
            ("encryption_secret", encryption),
            ("init_secret", secrets.Init),
            ("sender_data_secret", secrets.SenderData),
            ("exporter_secret", secrets.Exporter),
            ("epoch_authenticator", secrets.Authenticator),
            ("external_secret", secrets.External),
            ("confirmation_key", secrets.Confirmation),
            ("membership_key", secrets.Membership),
            ("resumption_psk", secrets.Resumption),
        ];
        foreach ((string name, Secret secret) in expected)
        {
            Expect.Equal(name, epoch.Bytes(name), secret.Bytes);
        }

        using KemPrivateKey external = secrets.DeriveExternalKey();
        Expect.Equal("external_pub", epoch.Bytes("external_pub"), external.PublicKey);
        CheckExporter(secrets, epoch.GetProperty("exporter"));
        return secrets.Init.Copy();
    }

    private static void CheckExporter(EpochSecrets secrets, JsonElement exporter)
    {
        byte[] exported = new byte[exporter.Number("length")];
        byte[] label = Encoding.ASCII.GetBytes(exporter.GetProperty("label").GetString()!);
        secrets.Export(label, exporter.Bytes("context"), exported);
        Expect.Equal("exporter", exporter.Bytes("secret"), exported);
    }
}

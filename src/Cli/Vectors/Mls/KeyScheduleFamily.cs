using System.Text;
using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class KeyScheduleFamily : CaseArrayFamily
{
    public override string Name => "mls key-schedule";

    protected override IReadOnlyList<string> Members => ["group_id", "initial_init_secret", "epochs"];

    protected override void Check(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Int("cipher_suite")));
        Secret init = Secret.CopyOf(vector.Hex("initial_init_secret"));
        ulong number = 0;
        foreach (JsonElement epoch in vector.GetProperty("epochs").EnumerateArray())
        {
            GroupContext context = new(suite.Id, vector.Hex("group_id"), [])
            {
                Epoch = new(number++),
                TreeHash = epoch.Hex("tree_hash"),
                ConfirmedTranscriptHash = epoch.Hex("confirmed_transcript_hash"),
            };
            init = CheckEpoch(suite, init, context, epoch);
        }
    }

    private static Secret CheckEpoch(Suite suite, Secret init, GroupContext context, JsonElement epoch)
    {
        Expect.Equal(epoch.Hex("group_context"), context.Encoding, "group_context");
        using Secret commit = Secret.CopyOf(epoch.Hex("commit_secret"));
        using Secret psk = Secret.CopyOf(epoch.Hex("psk_secret"));
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
            Expect.Equal(epoch.Hex(name), secret.Bytes, name);
        }

        using KemPrivateKey external = secrets.DeriveExternalKey();
        Expect.Equal(epoch.Hex("external_pub"), external.PublicKey, "external_pub");
        CheckExporter(secrets, epoch.GetProperty("exporter"));
        return secrets.Init.Copy();
    }

    private static void CheckExporter(EpochSecrets secrets, JsonElement exporter)
    {
        byte[] exported = new byte[exporter.Int("length")];
        byte[] label = Encoding.ASCII.GetBytes(exporter.GetProperty("label").GetString()!);
        secrets.Export(label, exporter.Hex("context"), exported);
        Expect.Equal(exporter.Hex("secret"), exported, "exporter");
    }
}

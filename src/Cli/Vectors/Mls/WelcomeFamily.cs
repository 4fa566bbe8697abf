using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.KeySchedule;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class WelcomeFamily : CaseArrayFamily
{
    public override string Name => "mls welcome";

    protected override IReadOnlyList<string> Members => ["init_priv", "key_package", "signer_pub", "welcome"];

    protected override void Check(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Int("cipher_suite")));
        KeyPackage package = (KeyPackage)MlsFraming.Parse(vector.Hex("key_package"));
        Welcome welcome = (Welcome)MlsFraming.Parse(vector.Hex("welcome"));
        byte[] reference = package.ComputeReference();
        EncryptedGroupSecrets ours = welcome.Secrets.Single(entry => entry.NewMember.Span.SequenceEqual(reference));
        using KemPrivateKey init = suite.Kem.ImportPrivateKey(vector.Hex("init_priv"));
        using Secret opened = suite.DecryptWithLabel(
            init,
            "Welcome"u8,
            welcome.EncryptedGroupInfo.Span,
            ours.Secrets.KemOutput.Span,
            ours.Secrets.Ciphertext.Span
        );
        using GroupSecrets secrets = GroupSecrets.Parse(opened.Bytes);
        using Secret none = new(suite.HashLength);
        using Secret welcomeSecret = EpochSecrets.ComputeWelcome(suite, secrets.JoinerSecret, none);
        GroupInfo info = WelcomeMaking.Open(suite, welcomeSecret, welcome.EncryptedGroupInfo.Span);
        Expect.True(
            info.HasValidSignature(suite, suite.Signature.ParsePublicKey(vector.Hex("signer_pub"))),
            "group info signature"
        );
        using Secret epochSecret = EpochSecrets.ComputeEpoch(suite, secrets.JoinerSecret, none, info.GroupContext);
        using EpochSecrets epoch = EpochSecrets.Derive(suite, epochSecret);
        Expect.True(
            epoch.HasConfirmationTag(info.GroupContext.ConfirmedTranscriptHash.Span, info.ConfirmationTag.Span),
            "confirmation tag"
        );
    }
}

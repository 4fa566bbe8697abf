using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.KeySchedule;

namespace Sotto.Cli.Vectors;

internal sealed class WelcomeFamily : CaseArrayFamily
{
    internal override string Name => "welcome";

    private protected override IReadOnlyList<string> Members => ["init_priv", "key_package", "signer_pub", "welcome"];

    private protected override void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
        KeyPackage package = (KeyPackage)MlsFraming.Parse(vector.Bytes("key_package"));
        Welcome welcome = (Welcome)MlsFraming.Parse(vector.Bytes("welcome"));
        byte[] reference = package.ComputeReference();
        EncryptedGroupSecrets ours = welcome.Secrets.Single(entry => entry.NewMember.Span.SequenceEqual(reference));
        using KemPrivateKey init = suite.Kem.ImportPrivateKey(vector.Bytes("init_priv"));
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
            "group info signature",
            info.HasValidSignature(suite, suite.Signature.ParsePublicKey(vector.Bytes("signer_pub")))
        );
        using Secret epochSecret = EpochSecrets.ComputeEpoch(suite, secrets.JoinerSecret, none, info.GroupContext);
        using EpochSecrets epoch = EpochSecrets.Derive(suite, epochSecret);
        Expect.True(
            "confirmation tag",
            epoch.HasConfirmationTag(info.GroupContext.ConfirmedTranscriptHash.Span, info.ConfirmationTag.Span)
        );
    }
}

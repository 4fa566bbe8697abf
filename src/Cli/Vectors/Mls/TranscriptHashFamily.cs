using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class TranscriptHashFamily : CaseArrayFamily
{
    public override string Name => "mls transcript-hashes";

    protected override IReadOnlyList<string> Members => ["authenticated_content", "confirmed_transcript_hash_after"];

    protected override void Check(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Int("cipher_suite")));
        TlsReader reader = new(vector.Hex("authenticated_content"));
        AuthenticatedContent commit = AuthenticatedContent.Read(ref reader);
        reader.End();
        byte[] confirmed = TranscriptHash.Confirm(suite, vector.Hex("interim_transcript_hash_before"), commit);
        Expect.Equal(vector.Hex("confirmed_transcript_hash_after"), confirmed, "confirmed_transcript_hash_after");
        byte[] interim = TranscriptHash.Interim(suite, confirmed, commit.ConfirmationTag.Span);
        Expect.Equal(vector.Hex("interim_transcript_hash_after"), interim, "interim_transcript_hash_after");
        Expect.True(
            suite.VerifyMac(vector.Hex("confirmation_key"), confirmed, commit.ConfirmationTag.Span),
            "confirmation_tag"
        );
    }
}

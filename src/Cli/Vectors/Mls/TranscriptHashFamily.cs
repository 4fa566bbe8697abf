using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Cli.Vectors;

internal sealed class TranscriptHashFamily : CaseArrayFamily
{
    internal override string Name => "transcript-hashes";

    private protected override IReadOnlyList<string> Members =>
        ["authenticated_content", "confirmed_transcript_hash_after"];

    private protected override void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
        TlsReader reader = new(vector.Bytes("authenticated_content"));
        AuthenticatedContent commit = AuthenticatedContent.Read(ref reader);
        reader.End();
        byte[] confirmed = TranscriptHash.Confirm(suite, vector.Bytes("interim_transcript_hash_before"), commit);
        Expect.Equal("confirmed_transcript_hash_after", vector.Bytes("confirmed_transcript_hash_after"), confirmed);
        byte[] interim = TranscriptHash.Interim(suite, confirmed, commit.ConfirmationTag.Span);
        Expect.Equal("interim_transcript_hash_after", vector.Bytes("interim_transcript_hash_after"), interim);
        Expect.True(
            "confirmation_tag",
            suite.VerifyMac(vector.Bytes("confirmation_key"), confirmed, commit.ConfirmationTag.Span)
        );
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Cli.Vectors;

internal sealed class MessageProtectionFamily : CaseArrayFamily
{
    private static readonly LeafIndex Sender = new(1);

    internal override string Name => "message-protection";

    private protected override IReadOnlyList<string> Members => ["proposal_priv", "commit_pub", "application_priv"];

    private protected override void Replay(JsonElement vector)
    {
        Case replay = new(vector);
        replay.CheckPublic("proposal", "proposal_pub");
        replay.CheckPublic("commit", "commit_pub");
        replay.CheckPrivate("proposal", "proposal_priv");
        replay.CheckPrivate("commit", "commit_priv");
        replay.CheckPrivate("application", "application_priv");
        replay.CheckOwn();
    }

    private sealed class Case
    {
        private readonly JsonElement _vector;
        private readonly Suite _suite;
        private readonly GroupContext _context;
        private readonly VerifyingKey _key;
        private readonly byte[] _membershipKey;

        internal Case(JsonElement vector)
        {
            _vector = vector;
            _suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
            _context = new(_suite.Id, vector.Bytes("group_id"), [])
            {
                Epoch = new(vector.GetProperty("epoch").GetUInt64()),
                TreeHash = vector.Bytes("tree_hash"),
                ConfirmedTranscriptHash = vector.Bytes("confirmed_transcript_hash"),
            };
            _key = _suite.Signature.ParsePublicKey(vector.Bytes("signature_pub"));
            _membershipKey = vector.Bytes("membership_key");
        }

        internal void CheckPublic(string content, string message)
        {
            PublicMessage parsed = (PublicMessage)MlsFraming.Parse(_vector.Bytes(message));
            Expect.True($"{message} signature", parsed.Authenticated.HasValidSignature(_suite, _key, _context));
            Expect.True(
                $"{message} membership tag",
                parsed.Authenticated.HasMembershipTag(_suite, _membershipKey, _context, parsed.MembershipTag.Span)
            );
            SameContent(parsed.Authenticated, content);
        }

        internal void CheckPrivate(string content, string message)
        {
            using MessageKeys keys = Keys();
            SameContent(Open((PrivateMessage)MlsFraming.Parse(_vector.Bytes(message)), keys), content);
        }

        /// <summary>Seals all three kinds and opens them again.</summary>
        internal void CheckOwn()
        {
            using SigningKey signer = _suite.Signature.Import(_vector.Bytes("signature_priv"));
            using MessageKeys sending = Keys();
            using MessageKeys receiving = Keys();
            foreach (string content in (string[])["proposal", "commit", "application"])
            {
                FramedContent framed = new(
                    _context.GroupId,
                    _context.Epoch,
                    new Sender.Member(Sender),
                    default,
                    Body(content)
                );
                AuthenticatedContent signed = AuthenticatedContent.Sign(
                    _suite,
                    signer,
                    WireFormat.PrivateMessage,
                    framed,
                    _context
                );
                if (content == "commit")
                {
                    signed = signed with { ConfirmationTag = new byte[_suite.HashLength] };
                }

                PrivateMessage message = MessageSealing.Seal(
                    _suite,
                    signed,
                    Sender,
                    sending,
                    Padding.None,
                    new(RandomNumberGenerator.Fill)
                );
                SameContent(Open((PrivateMessage)MlsFraming.Parse(message.Encode()), receiving), content);
                SenderData sender = SenderData.Open(_suite, receiving.SenderDataKey, message);
                receiving.Tree.Consume(
                    new(Sender, MessageSealing.KindOf(message.ContentType)),
                    sender.Generation,
                    1000
                );
            }
        }

        private AuthenticatedContent Open(PrivateMessage message, MessageKeys keys)
        {
            SenderData sender = SenderData.Open(_suite, keys.SenderDataKey, message);
            AuthenticatedContent opened = MessageSealing.Open(_suite, message, sender, keys, 1000);
            Expect.True("private message signature", opened.HasValidSignature(_suite, _key, _context));
            return opened;
        }

        private FramedContent.Body Body(string content)
        {
            TlsReader reader = new(_vector.Bytes(content));
            return content switch
            {
                "proposal" => new(Proposal.Read(ref reader)),
                "commit" => new(Commit.Read(ref reader)),
                _ => new(_vector.Bytes(content)),
            };
        }

        private void SameContent(AuthenticatedContent actual, string content)
        {
            FramedContent.Body body = actual.Content.Content;
            byte[] bytes =
                (ITlsStructure?)body.Proposal is { } proposal ? TlsWriter.Encode(proposal)
                : body.Commit is { } commit ? TlsWriter.Encode(commit)
                : body.ApplicationData.ToArray();
            Expect.Equal(content, _vector.Bytes(content), bytes);
        }

        private MessageKeys Keys() =>
            new(
                _suite,
                Secret.CopyOf(_vector.Bytes("sender_data_secret")),
                new(_suite, 2, Secret.CopyOf(_vector.Bytes("encryption_secret")), new NoChanges())
            );
    }

    private sealed class NoChanges : ISecretTreeChanges
    {
        public void NodeChanged(NodeIndex node) { }

        public void RatchetChanged(RatchetName name, RatchetChange change) { }
    }
}

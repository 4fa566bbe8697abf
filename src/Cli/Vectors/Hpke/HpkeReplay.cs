using System.Buffers.Binary;
using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;

namespace Sotto.Cli.Vectors;

/// <summary>One case of RFC 9180: the sender is made to draw the published randomness and has to produce the same bytes.</summary>
internal sealed class HpkeReplay(JsonElement vector, HpkeComposition hpke)
{
    private const ulong MostMessages = 1 << 16;
    private readonly byte[] _info = vector.Bytes("info");
    private readonly byte[] _recipientKey = vector.Bytes("pkRm");
    private readonly byte[] _psk = Optional(vector, "psk");
    private readonly byte[] _pskId = Optional(vector, "psk_id");

    internal void Run()
    {
        using KemPrivateKey recipient = RecipientKey();
        Encapsulate(recipient);
        using HpkeContext sending = hpke.Scheme.SetUpSender(
            _recipientKey,
            _info,
            _psk,
            _pskId,
            PublishedRandom,
            out byte[] encapsulation
        );
        Expect.Equal("enc", vector.Bytes("enc"), encapsulation);
        using HpkeContext receiving = hpke.Scheme.SetUpRecipient(recipient, encapsulation, _info, _psk, _pskId);
        Exports(sending);
        Exports(receiving);
        if (hpke.Seals)
        {
            Encryptions(sending, receiving);
            SingleShot(recipient);
        }
    }

    private static byte[] Optional(JsonElement vector, string property) =>
        vector.OptionalText(property) is { } text ? Convert.FromHexString(text) : [];

    private void PublishedRandom(Span<byte> destination)
    {
        byte[] ikm = vector.Bytes("ikmE");
        Expect.True("ikmE has another length than was drawn", ikm.Length == destination.Length);
        ikm.CopyTo(destination);
    }

    private KemPrivateKey RecipientKey()
    {
        using KemPrivateKey derived = hpke.Kem.DeriveKeyPair(vector.Bytes("ikmR"));
        Expect.Equal("skRm", vector.Bytes("skRm"), derived.PrivateKey.Bytes);
        Expect.Equal("pkRm", _recipientKey, derived.PublicKey);
        KemPrivateKey imported = hpke.Kem.ImportPrivateKey(vector.Bytes("skRm"));
        Expect.Equal("pkRm of the imported key", _recipientKey, imported.PublicKey);
        return imported;
    }

    private void Encapsulate(KemPrivateKey recipient)
    {
        byte[] encapsulation = new byte[hpke.Kem.EncapsulationLength];
        byte[] shared = new byte[hpke.Kem.SharedSecretLength];
        hpke.Kem.Encapsulate(_recipientKey, PublishedRandom, encapsulation, shared);
        Expect.Equal("shared_secret of the sender", vector.Bytes("shared_secret"), shared);
        hpke.Kem.Decapsulate(recipient, vector.Bytes("enc"), shared);
        Expect.Equal("shared_secret of the recipient", vector.Bytes("shared_secret"), shared);
    }

    private void Encryptions(HpkeContext sending, HpkeContext receiving)
    {
        ulong next = 0;
        foreach (JsonElement message in vector.GetProperty("encryptions").EnumerateArray())
        {
            for (ulong wanted = SequenceOf(message); next < wanted; next++)
            {
                receiving.Open([], sending.Seal([], [])).Dispose(); // not every file has every message
            }

            next++;
            byte[] aad = message.Bytes("aad");
            byte[] published = message.Bytes("ct");
            Expect.Equal("ct", published, sending.Seal(aad, message.Bytes("pt")));
            using Secret opened = receiving.Open(aad, published);
            Expect.Equal("pt", message.Bytes("pt"), opened.Bytes);
        }
    }

    /// <summary>What was mixed into the base nonce.</summary>
    private ulong SequenceOf(JsonElement message)
    {
        ReadOnlySpan<byte> nonce = message.Bytes("nonce");
        ReadOnlySpan<byte> baseNonce = vector.Bytes("base_nonce");
        ulong sequence =
            BinaryPrimitives.ReadUInt64BigEndian(nonce[^sizeof(ulong)..])
            ^ BinaryPrimitives.ReadUInt64BigEndian(baseNonce[^sizeof(ulong)..]);
        return sequence <= MostMessages
            ? sequence
            : throw new VectorMismatchException("a nonce is of no early message");
    }

    /// <summary>The first message of the base mode is also what sealing once has to give.</summary>
    private void SingleShot(KemPrivateKey recipient)
    {
        if (_psk.Length > 0)
        {
            return;
        }

        JsonElement first = vector.GetProperty("encryptions")[0];
        byte[] aad = first.Bytes("aad");
        HpkeSealed once = hpke.Scheme.Seal(_recipientKey, _info, aad, first.Bytes("pt"), PublishedRandom);
        Expect.Equal("enc of the single message", vector.Bytes("enc"), once.KemOutput);
        Expect.Equal("ct of the single message", first.Bytes("ct"), once.Ciphertext);
        using Secret opened = hpke.Scheme.Open(recipient, _info, aad, once.KemOutput, once.Ciphertext);
        Expect.Equal("pt of the single message", first.Bytes("pt"), opened.Bytes);
        once.Ciphertext[0] ^= 1;
        Expect.Refused(
            "a changed ciphertext",
            () => hpke.Scheme.Open(recipient, _info, aad, once.KemOutput, once.Ciphertext).Dispose(),
            "hpke_open"
        );
    }

    private void Exports(HpkeContext context)
    {
        foreach (JsonElement export in vector.GetProperty("exports").EnumerateArray())
        {
            using Secret secret = context.Export(export.Bytes("exporter_context"), export.Number("L"));
            Expect.Equal("exported_value", export.Bytes("exported_value"), secret.Bytes);
        }
    }
}

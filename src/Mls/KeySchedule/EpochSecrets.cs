using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>
/// The secrets of one epoch (RFC 9420 section 8, figure 22). Its owner wipes it; each secret refuses to be used
/// afterwards. What deletes earlier takes its secret out.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class EpochSecrets : IDisposable
{
    /// <summary>How many there are in <see cref="All" />.</summary>
    internal const int Count = 8;

    private readonly Suite _suite;

    private EpochSecrets(Suite suite, Func<string, Secret> secretOf)
    {
        _suite = suite;
        SenderData = secretOf("sender data");
        Exporter = secretOf("exporter");
        External = secretOf("external");
        Confirmation = secretOf("confirm");
        Membership = secretOf("membership");
        Resumption = secretOf("resumption");
        Authenticator = secretOf("authentication");
        Init = secretOf("init");
    }

    /// <summary>Key of the sender of private messages.</summary>
    internal Secret SenderData { get; }

    /// <summary>For <see cref="Export" />.</summary>
    internal Secret Exporter { get; }

    /// <summary>From which the key of external commits is derived.</summary>
    internal Secret External { get; }

    /// <summary>Key of confirmation tags.</summary>
    internal Secret Confirmation { get; }

    /// <summary>Key of membership tags.</summary>
    internal Secret Membership { get; }

    /// <summary>The resumption key of this epoch.</summary>
    internal Secret Resumption { get; }

    /// <summary>What members compare to know that they see the same epoch.</summary>
    internal Secret Authenticator { get; }

    /// <summary>What the next epoch is made of, together with its commit.</summary>
    internal Secret Init { get; }

    /// <summary>All of them by their labels of section 8, to be stored.</summary>
    internal IEnumerable<Secret> All =>
        [SenderData, Exporter, External, Confirmation, Membership, Resumption, Authenticator, Init];

    public void Dispose()
    {
        foreach (Secret secret in All)
        {
            secret.Dispose();
        }
    }

    /// <summary>The joiner secret, the last one that a newcomer does not compute.</summary>
    internal static Secret ComputeJoiner(Suite suite, Secret init, Secret commit, GroupContext context)
    {
        using Secret extracted = new(suite.HashLength);
        suite.Extract(init.Bytes, commit.Bytes, extracted.Buffer);
        return Expand(suite, extracted, "joiner"u8, context.Encoding);
    }

    /// <summary>The secret that the group info of a Welcome is sealed under.</summary>
    internal static Secret ComputeWelcome(Suite suite, Secret joiner, Secret preSharedKey)
    {
        using Secret member = ComputeMember(suite, joiner, preSharedKey);
        return Derive(suite, member, "welcome"u8);
    }

    /// <summary>The epoch secret, from which all others follow.</summary>
    internal static Secret ComputeEpoch(Suite suite, Secret joiner, Secret preSharedKey, GroupContext context)
    {
        using Secret member = ComputeMember(suite, joiner, preSharedKey);
        return Expand(suite, member, "epoch"u8, context.Encoding);
    }

    /// <summary>
    /// All secrets that follow from an epoch secret but the one of the secret tree, which is deleted piece by piece
    /// (<see cref="DeriveEncryption" />). A group's first epoch secret is drawn (section 11).
    /// </summary>
    internal static EpochSecrets Derive(Suite suite, Secret epoch) =>
        new(suite, label => Derive(suite, epoch, System.Text.Encoding.ASCII.GetBytes(label)));

    /// <summary>The root of the secret tree.</summary>
    internal static Secret DeriveEncryption(Suite suite, Secret epoch) => Derive(suite, epoch, "encryption"u8);

    /// <summary>From what <see cref="All" /> gave, in that order; takes the secrets over.</summary>
    internal static EpochSecrets Restore(Suite suite, IReadOnlyList<Secret> secrets)
    {
        int next = 0;
        return new(suite, _ => secrets[next++]);
    }

    /// <summary>Section 8.5. The caller wipes what it gets.</summary>
    internal void Export(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> destination)
    {
        using Secret derived = new(_suite.HashLength);
        _suite.DeriveSecret(Exporter.Bytes, label, derived.Buffer);
        _suite.ExpandWithLabel(derived.Bytes, "exported"u8, _suite.Hash(context), destination);
    }

    /// <summary>The key pair to which external commits encapsulate (section 8.3). The caller wipes it.</summary>
    internal KemPrivateKey DeriveExternalKey() => _suite.Kem.DeriveKeyPair(External.Bytes);

    internal byte[] ComputeConfirmationTag(ReadOnlySpan<byte> confirmedTranscriptHash) =>
        _suite.Mac(Confirmation.Bytes, confirmedTranscriptHash);

    /// <summary>Compares in constant time, and never a part of the tag only.</summary>
    internal bool HasConfirmationTag(ReadOnlySpan<byte> confirmedTranscriptHash, ReadOnlySpan<byte> tag) =>
        _suite.VerifyMac(Confirmation.Bytes, confirmedTranscriptHash, tag);

    private static Secret Derive(Suite suite, Secret secret, ReadOnlySpan<byte> label)
    {
        Secret derived = new(suite.HashLength);
        suite.DeriveSecret(secret.Bytes, label, derived.Buffer);
        return derived;
    }

    private static Secret ComputeMember(Suite suite, Secret joiner, Secret preSharedKey)
    {
        Secret member = new(suite.HashLength);
        suite.Extract(joiner.Bytes, preSharedKey.Bytes, member.Buffer);
        return member;
    }

    private static Secret Expand(Suite suite, Secret secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context)
    {
        Secret expanded = new(suite.HashLength);
        suite.ExpandWithLabel(secret.Bytes, label, context, expanded.Buffer);
        return expanded;
    }
}

using Sotto.Mls.Tests.Tree;

namespace Sotto.Mls.Tests;

/// <summary>A megabyte of tiny elements takes no dozens of megabytes, and honest large messages are read.</summary>
public sealed class ElementBudgetTests
{
    private const int Megabyte = 1 << 20;
    private const long Most = 8 * Megabyte;
    private static readonly CipherSuite Suite = CipherSuite.X25519Aes128Sha256Ed25519;

    [Fact]
    public void A_megabyte_of_proposals_is_refused() =>
        AssertRefused(Repeated([1, 0, 10]), static (ref TlsReader reader) => Commit.Read(ref reader));

    [Fact]
    public void A_megabyte_of_extensions_is_refused() =>
        AssertRefused(Repeated([0, 3, 0]), static (ref TlsReader reader) => Extension.ReadList(ref reader));

    [Fact]
    public void A_megabyte_of_distinct_extensions_is_refused()
    {
        using TlsWriter all = new();
        for (int type = 10; type <= ushort.MaxValue; type++)
        {
            all.UInt16((ushort)type).Opaque([]);
        }

        byte[] content = all.ToArray();
        AssertRefused(content, static (ref TlsReader reader) => Extension.ReadList(ref reader));
    }

    [Fact]
    public void A_megabyte_of_invitations_is_refused() =>
        AssertRefused(Repeated([0, 0, 0]), static (ref TlsReader reader) => Welcome.Read(ref reader), prefix: [0, 1]);

    [Fact]
    public void A_megabyte_of_certificates_is_refused() =>
        AssertRefused(Repeated([0]), static (ref TlsReader reader) => Credential.Read(ref reader), prefix: [0, 2]);

    [Fact]
    public void A_megabyte_of_path_nodes_or_of_their_ciphertexts_is_refused()
    {
        AssertRefused(Repeated([0, 0]), static (ref TlsReader reader) => reader.Vector(UpdatePath.Node.Read));
        AssertRefused(Repeated([0, 0]), static (ref TlsReader reader) => UpdatePath.Node.Read(ref reader), prefix: [0]);
    }

    [Fact]
    public void A_megabyte_of_tree_nodes_is_refused() =>
        AssertRefused(Repeated([1, 2, 0, 0, 0]), static (ref TlsReader reader) => RatchetTree.Parse(reader.Rest));

    [Fact]
    public void A_megabyte_of_blank_tree_nodes_is_refused() =>
        AssertRefused(
            Repeated([0]),
            static (ref TlsReader reader) => RatchetTree.Parse(reader.Rest),
            rule: "tree_too_large"
        );

    [Fact]
    public void The_largest_blank_tree_takes_no_more_than_its_arrays()
    {
        byte[] nodes = new byte[(2 * Mls.Tree.TreeEncoding.MostLeaves) - 3];
        byte[] encoding = Vector([.. nodes, 1, 2, 0, 0, 0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal((uint)Mls.Tree.TreeEncoding.MostLeaves, RatchetTree.Parse(encoding).LeafCount);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * Most);
    }

    [Fact]
    public void Budgets_are_shared_by_vectors_within_vectors()
    {
        // Sixty vectors of a hundred elements each are as many as one of six thousand.
        byte[] inner = Vector(new byte[100]);
        byte[] outer = Vector([.. Enumerable.Range(0, 60).SelectMany(_ => inner)]);
        MlsException refusal = Assert.Throws<MlsException>(() =>
            new TlsReader(outer).Vector((ref TlsReader r) => r.Vector((ref TlsReader e) => new One(ref e)))
        );
        Assert.Equal("too_many_elements", refusal.Rule);
        byte[] fewer = Vector([.. Enumerable.Range(0, 40).SelectMany(_ => inner)]);
        Assert.Equal(
            40,
            new TlsReader(fewer).Vector((ref TlsReader r) => r.Vector((ref TlsReader e) => new One(ref e))).Count
        );
    }

    [Fact]
    public void The_budget_is_exact()
    {
        const int Allowed = 4_096;
        TlsReader reader = new(new byte[20]);
        reader.Spend(Allowed + 1);
        Assert.Equal("too_many_elements", RefusalToSpend(20, Allowed + 2));
        Assert.Equal("too_many_elements", RefusalToSpend(19, Allowed + 1));
    }

    [Fact]
    public void Two_thousand_removals_in_one_commit_are_read()
    {
        Commit commit = new(
            [
                .. Enumerable
                    .Range(0, 2_000)
                    .Select(i => new ProposalOrReference.ByValue(new Proposal.Remove(new((uint)i)))),
            ],
            null
        );
        TlsReader reader = new(TlsWriter.Encode(commit));
        Assert.Equal(2_000, Commit.Read(ref reader).Proposals.Count);
        reader.End();
    }

    [Fact]
    public void An_invitation_of_a_thousand_members_is_read()
    {
        HpkeCiphertext sealedSecrets = new(new byte[32], new byte[86]);
        Welcome welcome = new(
            Suite,
            [.. Enumerable.Range(0, 1_000).Select(_ => new EncryptedGroupSecrets(new byte[32], sealedSecrets))],
            new byte[200_000]
        );
        Assert.Equal(1_000, ((Welcome)MlsFraming.Parse(welcome.Encode())).Secrets.Count);
    }

    [Fact]
    public void A_tree_of_five_thousand_members_is_read()
    {
        using TreeStory story = new();
        LeafNode leaf = story.Tree.LeafAt(new(0))!;
        LeafNode?[] leaves = new LeafNode?[8_192];
        leaves.AsSpan(0, 5_000).Fill(leaf);
        ParentNode?[] parents = new ParentNode?[8_191];
        parents.AsSpan(0, 4_999).Fill(new ParentNode(new byte[32], new byte[32], []));
        byte[] encoding = new RatchetTree(leaves, parents, new byte[]?[16_383]).Encode();
        Assert.Equal(5_000, RatchetTree.Parse(encoding).Members.Count());
    }

    private static byte[] Repeated(byte[] element) =>
        [.. Enumerable.Repeat(element, Megabyte / element.Length).SelectMany(bytes => bytes)];

    private static byte[] Vector(byte[] content)
    {
        using TlsWriter writer = new();
        return writer.Opaque(content).ToArray();
    }

    private static string RefusalToSpend(int length, int elements) =>
        Assert.Throws<MlsException>(() => new TlsReader(new byte[length]).Spend(elements)).Rule;

    private static void AssertRefused<T>(
        byte[] content,
        TlsReader.Element<T> read,
        string rule = "too_many_elements",
        byte[]? prefix = null
    )
    {
        byte[] encoding = [.. prefix ?? [], .. Vector(content)];
        Assert.InRange(encoding.Length, 190_000, 2 * Megabyte);
        long before = GC.GetAllocatedBytesForCurrentThread();
        MlsException refusal = Assert.Throws<MlsException>(() =>
        {
            TlsReader reader = new(encoding);
            read(ref reader);
        });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
        Assert.Equal(rule, refusal.Rule);
    }

    /// <summary>An object of one byte.</summary>
    private sealed class One
    {
        internal One(ref TlsReader reader) => Value = reader.UInt8();

        internal byte Value { get; }
    }
}

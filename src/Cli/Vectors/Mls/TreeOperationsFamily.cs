using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class TreeOperationsFamily : CaseArrayFamily
{
    public override string Name => "mls tree-operations";

    protected override IReadOnlyList<string> Members => ["tree_before", "proposal", "proposal_sender", "tree_after"];

    protected override void Check(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Int("cipher_suite")));
        RatchetTree before = RatchetTree.Parse(vector.Hex("tree_before"));
        Expect.Equal(vector.Hex("tree_hash_before"), before.TreeHash(suite), "tree_hash_before");
        TlsReader reader = new(vector.Hex("proposal"));
        Proposal proposal = Proposal.Read(ref reader);
        reader.End();
        TreeEdit edit = before.Edit();
        switch (proposal)
        {
            case Proposal.Add add:
                edit.Add(add.KeyPackage.Leaf);
                break;
            case Proposal.Update update:
                edit.Update(new((uint)vector.Int("proposal_sender")), update.Leaf);
                break;
            case Proposal.Remove remove:
                edit.Remove(remove.Removed);
                edit.Truncate();
                break;
            default:
                throw new FormatException("Not a proposal that changes a tree.");
        }

        RatchetTree after = edit.Finish();
        Expect.Equal(vector.Hex("tree_after"), after.Encode(), "tree_after");
        Expect.Equal(vector.Hex("tree_hash_after"), after.TreeHash(suite), "tree_hash_after");
    }
}

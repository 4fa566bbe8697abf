using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Cli.Vectors;

internal sealed class TreeOperationsFamily : CaseArrayFamily
{
    internal override string Name => "tree-operations";

    private protected override IReadOnlyList<string> Members =>
        ["tree_before", "proposal", "proposal_sender", "tree_after"];

    private protected override void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
        RatchetTree before = RatchetTree.Parse(vector.Bytes("tree_before"));
        Expect.Equal("tree_hash_before", vector.Bytes("tree_hash_before"), before.TreeHash(suite));
        TlsReader reader = new(vector.Bytes("proposal"));
        Proposal proposal = Proposal.Read(ref reader);
        reader.End();
        TreeEdit edit = before.Edit();
        switch (proposal)
        {
            case Proposal.Add add:
                edit.Add(add.KeyPackage.Leaf);
                break;
            case Proposal.Update update:
                edit.Update(new((uint)vector.Number("proposal_sender")), update.Leaf);
                break;
            case Proposal.Remove remove:
                edit.Remove(remove.Removed);
                edit.Truncate();
                break;
            default:
                throw new FormatException("Not a proposal that changes a tree.");
        }

        RatchetTree after = edit.Finish();
        Expect.Equal("tree_after", vector.Bytes("tree_after"), after.Encode());
        Expect.Equal("tree_hash_after", vector.Bytes("tree_hash_after"), after.TreeHash(suite));
    }
}

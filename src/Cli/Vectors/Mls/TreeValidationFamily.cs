using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Cli.Vectors.Mls;

internal sealed class TreeValidationFamily : CaseArrayFamily
{
    public override string Name => "mls tree-validation";

    protected override IReadOnlyList<string> Members => ["tree", "group_id", "resolutions", "tree_hashes"];

    protected override void Check(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Int("cipher_suite")));
        RatchetTree tree = RatchetTree.Parse(vector.Hex("tree"));
        Expect.Equal(vector.Hex("tree"), tree.Encode(), "tree");
        for (uint i = 0; i < (2 * tree.LeafCount) - 1; i++)
        {
            NodeIndex node = new(i);
            IEnumerable<uint> resolution = vector
                .GetProperty("resolutions")[(int)i]
                .EnumerateArray()
                .Select(entry => entry.GetUInt32());
            Expect.True(
                resolution.SequenceEqual(tree.Resolution(node).Select(found => found.Value)),
                $"resolutions[{i}]"
            );
            byte[] hash = Convert.FromHexString(vector.GetProperty("tree_hashes")[(int)i].GetString()!);
            Expect.Equal(hash, tree.TreeHash(suite, node), $"tree_hashes[{i}]");
        }

        TreeValidation.Check(tree, suite, tree.TreeHash(suite));
        TreeKeys.Of(tree);
        CredentialRules.Check(tree);
        byte[] groupId = vector.Hex("group_id");
        foreach ((LeafIndex index, LeafNode leaf) in tree.Members)
        {
            LeafRules.Check(suite, leaf, new(groupId, index), []);
        }
    }
}

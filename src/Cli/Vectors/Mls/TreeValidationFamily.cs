using System.Text.Json;
using Sotto.Mls;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Cli.Vectors;

internal sealed class TreeValidationFamily : CaseArrayFamily
{
    internal override string Name => "tree-validation";

    private protected override IReadOnlyList<string> Members => ["tree", "group_id", "resolutions", "tree_hashes"];

    private protected override void Replay(JsonElement vector)
    {
        Suite suite = Suite.Of(new((ushort)vector.Number("cipher_suite")));
        RatchetTree tree = RatchetTree.Parse(vector.Bytes("tree"));
        Expect.Equal("tree", vector.Bytes("tree"), tree.Encode());
        for (uint i = 0; i < (2 * tree.LeafCount) - 1; i++)
        {
            NodeIndex node = new(i);
            IEnumerable<uint> resolution = vector
                .GetProperty("resolutions")[(int)i]
                .EnumerateArray()
                .Select(entry => entry.GetUInt32());
            Expect.True(
                $"resolutions[{i}]",
                resolution.SequenceEqual(tree.Resolution(node).Select(found => found.Value))
            );
            byte[] hash = Convert.FromHexString(vector.GetProperty("tree_hashes")[(int)i].GetString()!);
            Expect.Equal($"tree_hashes[{i}]", hash, tree.TreeHash(suite, node));
        }

        TreeValidation.Check(tree, suite, tree.TreeHash(suite));
        TreeKeys.Of(tree);
        CredentialRules.Check(tree);
        byte[] groupId = vector.Bytes("group_id");
        foreach ((LeafIndex index, LeafNode leaf) in tree.Members)
        {
            LeafRules.Check(suite, leaf, new(groupId, index));
        }
    }
}

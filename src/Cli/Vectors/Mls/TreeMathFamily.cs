using System.Text.Json;
using Sotto.Mls.Tree;

namespace Sotto.Cli.Vectors;

internal sealed class TreeMathFamily : CaseArrayFamily
{
    internal override string Name => "tree-math";

    private protected override IReadOnlyList<string> Members => ["n_leaves", "n_nodes", "root", "left", "right"];

    private protected override void Replay(JsonElement vector)
    {
        uint leaves = vector.GetProperty("n_leaves").GetUInt32();
        uint nodes = (2 * leaves) - 1;
        NodeIndex root = NodeIndex.RootOf(leaves);
        Expect.True("n_nodes", nodes == vector.GetProperty("n_nodes").GetUInt32());
        Expect.True("root", root.Value == vector.GetProperty("root").GetUInt32());
        for (uint i = 0; i < nodes; i++)
        {
            NodeIndex node = new(i);
            Same(vector, "left", i, node.IsLeaf ? null : node.Left);
            Same(vector, "right", i, node.IsLeaf ? null : node.Right);
            Same(vector, "parent", i, node == root ? null : node.Parent);
            Same(vector, "sibling", i, node == root ? null : node.Sibling);
        }
    }

    private static void Same(JsonElement vector, string member, uint index, NodeIndex? actual)
    {
        JsonElement value = vector.GetProperty(member)[(int)index];
        uint? expected = value.ValueKind is JsonValueKind.Null ? null : value.GetUInt32();
        Expect.True($"{member}[{index}]", expected == actual?.Value);
    }
}

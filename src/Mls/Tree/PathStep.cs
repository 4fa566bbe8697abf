using System.Runtime.InteropServices;

namespace Sotto.Mls.Tree;

/// <summary>A node of a leaf's path and its child that does not lead to the leaf.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PathStep(NodeIndex Node, NodeIndex Copath);

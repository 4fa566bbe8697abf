namespace Sotto.Mls.Groups;

/// <summary>A member and where they stand.</summary>
/// <param name="Index">Their place, which somebody else may get when they have gone.</param>
/// <param name="Leaf">What they say of themselves; the policy accepted it.</param>
public sealed record Member(LeafIndex Index, LeafNode Leaf);

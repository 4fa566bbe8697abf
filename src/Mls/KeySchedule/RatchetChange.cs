namespace Sotto.Mls.KeySchedule;

/// <summary>Which skipped keys came and went, by generation, so that only they are stored.</summary>
internal readonly record struct RatchetChange(IReadOnlyList<uint> Kept, IReadOnlyList<uint> Forgotten);

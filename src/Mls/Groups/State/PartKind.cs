namespace Sotto.Mls.Groups.State;

/// <summary>
/// The parts that a group's stored state consists of. Numbers are for good. A reader refuses a kind that it does not
/// know, unless it is one of the upper half: those may be left out.
/// </summary>
internal enum PartKind : byte
{
    Group = 1,
    Secrets = 2,
    PrivateKey = 3,
    TreeSize = 4,
    TreeNode = 5,
    Proposal = 6,
    OwnUpdate = 7,
    SecretNode = 8,
    Ratchet = 9,
    SkippedKey = 10,
    PastEpoch = 11,
    Resumption = 12,
    Pending = 13,
}

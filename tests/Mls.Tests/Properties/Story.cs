using CsCheck;

namespace Sotto.Mls.Tests.Properties;

/// <summary>What happens in a step; who does it and to whom is drawn from the step's seed.</summary>
internal enum Deed
{
    Say,
    Deliver,
    CatchUp,
    ProposeAdd,
    ProposeUpdate,
    ProposeRemove,
    ProposeSelfRemove,
    ProposePreSharedKey,
    ProposeExtensions,
    AskToBeAdded,
    CommitAtOnce,
    CommitTooLate,
    JoinFromOutside,
    ReplaceEarlierSelf,
    Store,
}

internal sealed record Step(Deed Deed, ulong Seed)
{
    public override string ToString() => $"{Deed} {Seed:x}";
}

/// <summary>A group's life. The same story always runs alike, to the last key.</summary>
internal sealed record Story(ulong Seed, bool EncryptsHandshakes, int Founders, IReadOnlyList<Step> Steps)
{
    private static readonly Gen<Deed> Deeds = Gen.Frequency(
        (8, Gen.Const(Deed.Say)),
        (5, Gen.Const(Deed.Deliver)),
        (6, Gen.Const(Deed.CatchUp)),
        (2, Gen.Const(Deed.ProposeAdd)),
        (3, Gen.Const(Deed.ProposeUpdate)),
        (2, Gen.Const(Deed.ProposeRemove)),
        (2, Gen.Const(Deed.ProposeSelfRemove)),
        (1, Gen.Const(Deed.ProposePreSharedKey)),
        (1, Gen.Const(Deed.ProposeExtensions)),
        (1, Gen.Const(Deed.AskToBeAdded)),
        (9, Gen.Const(Deed.CommitAtOnce)),
        (1, Gen.Const(Deed.CommitTooLate)),
        (1, Gen.Const(Deed.JoinFromOutside)),
        (1, Gen.Const(Deed.ReplaceEarlierSelf)),
        (5, Gen.Const(Deed.Store))
    );

    private static readonly Gen<Step> AnyStep = Gen.Select(Deeds, Gen.ULong, (deed, seed) => new Step(deed, seed));

    private static readonly Gen<int> AnySize = Gen.Frequency(
        (12, Gen.Int[1, 6]),
        (3, Gen.Int[7, 20]),
        (1, Gen.Int[21, 48])
    );

    internal static Gen<Story> Any { get; } =
        Gen.Select(
            Gen.ULong,
            Gen.Bool,
            AnySize,
            AnyStep.Array[4, 60],
            (seed, encrypts, founders, steps) => new Story(seed, encrypts, founders, steps)
        );

    public override string ToString() =>
        $"{(EncryptsHandshakes ? "private" : "public")} handshakes, {Founders} founders, seed {Seed:x}: "
        + string.Join(", ", Steps);
}

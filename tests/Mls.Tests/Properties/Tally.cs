namespace Sotto.Mls.Tests.Properties;

/// <summary>How often what has happened in the stories told, so that a check that nothing reaches is seen.</summary>
internal sealed class Tally
{
    internal int Epochs { get; set; }

    internal int LostRaces { get; set; }

    internal int Joined { get; set; }

    internal int JoinedFromOutside { get; set; }

    internal int Removed { get; set; }

    internal int Proposals { get; set; }

    internal int Opened { get; set; }

    internal int OpenedLate { get; set; }

    internal int Refused { get; set; }

    internal int Restarts { get; set; }

    internal int MostMembers { get; set; }

    public override string ToString() =>
        $"{Epochs} epochs, {LostRaces} commits lost a race, {Joined} joined by Welcome and {JoinedFromOutside} from outside, "
        + $"{Removed} removed, {Proposals} proposals, {Opened} messages opened ({OpenedLate} late), {Refused} refused, "
        + $"{Restarts} restarts, up to {MostMembers} members";

    /// <summary>Everything has happened, so the stories have checked everything.</summary>
    internal bool IsComplete =>
        Epochs > 0
        && LostRaces > 0
        && Joined > 0
        && JoinedFromOutside > 0
        && Removed > 0
        && Proposals > 0
        && OpenedLate > 0
        && Refused > 0
        && Restarts > 0;
}

using Sotto.Mls.Groups;

namespace Sotto.Mls.Tests.Properties;

/// <summary>Tells a story and checks, with every step, what must hold of any group.</summary>
internal sealed partial class World : IDisposable
{
    private const int MostMembers = 50;

    private readonly Story _story;
    private readonly Tally _tally;
    private readonly Chance _library;
    private readonly EpochFacts _facts = new();
    private readonly DeliveryService _service;
    private readonly List<Actor> _actors = [];
    private readonly List<Actor> _candidates = [];
    private readonly List<Ghost> _ghosts = [];
    private readonly List<Letter> _letters = [];
    private int _names;

    private World(Story story, Tally tally)
    {
        _story = story;
        _tally = tally;
        _library = new(story.Seed);
        _service = new(_facts, new(story.Seed + 1));
    }

    private IEnumerable<Actor> Active => _actors.Where(actor => actor.IsActive);

    /// <summary>Throws when something does not hold. Answers the last epoch's authenticator.</summary>
    internal static byte[] Tell(Story story, Tally tally)
    {
        using World world = new(story, tally);
        world.Begin();
        foreach (Step step in story.Steps)
        {
            world.Do(step.Deed, new(step.Seed));
        }

        world.End();
        return world.Active.First().Group.EpochAuthenticator;
    }

    public void Dispose()
    {
        _ghosts.ForEach(ghost => ghost.Dispose());
        _actors.ForEach(actor => actor.Dispose());
        _candidates.ForEach(actor => actor.Dispose());
    }

    private void Begin()
    {
        Actor founder = NewActor();
        _candidates.Remove(founder);
        founder.Party.Create();
        founder.Enter(null, 0);
        _actors.Add(founder);
        _service.Begin(founder, observes: !_story.EncryptsHandshakes);
        _facts.Check(founder.Group);
        if (_story.Founders > 1)
        {
            Chance chance = new(_story.Seed + 2);
            Actor[] others = [.. Enumerable.Range(1, _story.Founders - 1).Select(_ => NewActor())];
            Race([founder], chance, _ => new() { Adds = [.. others.Select(other => other.KeyPackage.KeyPackage)] });
        }
    }

    private void Do(Deed deed, Chance chance)
    {
        Actor actor = chance.Pick([.. Active]);
        switch (deed)
        {
            case Deed.Say:
                Say(actor, chance);
                break;
            case Deed.Deliver:
                Deliver(chance.Pick(_actors), chance, chance.Below(6));
                break;
            case Deed.CatchUp:
                CatchUp(actor, chance, 1 + chance.Below(6));
                break;
            case Deed.CommitAtOnce:
                List<Actor> racing = chance.PickSome(Active, 1 + (chance.Below(3) * chance.Below(2)));
                racing.ForEach(racer => CatchUp(racer, chance));
                Race([.. racing.Where(racer => racer.IsActive)], chance, racer => DrawCommit(racer, chance));
                break;
            case Deed.CommitTooLate:
                CommitTooLate(actor, chance);
                break;
            case Deed.JoinFromOutside:
                JoinFromOutside(actor, chance, replaced: null);
                break;
            case Deed.ReplaceEarlierSelf:
                JoinFromOutside(actor, chance, chance.Pick([.. Active]));
                break;
            case Deed.Store:
                chance.PickSome(_actors, 3).ForEach(stored => stored.MayRestart());
                break;
            default:
                Propose(actor, deed, chance);
                break;
        }
    }

    /// <summary>Everybody reads everything; then all who are left understand each other.</summary>
    private void End()
    {
        Chance chance = new(_story.Seed + 3);
        foreach (Actor actor in _actors.ToArray())
        {
            CatchUp(actor, chance);
            Deliver(actor, chance, int.MaxValue);
        }

        Actor[] left = [.. Active];
        Assert.NotEmpty(left);
        Assert.All(left, actor => Assert.Equal(_service.Head, actor.Group.Epoch));
        // Whatever is pending in the epoch is committed, so that something may be said.
        Race([left[0]], chance, _ => new());
        foreach (Actor actor in _actors.ToArray())
        {
            CatchUp(actor, chance);
        }

        left = [.. Active];
        foreach (Actor actor in chance.PickSome(left, 4))
        {
            Letter letter = Write(actor, chance);
            Assert.All(left.Where(other => other != actor), other => Assert.True(other.MayOpen(letter)));
        }

        foreach (Actor actor in _actors.ToArray())
        {
            Deliver(actor, chance, int.MaxValue);
        }
    }

    private Actor NewActor()
    {
        Actor actor = new($"member {_names++}", _library, _tally, _story.EncryptsHandshakes);
        _candidates.Add(actor);
        return actor;
    }
}

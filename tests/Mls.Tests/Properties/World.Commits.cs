using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Properties;

/// <content>Commits: of members, at once or too late, and of newcomers from outside.</content>
internal sealed partial class World
{
    /// <summary>All of them commit; the first wins and its newcomers join, the others find out.</summary>
    private void Race(IReadOnlyList<Actor> racers, Chance chance, Func<Actor, CommitOptions> draw)
    {
        List<(Actor Actor, PreparedCommit Commit, GroupInfo Info)> prepared = [];
        foreach (Actor racer in racers.Where(racer => racer.Group.PendingCommit is null))
        {
            Assert.Equal(_service.Head, racer.Group.Epoch);
            PreparedCommit commit = racer.Group.Commit(draw(racer));
            prepared.Add((racer, commit, commit.CreateGroupInfo()));
            racer.MayRestart();
        }

        _tally.Epochs += Math.Min(prepared.Count, 1);
        Epoch epoch = _service.Head;
        foreach ((Actor racer, PreparedCommit commit, GroupInfo info) in prepared)
        {
            if (_service.Commit(racer, commit.Message, epoch, info))
            {
                Win(racer, commit, info, chance);
            }
            else
            {
                _tally.LostRaces++;
                MayDrop(racer, chance);
            }
        }
    }

    private void Win(Actor winner, PreparedCommit commit, GroupInfo info, Chance chance)
    {
        if (chance.Happens(50))
        {
            winner.Merge(winner.Group.PendingCommit!);
            winner.Read = _service.Log.Count;
            _facts.Check(winner.Group);
        }
        else
        {
            CatchUp(winner, chance);
        }

        _ghosts.ForEach(ghost => ghost.TryToUnderstand(commit.Message));
        foreach (ReadOnlyMemory<byte> reference in commit.Welcome?.NewMembers ?? [])
        {
            Actor newcomer = _candidates.Single(candidate =>
                candidate.KeyPackage.KeyPackage.ComputeReference().AsSpan().SequenceEqual(reference.Span)
            );
            Welcome welcome = (Welcome)MlsFraming.Parse(commit.Welcome!.Encode());
            newcomer.Party.Join(welcome, newcomer.KeyPackage, new() { Tree = info.RatchetTree });
            Enter(newcomer, null);
            _tally.Joined++;
        }
    }

    private void Enter(Actor newcomer, MlsGroup? group)
    {
        newcomer.Enter(group, _service.Log.Count);
        _facts.Check(newcomer.Group);
        _candidates.Remove(newcomer);
        _actors.Add(newcomer);
        _tally.MostMembers = Math.Max(_tally.MostMembers, Size(newcomer));
    }

    private void CommitTooLate(Actor actor, Chance chance)
    {
        if (actor.Group.Epoch == _service.Head || actor.Group.PendingCommit is not null)
        {
            return;
        }

        PreparedCommit commit = actor.Group.Commit(DrawCommit(actor, chance));
        Assert.False(_service.Commit(actor, commit.Message, actor.Group.Epoch, commit.CreateGroupInfo()));
        actor.MayRestart();
        MayDrop(actor, chance);
    }

    private static void MayDrop(Actor actor, Chance chance)
    {
        if (chance.Happens(50))
        {
            actor.Drop();
        }
    }

    private void JoinFromOutside(Actor helper, Chance chance, Actor? replaced)
    {
        CatchUp(helper, chance);
        if (!helper.IsActive)
        {
            return;
        }

        LeafIndex? leaf = replaced is not null && replaced.IsActive ? FindLeaf(helper, replaced) : null;
        if (leaf is null && Size(helper) >= MostMembers)
        {
            return;
        }

        bool isTreeApart = chance.Happens(30);
        GroupInfo info = helper.Group.CreateGroupInfo(withTree: !isTreeApart, withExternalPub: true);
        Actor newcomer = NewActor();
        using ExternalJoin join = MlsGroup.JoinExternally(
            (GroupInfo)MlsFraming.Parse(info.Encode()),
            newcomer.Party.Identity,
            newcomer.Party.Settings,
            new()
            {
                Replaces = leaf,
                Tree = isTreeApart ? helper.Group.Tree : null,
                PreSharedKeys = chance.Happens(30) ? [chance.Bytes(4)] : [],
                AuthenticatedData = chance.Bytes(chance.Below(10)),
            }
        );
        Assert.True(_service.Commit(newcomer, join.Message, helper.Group.Epoch, join.CreateGroupInfo()));
        Enter(newcomer, join.Enter());
        _tally.JoinedFromOutside++;
        _ghosts.ForEach(ghost => ghost.TryToUnderstand(join.Message));
    }

    private CommitOptions DrawCommit(Actor actor, Chance chance)
    {
        bool adds = chance.Happens(30) && Size(actor) < MostMembers - 3;
        bool resumes = !adds && chance.Happens(15);
        LeafIndex[] others =
        [
            .. actor.Group.Members.Select(member => member.Index).Where(leaf => leaf != actor.Group.Self),
        ];
        return new()
        {
            Adds = adds ? DrawAdds(chance) : [],
            Removes = chance.Happens(20) && others.Length > 1 ? chance.PickSome(others, 1 + chance.Below(2)) : [],
            PreSharedKeys = chance.Happens(15) ? [chance.Bytes(4)] : [],
            Resumptions = resumes ? DrawResumption(actor, chance) : [],
            Extensions = chance.Happens(10) ? DrawExtensions(chance) : null,
            Leaf = chance.Happens(15) ? DrawLeaf(actor, chance) : null,
            OmitPathWhereAllowed = chance.Happens(40),
            // A newcomer does not have a key of the past.
            LeavePendingProposals = resumes || chance.Happens(10),
            TreeInWelcome = chance.Happens(70),
            AuthenticatedData = chance.Bytes(chance.Below(10)),
        };
    }

    private IReadOnlyList<KeyPackage> DrawAdds(Chance chance)
    {
        while (_candidates.Count < 3)
        {
            NewActor();
        }

        return [.. chance.PickSome(_candidates, 1 + chance.Below(3)).Select(actor => actor.KeyPackage.KeyPackage)];
    }

    /// <summary>An epoch that all members were in and have not forgotten.</summary>
    private IReadOnlyList<Epoch> DrawResumption(Actor actor, Chance chance)
    {
        ulong since = Active.Max(member => member.Since.Value);
        ulong last = actor.Group.Epoch.Value;
        ulong first = Math.Max(since, last < 5 ? 0 : last - 5);
        return first > last ? [] : [new(first + (ulong)chance.Below((int)(last - first) + 1))];
    }

    private static IReadOnlyList<Extension> DrawExtensions(Chance chance)
    {
        Extension senders = ExternalSender.ToExtension([new(chance.Bytes(32), new Credential.Basic(chance.Bytes(5)))]);
        Extension demands = new RequiredCapabilities([Extension.LastResort], [Proposal.SelfRemoveType]).ToExtension();
        return chance.PickSome([senders, demands], chance.Below(3));
    }

    private static LeafChange DrawLeaf(Actor actor, Chance chance)
    {
        SignatureKeyPair? key = chance.Happens(50)
            ? SignatureKeyPair.Generate(actor.Party.Suite, actor.Party.Settings.Random)
            : null;
        actor.Party.NextSignatureKey = key;
        return new()
        {
            SignatureKey = key,
            Capabilities = TestPolicy.Everything(actor.Party.Suite).WithGrease(actor.Party.Settings.Random),
            Extensions = chance.Happens(50) ? [new(Extension.ApplicationId, chance.Bytes(6))] : null,
        };
    }

    private static int Size(Actor actor) => actor.Group.Members.Count;

    /// <summary>Where somebody stands, if they are in the helper's epoch.</summary>
    private static LeafIndex? FindLeaf(Actor helper, Actor sought) =>
        helper
            .Group.Members.Where(member =>
                member.Leaf.SignatureKey.Span.SequenceEqual(sought.Party.SignatureKey.PublicKey.Span)
            )
            .Select(member => (LeafIndex?)member.Index)
            .FirstOrDefault();
}

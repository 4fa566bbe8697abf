using Sotto.Mls.Groups;

namespace Sotto.Mls.Tests.Properties;

/// <content>What arrives, in which order, how often.</content>
internal sealed partial class World
{
    private void Say(Actor actor, Chance chance)
    {
        if (actor.Group.MustCommitFirst)
        {
            Assert.Throws<InvalidOperationException>(() => actor.Party.Say("too early"));
            return;
        }

        Write(actor, chance);
    }

    private Letter Write(Actor actor, Chance chance)
    {
        actor.MayRestart();
        Letter letter = new(actor, chance);
        actor.MayRestart();
        _letters.Add(letter);
        _actors.ForEach(other => other.Mail.Add(letter));
        _ghosts.ForEach(ghost => ghost.TryToRead(letter));
        return letter;
    }

    /// <summary>Some of the letters on their way: in any order, late, twice, or lost.</summary>
    private static void Deliver(Actor actor, Chance chance, int most)
    {
        foreach (Letter letter in chance.PickSome(actor.Mail, most))
        {
            // Too early: it stays on its way.
            if (letter.Epoch.Value > actor.Group.Epoch.Value)
            {
                actor.Refuse(letter.Message);
                continue;
            }

            actor.Mail.Remove(letter);
            if (chance.Happens(10) && most < int.MaxValue)
            {
                continue;
            }

            actor.MayRestart();
            actor.Receive(letter);
            actor.MayRestart();
            if (chance.Happens(20))
            {
                actor.Receive(letter);
            }
        }
    }

    private void CatchUp(Actor actor, Chance chance, int most = int.MaxValue)
    {
        for (int count = 0; count < most && actor.Read < _service.Log.Count; count++)
        {
            Post post = _service.Log[actor.Read];
            actor.Read++;
            if (!actor.IsActive)
            {
                actor.Refuse(post.Arrive());
            }
            else if (post.Sender == actor && !post.IsCommit && post.Message is PrivateMessage)
            {
                actor.Refuse(post.Arrive());
            }
            else
            {
                Read(actor, post, chance);
            }
        }
    }

    private void Read(Actor actor, Post post, Chance chance)
    {
        if (chance.Happens(10))
        {
            // What belongs to a later epoch comes too early.
            Post[] later = [.. _service.Log.Skip(actor.Read).Where(next => next.Epoch != actor.Group.Epoch)];
            chance.PickSome(later, 1).ForEach(next => actor.Refuse(next.Arrive()));
        }

        actor.MayRestart();
        if (post.IsCommit)
        {
            Enter(actor, post, chance);
        }
        else
        {
            _tally.Proposals++;
            VerifiedProposal proposal = Assert.IsType<VerifiedProposal>(actor.Party.Receive(post.Arrive()));
            Assert.Contains(
                actor.Group.PendingProposals,
                pending => pending.Reference.Span.SequenceEqual(proposal.Reference.Span)
            );
        }

        actor.MayRestart();
        if (chance.Happens(10))
        {
            ReadAgain(actor, post);
        }
    }

    private void Enter(Actor actor, Post post, Chance chance)
    {
        if (post.Sender != actor && actor.Group.PendingCommit is not null && chance.Happens(50))
        {
            actor.Drop();
            actor.MayRestart();
        }

        VerifiedCommit commit = Assert.IsType<VerifiedCommit>(actor.Group.Verify(post.Arrive()));
        Assert.Equal(post.Sender == actor, commit.IsOwn);
        Ghost? ghost = commit.Removed.Contains(actor.Group.Self) ? new(actor.Party.Copy()) : null;
        if (
            ghost is null
            && commit is { HasPath: true, IsOwn: false }
            && !commit.Effect!.Updated.Contains(actor.Group.Self)
        )
        {
            Assert.Equal(1, Ghost.CountOpenedSecrets(actor.Group, commit));
        }

        actor.Merge(actor.Group.Stage(commit));
        Assert.Empty(actor.Group.PendingProposals);
        if (ghost is null)
        {
            Assert.True(actor.IsActive);
            _facts.Check(actor.Group);
            return;
        }

        Assert.True(actor.IsRemoved);
        _tally.Removed++;
        _ghosts.Add(ghost);
        ghost.TryToFollow(post.Message);
        foreach (Post later in _service.Log.Skip(actor.Read))
        {
            ghost.TryToUnderstand(later.Message);
        }

        _letters.ForEach(ghost.TryToRead);
        Assert.Throws<InvalidOperationException>(() => actor.Party.Say("still here"));
    }

    private static void ReadAgain(Actor actor, Post post)
    {
        if (post.IsCommit || post.Message is PrivateMessage)
        {
            actor.Refuse(post.Arrive());
            return;
        }

        int kept = actor.Group.PendingProposals.Count;
        actor.Party.Receive(post.Arrive());
        Assert.Equal(kept, actor.Group.PendingProposals.Count);
    }
}

using Sotto.Mls;
using Sotto.Mls.Groups;
using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Tests.Harness;

/// <summary>One device's view of a group. It takes for granted that its commits are accepted.</summary>
internal sealed class TestMember(MlsGroup group) : IDisposable
{
    public MlsGroup Group => group;

    public static TestMember Found(
        TestDevice device,
        byte[] groupId,
        byte[] identity,
        TimeProvider time,
        IReadOnlyList<Extension> extensions
    ) =>
        new(
            MlsGroup.Create(
                new NewGroup(groupId, RealMls.Suite) { Extensions = extensions },
                RealMls.Identity(device, identity),
                RealMls.Settings(time)
            )
        );

    /// <summary>Joins by the Welcome that one of the device's key packages is named in.</summary>
    public static TestMember Join(TestDevice device, Bytes welcome, TimeProvider time)
    {
        Welcome parsed = (Welcome)MlsFraming.Parse(welcome.Span);
        OwnKeyPackage package = parsed
            .NewMembers.Select(reference => device.KeyPackages.GetValueOrDefault(new Bytes(reference)))
            .First(found => found is not null)!;
        using StagedJoin join = MlsGroup.Join(parsed, package, device.MlsKey, RealMls.Settings(time));
        return new(join.Enter());
    }

    /// <summary>A commit in this epoch: the current one, or the next when the last commit was accepted.</summary>
    public SubmitCommitRequest Commit(long epoch, CommitOptions? options = null)
    {
        PreparedCommit commit = Prepare(epoch, options);
        return new SubmitCommitRequest(
            epoch,
            new Bytes(commit.Message.Encode()),
            new Bytes(commit.CreateGroupInfo().Encode()),
            commit.Welcome is { } welcome ? new Bytes(welcome.Encode()) : null
        );
    }

    /// <inheritdoc cref="Commit" />
    public PreparedCommit Prepare(long epoch, CommitOptions? options = null)
    {
        if (group.PendingCommit is { } pending)
        {
            if ((long)group.Epoch.Value < epoch)
            {
                group.Merge(pending);
            }
            else
            {
                group.DropPendingCommit();
            }
        }

        Assert.Equal(epoch, (long)group.Epoch.Value);
        return group.Commit(options);
    }

    public void Dispose() => group.Dispose();
}

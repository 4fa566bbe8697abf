using BenchmarkDotNet.Attributes;
using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// What following a group costs a delivery service: reading its state back, and verifying the next commit and computing
/// the epoch that it leads to. Neither changes the group.
/// </summary>
public class ObserverBenchmarks
{
    private byte[] _saved = [];
    private byte[] _commit = [];
    private PublicGroup _group = null!;

    [ParamsSource(nameof(Groups))]
    public GroupShape Group { get; set; } = null!;

    public static IEnumerable<GroupShape> Groups => GroupShape.FullTrees.Where(shape => shape.Members <= 100);

    [GlobalSetup]
    public void Prepare()
    {
        using MlsGroup committer = BuiltGroup.Of(Group).LoadFirst();
        GroupInfo info = (GroupInfo)MlsFraming.Parse(committer.CreateGroupInfo().Encode());
        _saved = PublicGroup.Follow(info, Client.Settings.Policy, Client.Settings.Time).Save();
        _group = Load();
        _commit = committer.Commit().Message.Encode();
    }

    [Benchmark]
    public PublicGroup Load() => PublicGroup.Load(_saved, Client.Settings.Policy, Client.Settings.Time);

    [Benchmark]
    public PublicEpoch Verify() =>
        _group.Stage((VerifiedCommit)_group.Verify((PublicMessage)MlsFraming.Parse(_commit)));
}

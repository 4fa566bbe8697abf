using BenchmarkDotNet.Attributes;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// Adding one member with a path and a Welcome that holds the tree, and dropping the commit again; and joining by the
/// Welcome of a commit that replaced a member, so that the group joined has the size and the full tree it is listed under.
/// </summary>
public class NewcomerBenchmarks
{
    private Client _newcomer = null!;
    private OwnKeyPackage _keyPackage = null!;
    private MlsGroup _committer = null!;
    private byte[] _welcome = [];

    [ParamsSource(nameof(Groups))]
    public GroupShape Group { get; set; } = null!;

    public static IEnumerable<GroupShape> Groups => GroupShape.FullTrees;

    [GlobalSetup]
    public void Prepare()
    {
        (_committer, MlsGroup other) = BuiltGroup.Of(Group).LoadWarm();
        other.Dispose();
        _newcomer = new(Group.Suite, "newcomer");
        _keyPackage = _newcomer.NewKeyPackage();
        _welcome = Commit(new() { Adds = [_keyPackage.KeyPackage], Removes = [new(1)] });
    }

    [Benchmark]
    public byte[] Add() => Commit(new() { Adds = [_keyPackage.KeyPackage] });

    [Benchmark]
    public int Join()
    {
        Welcome welcome = (Welcome)MlsFraming.Parse(_welcome);
        using StagedJoin join = MlsGroup.Join(welcome, _keyPackage, _newcomer.SignatureKey, Client.Settings);
        using MlsGroup group = join.Enter();
        return (int)group.Self.Value;
    }

    private byte[] Commit(CommitOptions options)
    {
        PreparedCommit commit = _committer.Commit(options);
        _ = commit.Message.Encode();
        byte[] welcome = commit.Welcome!.Encode();
        _committer.DropPendingCommit();
        return welcome;
    }
}

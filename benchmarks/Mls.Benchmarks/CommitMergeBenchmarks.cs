using BenchmarkDotNet.Attributes;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// Commits with a path, one after the other, merged each: what following a group costs. The receiver begins each
/// repetition from a stored state and the first commit is not measured, because it pays for hashes that were not stored.
/// </summary>
public class CommitMergeBenchmarks
{
    private const int Batch = 8;

    private readonly byte[][] _commits = new byte[Batch + 1][];
    private BuiltGroup _built = null!;
    private MlsGroup? _receiver;

    [ParamsSource(nameof(Groups))]
    public GroupShape Group { get; set; } = null!;

    public static IEnumerable<GroupShape> Groups => GroupShape.FullTrees;

    [GlobalSetup]
    public void Prepare()
    {
        _built = BuiltGroup.Of(Group);
        using MlsGroup committer = _built.LoadFirst();
        for (int i = 0; i < _commits.Length; i++)
        {
            PreparedCommit commit = committer.Commit();
            _commits[i] = commit.Message.Encode();
            committer.Merge(commit.Pending);
        }
    }

    [IterationSetup]
    public void BeginReceiving()
    {
        _receiver?.Dispose();
        _receiver = _built.LoadLast();
        Receive(_commits[0]);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void ProcessAndMerge()
    {
        for (int i = 1; i < _commits.Length; i++)
        {
            Receive(_commits[i]);
        }
    }

    private void Receive(byte[] commit) =>
        _receiver!.Merge(_receiver.Stage((VerifiedCommit)_receiver.Verify(MlsFraming.Parse(commit))));
}

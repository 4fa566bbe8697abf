using BenchmarkDotNet.Attributes;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// Commits with a path. Creating ends with the bytes to be sent and includes dropping the commit again, so that it can be
/// repeated; that wipes some secrets. Processing begins with the bytes and ends before the merge, which changes nothing.
/// </summary>
public class CommitBenchmarks
{
    private byte[] _commit = [];
    private MlsGroup _committer = null!;
    private MlsGroup _receiver = null!;

    [ParamsSource(nameof(Groups))]
    public GroupShape Group { get; set; } = null!;

    public static IEnumerable<GroupShape> Groups => GroupShape.Trees;

    [GlobalSetup]
    public void Prepare()
    {
        (_committer, _receiver) = BuiltGroup.Of(Group).LoadWarm();
        _commit = Create();
    }

    [Benchmark]
    public byte[] Create()
    {
        byte[] message = _committer.Commit().Message.Encode();
        _committer.DropPendingCommit();
        return message;
    }

    [Benchmark]
    public PendingEpoch Process() => _receiver.Stage((VerifiedCommit)_receiver.Verify(MlsFraming.Parse(_commit)));
}

using BenchmarkDotNet.Attributes;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// Application data in the steady state: the same sender, in order, nothing lost. Encrypting ends with the bytes to be
/// sent and decrypting begins with them. A message opens once, so the receiver begins each repetition from a stored state.
/// </summary>
public class MessageBenchmarks
{
    private const int Batch = 256;

    private readonly byte[][] _messages = new byte[Batch][];
    private byte[] _content = [];
    private byte[] _receiverState = [];
    private BuiltGroup _built = null!;
    private MlsGroup _sender = null!;
    private MlsGroup? _receiver;

    [ParamsSource(nameof(Suites))]
    public int Suite { get; set; }

    [ParamsSource(nameof(Sizes))]
    public int Bytes { get; set; }

    public static IEnumerable<int> Sizes => [100, 1_000];

    public static IEnumerable<int> Suites => GroupShape.Suites;

    [GlobalSetup]
    public void Prepare()
    {
        _built = BuiltGroup.Of(new(Suite, 10, IsFull: true));
        _content = new byte[Bytes];
        _sender = _built.LoadFirst();
        using MlsGroup receiver = _built.LoadLast();
        receiver.Verify(MlsFraming.Parse(Encrypt().Span));
        _receiverState = BuiltGroup.Stored(receiver);
        for (int i = 0; i < Batch; i++)
        {
            _messages[i] = Encrypt().ToArray();
        }
    }

    [IterationSetup(Target = nameof(Decrypt))]
    public void BeginReceiving()
    {
        _receiver?.Dispose();
        _receiver = _built.LoadLast(_receiverState);
    }

    [Benchmark]
    public ReadOnlyMemory<byte> Encrypt() => _sender.Encrypt(_content).Encoding;

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Decrypt()
    {
        foreach (byte[] message in _messages)
        {
            _receiver!.Verify(MlsFraming.Parse(message));
        }
    }
}

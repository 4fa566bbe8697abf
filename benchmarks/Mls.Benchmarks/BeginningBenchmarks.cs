using BenchmarkDotNet.Attributes;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Benchmarks;

/// <summary>What happens before anybody else is there.</summary>
public class BeginningBenchmarks
{
    private Client _client = null!;

    [ParamsSource(nameof(Suites))]
    public int Suite { get; set; }

    public static IEnumerable<int> Suites => GroupShape.Suites;

    [GlobalSetup]
    public void Prepare() => _client = new(Suite, "somebody");

    [Benchmark]
    public void GenerateKeyPackage() => _client.NewKeyPackage().Dispose();

    [Benchmark]
    public void CreateGroup()
    {
        using MlsGroup group = _client.Create(Client.Settings);
    }
}

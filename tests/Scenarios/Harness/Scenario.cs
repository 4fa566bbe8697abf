namespace Sotto.Scenarios.Harness;

/// <summary>A class of scenarios on one company of the ordinary kind.</summary>
public abstract class Scenario(Company company) : Scenario<Company>(company);

/// <summary>A class of scenarios on one company. After each, no page may have reported a fault.</summary>
public abstract class Scenario<TCompany>(TCompany company) : IClassFixture<TCompany>, IAsyncDisposable
    where TCompany : Company
{
    protected TCompany Company => company;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(await Evidence.CollectAsync(company));
        }

        company.Faults.AssertNone();
    }
}

namespace Sotto.Scenarios.Harness;

/// <summary>A class of scenarios on a company of its own, for what changes the company or counts all it has.</summary>
public abstract class Scenario(Company company) : Scenario<Company>(company);

/// <summary>A class of scenarios on a company of its own, of a special kind.</summary>
public abstract class Scenario<TCompany>(TCompany company) : Watched(company), IClassFixture<TCompany>
    where TCompany : Company
{
    protected new TCompany Company => company;
}

/// <summary>A class of scenarios that leaves the company as it was but for some more conversations.</summary>
[Collection(SharedCompany.Collection)]
public abstract class VisitingScenario(SharedCompany company) : Watched(company);

/// <summary>After each scenario its visitors' browsers are closed, and no page may have reported a fault.</summary>
public abstract class Watched(Company company) : IAsyncDisposable
{
    protected Company Company => company;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(await Evidence.CollectAsync(company));
        }

        IReadOnlyList<string> faults = company.Faults.Take();
        await company.CloseVisitsAsync();
        company.Faults.Take(); // a page that is closed in the middle of its work complains
        Assert.Empty(faults);
    }
}

/// <summary>One company for all classes that do no more than visit it: setting one up takes ten seconds.</summary>
[CollectionDefinition(Collection)]
public sealed class SharedCompany(Chromium chromium) : Company(chromium), ICollectionFixture<SharedCompany>
{
    public const string Collection = "shared company";
}

/// <summary>
/// For scenarios that press one button to and fro: beside another scenario, one press sometimes acted twice. Why is not
/// known; alone it has not been seen.
/// </summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class QuietMachine
{
    public const string Collection = "quiet machine";
}

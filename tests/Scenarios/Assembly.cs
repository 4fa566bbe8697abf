using Xunit.Sdk;
using Xunit.v3;

// One browser for all. A scenario leaves almost half of two cores idle, waiting for a page.
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]

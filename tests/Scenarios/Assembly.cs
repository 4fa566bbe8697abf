using Xunit.Sdk;
using Xunit.v3;

// One browser for all; two cores do not gain from two scenarios at a time, and single ones stay easy to follow.
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: Parallelization(Mode = ParallelMode.None)]

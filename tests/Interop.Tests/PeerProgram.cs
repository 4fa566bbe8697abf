using System.Diagnostics;

namespace Sotto.Interop.Tests;

/// <summary>The program in <c>web/mls/interop</c>, bundled into one file when the first test asks for it.</summary>
internal static class PeerProgram
{
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>The bundle's path. Skips the test where the npm packages are not installed; in CI that is a failure.</summary>
    public static Task<string> PathAsync()
    {
        // The file says more than the folder does: that the library in it is the patched one.
        if (!File.Exists(InWeb("node_modules", ".sotto-installed")))
        {
            const string absent =
                "web/node_modules is absent or incomplete. Install it: "
                + "dotnet msbuild src/Server/Server.csproj -t:InstallWeb";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", absent);
            Assert.Fail(absent);
        }

        return Built.Value;
    }

    private static async Task<string> BuildAsync()
    {
        string[] arguments = [InWeb("node_modules", "vite", "bin", "vite.js"), "build", InWeb("mls", "interop")];
        using Process build = Process.Start(
            new ProcessStartInfo("node", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        string[] output = await Task.WhenAll(
            build.StandardOutput.ReadToEndAsync(),
            build.StandardError.ReadToEndAsync()
        );
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, $"The peer could not be built.\n{string.Concat(output)}");
        return Path.Combine(RepositoryFiles.Root, "artifacts", "interop", "peer.mjs");
    }

    private static string InWeb(params string[] names) => Path.Combine([RepositoryFiles.Root, "web", .. names]);
}

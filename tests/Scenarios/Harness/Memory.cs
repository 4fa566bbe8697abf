using System.Text;
using System.Text.Json;

namespace Sotto.Scenarios.Harness;

/// <summary>What a page still holds, shown or not. Asking a page for a text puts it there: this comes before any such question.</summary>
public static class Memory
{
    public static async Task<bool> HoldsAsync(IPage page, string text)
    {
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        StringBuilder snapshot = new();
        session.Event("HeapProfiler.addHeapSnapshotChunk").OnEvent += (_, chunk) =>
            snapshot.Append(chunk!.Value.GetProperty("chunk").GetString());
        await session.SendAsync("HeapProfiler.collectGarbage");
        await session.SendAsync("HeapProfiler.takeHeapSnapshot");
        // Left attached: a session that ends takes the page's virtual authenticator with it.
        Assert.True(snapshot.Length > 100_000, "no snapshot was taken");
        return snapshot.ToString().Contains(text, StringComparison.Ordinal);
    }
}

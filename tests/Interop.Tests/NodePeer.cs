using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sotto.Interop.Tests;

/// <summary>
/// A node process that plays members of groups by <c>ts-mls</c> as the browser uses it. A member is a name; see
/// <see cref="Member"/>. Requests are answered in the order in which they were made.
/// </summary>
public sealed class NodePeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private int _lastId;

    private NodePeer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Starts the peer, which is built first where no test has done so. Skips the test without npm packages.</summary>
    public static async Task<NodePeer> StartAsync() => Start(await PeerProgram.PathAsync());

    /// <summary>A member whose name nobody else of this process bears.</summary>
    /// <param name="library">
    /// The bare library instead of <c>web/mls</c>: for PrivateMessage handshakes, proposals by reference, a tree apart
    /// from the Welcome, and authenticated data in handshakes. The product's rules do not hold there.
    /// </param>
    public NodeMember Member(string name, bool library = false) => new(this, name, library);

    /// <summary>From now on the peer judges lifetimes by this time, or by the machine's clock when it is null.</summary>
    public async Task SetClockAsync(DateTimeOffset? now) =>
        await AskAsync("clock", new JsonObject { ["now"] = now?.ToUnixTimeMilliseconds() });

    /// <summary>The plain protocol, for what has no method. Throws <see cref="PeerRefusalException"/>.</summary>
    public async Task<JsonElement> AskAsync(string command, JsonObject fields)
    {
        int id = Interlocked.Increment(ref _lastId);
        TaskCompletionSource<JsonElement> waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = waiting;
        fields["id"] = id;
        fields["command"] = command;
        await WriteAsync(fields.ToJsonString());
        if (await Task.WhenAny(waiting.Task, _reading).WaitAsync(Patience) == _reading)
        {
            await FailWaitingAsync();
        }

        JsonElement answer = await waiting.Task;
        return answer.GetProperty("ok").GetBoolean()
            ? answer
            : throw new PeerRefusalException(
                command,
                answer.GetProperty("rule").GetString()!,
                answer.GetProperty("message").GetString()!
            );
    }

    public async ValueTask DisposeAsync()
    {
        // The end of its input ends the process; nothing of it is worth waiting for.
        _process.StandardInput.Close();
        if (!await EndsWithinAsync(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    internal static NodePeer Start(string program)
    {
        ProcessStartInfo start = new("node", [program])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return new NodePeer(Process.Start(start)!);
    }

    private async Task WriteAsync(string line)
    {
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // The process is gone: the end of its output says so, with its reason, to everyone who waits.
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            JsonElement answer = JsonElement.Parse(line);
            if (_waiting.TryRemove(answer.GetProperty("id").GetInt32(), out TaskCompletionSource<JsonElement>? waiting))
            {
                waiting.SetResult(answer);
            }
        }

        await FailWaitingAsync();
    }

    private async Task FailWaitingAsync()
    {
        InvalidOperationException ended = new($"The node peer has ended. It said: {await _errors}");
        foreach (int id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out TaskCompletionSource<JsonElement>? waiting))
            {
                waiting.SetException(ended);
            }
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        using CancellationTokenSource patience = new(time);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

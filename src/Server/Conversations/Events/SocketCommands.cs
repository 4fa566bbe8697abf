using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Events;

/// <summary>The hot path over a socket: message, acknowledgement, typing. It calls what HTTP calls.</summary>
internal sealed class SocketCommands(
    MessageSender sender,
    Acknowledgements acknowledgements,
    TypingSignals typing,
    KeyStore keys,
    TimeProvider time
)
{
    private const int MostInFlight = 64;

    public async Task RunAsync(FrameSocket frames, Connection connection, CancellationToken stop)
    {
        using SemaphoreSlim inFlight = new(MostInFlight, MostInFlight);
        Pace pace = new(time);
        while (await frames.ReceiveAsync(stop).ConfigureAwait(false) is { } frame)
        {
            await pace.WaitAsync(stop).ConfigureAwait(false);
            await inFlight.WaitAsync(stop).ConfigureAwait(false);
            Task answer = await BeginAsync(frames, connection, frame, stop).ConfigureAwait(false);
            // Answers may come out of order of arrival; the sequence inside them tells the order that counts.
            _ = FinishAsync(answer, inFlight, connection);
        }

        // every command in flight answers before the semaphore goes
        for (int i = 0; i < MostInFlight; i++)
        {
            await inFlight.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Hands the command to the writer and returns without waiting for the disk, so that one device's burst shares
    /// commits. Commands reach the writer in the order in which they arrived.
    /// </summary>
    private async Task<Task> BeginAsync(
        FrameSocket frames,
        Connection connection,
        ClientFrame frame,
        CancellationToken stop
    )
    {
        if (ScopeOf(frame) is { } scope && !connection.Reaches(scope))
        {
            return RefuseAsync(frames, frame, ProblemCodes.Forbidden);
        }

        if (frame is ClientFrame.Send send)
        {
            // Fetched before, so that SendAsync finds it in memory and keeps the order.
            await keys.FindAsync(connection.Caller.Organisation.ToString(), send.Conversation.ToString(), stop)
                .ConfigureAwait(false);
        }

        return frame switch
        {
            ClientFrame.Send message => SendAsync(frames, connection, message),
            ClientFrame.Acknowledge acknowledge => AcknowledgeAsync(frames, connection, acknowledge),
            ClientFrame.Typing signal => typing.PassOnAsync(
                connection.Caller,
                signal.Conversation,
                signal.Signal,
                CancellationToken.None
            ),
            _ => Task.FromException(new InvalidOperationException("A proof is the first frame and comes once.")),
        };
    }

    /// <summary>What HTTP demands of an API token for the same, so that a rule cannot hold there and be forgotten here.</summary>
    private static ApiScope? ScopeOf(ClientFrame frame) =>
        frame switch
        {
            ClientFrame.Send => SendMessage.Scope,
            ClientFrame.Acknowledge => Acknowledge.Scope,
            ClientFrame.Typing => SendTyping.Scope,
            _ => null,
        };

    /// <summary>A typing signal has no answer, so nobody is told that it was not passed on.</summary>
    private static Task RefuseAsync(FrameSocket frames, ClientFrame frame, string code) =>
        frame switch
        {
            ClientFrame.Send send => frames.SendAsync(new ServerFrame.Refused(send.Conversation, send.RequestId, code)),
            ClientFrame.Acknowledge acknowledge => frames.SendAsync(
                new ServerFrame.Refused(acknowledge.Conversation, acknowledge.RequestId, code)
            ),
            _ => Task.CompletedTask,
        };

    private async Task SendAsync(FrameSocket frames, Connection connection, ClientFrame.Send send)
    {
        SendMessageRequest request = new(send.Id, send.Epoch, send.PrivateMessage, send.Commitment);
        MessageSender.Outcome outcome = await sender
            .SendAsync(connection.Caller, send.Conversation, request, CancellationToken.None)
            .ConfigureAwait(false);
        ServerFrame answer = outcome.Accepted is { } accepted
            ? new ServerFrame.Accepted(send.Conversation, accepted.Sequence, accepted.At, send.RequestId)
            : new ServerFrame.Refused(send.Conversation, send.RequestId, outcome.Refusal!);
        await frames.SendAsync(answer).ConfigureAwait(false);
    }

    private async Task AcknowledgeAsync(FrameSocket frames, Connection connection, ClientFrame.Acknowledge acknowledge)
    {
        (string? refusal, DateTimeOffset at) = await acknowledgements
            .AcknowledgeAsync(connection.Caller, acknowledge.Conversation, acknowledge.Sequence, CancellationToken.None)
            .ConfigureAwait(false);
        ServerFrame answer = refusal is null
            ? new ServerFrame.Accepted(acknowledge.Conversation, acknowledge.Sequence, at, acknowledge.RequestId)
            : new ServerFrame.Refused(acknowledge.Conversation, acknowledge.RequestId, refusal);
        await frames.SendAsync(answer).ConfigureAwait(false);
    }

    private static async Task FinishAsync(Task answer, SemaphoreSlim inFlight, Connection connection)
    {
        await answer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (answer.IsFaulted)
        {
            // The answer is unknown to the other side, so it must not believe the connection still works.
            connection.End(ProblemCodes.Conflict);
        }

        inFlight.Release();
    }
}

namespace Sotto.Server.Conversations.Events;

/// <summary>
/// Lets a burst of frames through and then so many a second. Nothing is refused: the server reads more slowly, and the
/// sender's own network holds it back.
/// </summary>
internal sealed class Pace(TimeProvider time)
{
    public const int Burst = 500;
    public const int PerSecond = 100;

    private double _left = Burst;
    private long _since = time.GetTimestamp();

    public async ValueTask WaitAsync(CancellationToken stop)
    {
        long now = time.GetTimestamp();
        _left = Math.Min(Burst, _left + (time.GetElapsedTime(_since, now).TotalSeconds * PerSecond)) - 1;
        _since = now;
        if (_left < 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(-_left / PerSecond), time, stop).ConfigureAwait(false);
        }
    }
}

namespace Sotto.Mls;

/// <summary>
/// How long a private message's content is made before it is encrypted (RFC 9420 section 15.1), so that its length says
/// less. Counted is the whole content: what is said, its signature and their lengths.
/// </summary>
public sealed class Padding
{
    private readonly int[] _sizes;

    private Padding(params int[] sizes) => _sizes = sizes;

    /// <summary>None: the ciphertext tells the exact length.</summary>
    public static Padding None { get; } = new();

    /// <summary>To the next of these sizes in bytes, ascending and positive, and beyond the last to its multiples.</summary>
    /// <exception cref="ArgumentException">A size is not positive, or not larger than the one before.</exception>
    public static Padding To(params ReadOnlySpan<int> sizes)
    {
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] <= (i == 0 ? 0 : sizes[i - 1]))
            {
                throw new ArgumentException("Sizes are positive and ascend.", nameof(sizes));
            }
        }

        return new(sizes.ToArray());
    }

    internal int LengthFor(int length)
    {
        foreach (int size in _sizes)
        {
            if (length <= size)
            {
                return size;
            }
        }

        return _sizes is [.., int last] ? checked((length + last - 1) / last * last) : length;
    }
}

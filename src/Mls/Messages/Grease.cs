namespace Sotto.Mls;

/// <summary>Reserved numbers that mean nothing and must be tolerated (RFC 9420 section 13.5): 0x0A0A, 0x1A1A, ... 0xEAEA.</summary>
internal static class Grease
{
    private const int Values = 15;

    internal static ushort Draw(FillRandom random)
    {
        Span<byte> drawn = stackalloc byte[1];
        random(drawn);
        return (ushort)(0x0A0A + (0x1010 * (drawn[0] % Values)));
    }
}

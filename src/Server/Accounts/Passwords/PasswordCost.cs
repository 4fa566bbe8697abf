namespace Sotto.Server.Accounts.Passwords;

/// <summary>What one Argon2id hash costs (RFC 9106). No setting reaches it: an operator cannot make passwords cheaper to guess.</summary>
/// <param name="Memory">In KiB.</param>
/// <param name="Passes">Over that memory.</param>
internal sealed record PasswordCost(int Memory, int Passes)
{
    /// <summary>64 MiB and three passes.</summary>
    public static PasswordCost Full { get; } = new(64 * 1024, 3);
}

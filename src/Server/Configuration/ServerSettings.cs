using Sotto.Server.Accounts.Passwords;

namespace Sotto.Server.Configuration;

/// <summary>Everything an operator can set. Read once at the start; a setting that is unknown or contradictory stops it.</summary>
internal sealed record ServerSettings
{
    /// <summary>The data folder: databases and <c>sotto.json</c>.</summary>
    public required string Data { get; init; }

    /// <summary>Where people's browsers reach the server: scheme, host and port, no path.</summary>
    public required string PublicOrigin { get; init; }

    /// <summary>Origins of pinned chat pages that may connect, beside <see cref="PublicOrigin"/>.</summary>
    public required IReadOnlyList<string> ChatOrigins { get; init; }

    /// <summary>The main database: <c>Data Source=…</c> or <c>Host=…</c>.</summary>
    public required string Database { get; init; }

    /// <summary>The key store, a database apart from the main one.</summary>
    public required string Keys { get; init; }

    /// <summary>Addresses to listen on; loopback unless told otherwise.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>Reverse proxies whose forwarded headers are believed; from anybody else they are ignored.</summary>
    public required IReadOnlyList<string> KnownProxies { get; init; }

    /// <summary>Another way to reach the company, shown where the chat cannot work.</summary>
    public required string Contact { get; init; }

    /// <summary>How many days an undelivered ciphertext is kept.</summary>
    public required int KeptDays { get; init; }

    /// <summary>Where the demo company site listens, or null for none.</summary>
    public required string? DemoUrl { get; init; }

    public required QuotaSettings Quotas { get; init; }

    public required SessionSettings Sessions { get; init; }

    /// <summary>Not a setting: tests that hash hundreds of passwords ask for less.</summary>
    public PasswordCost PasswordCost { get; init; } = PasswordCost.Full;

    /// <summary>The company's OpenID Connect provider, or null for none.</summary>
    public OpenIdSettings? OpenId { get; init; }
}

/// <summary>How long staff stay signed in; an operator can shorten this and not lengthen it (NIST SP 800-63B-4).</summary>
internal sealed record SessionSettings
{
    /// <summary>AAL2: an hour without activity, a day whatever happens.</summary>
    public static SessionSettings Aal2 { get; } =
        new() { Idle = TimeSpan.FromHours(1), Absolute = TimeSpan.FromHours(24) };

    /// <summary>AAL3: a quarter of an hour without activity, twelve hours whatever happens.</summary>
    public static SessionSettings Aal3 { get; } =
        new() { Idle = TimeSpan.FromMinutes(15), Absolute = TimeSpan.FromHours(12) };

    /// <summary>A session ends when its holder has done nothing for this long.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>A session ends this long after it began.</summary>
    public required TimeSpan Absolute { get; init; }
}

/// <summary>Allowances that stop one caller from using up what everybody needs.</summary>
internal sealed record QuotaSettings
{
    /// <summary>Requests of one address in a minute.</summary>
    public required int RequestsPerMinute { get; init; }

    /// <summary>New conversations from one address in an hour.</summary>
    public required int ConversationsPerAddress { get; init; }

    /// <summary>New conversations in one inbox in an hour.</summary>
    public required int ConversationsPerInbox { get; init; }

    /// <summary>Key packages one address may take in an hour.</summary>
    public required int KeyPackagesPerAddress { get; init; }

    /// <summary>Key packages one inbox gives out in an hour.</summary>
    public required int KeyPackagesPerInbox { get; init; }

    /// <summary>Bytes of messages and commits one device may store in an hour.</summary>
    public required int MessageBytesPerDevice { get; init; }
}

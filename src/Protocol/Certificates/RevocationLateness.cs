namespace Sotto.Protocol;

/// <summary>By how much an issuer owes a revocation list.</summary>
public enum RevocationLateness
{
    /// <summary>It owes none.</summary>
    Fresh,

    /// <summary>To be warned about.</summary>
    Late,

    /// <summary>Nobody may be added on this issuer's word. Never having seen a list is the latest of all.</summary>
    TooLate,
}

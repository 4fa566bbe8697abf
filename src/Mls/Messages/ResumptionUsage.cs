namespace Sotto.Mls;

/// <summary>What a resumption key is used for (RFC 9420 section 8.4).</summary>
public enum ResumptionUsage
{
    /// <summary>By the application, inside a group.</summary>
    Application = 1,

    /// <summary>To continue a group with other parameters (section 11.2).</summary>
    ReInit = 2,

    /// <summary>To form a subgroup (section 11.3).</summary>
    Branch = 3,
}

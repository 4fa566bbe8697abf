using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>What the holder of an agent certificate may do in conversations.</summary>
[JsonConverter(typeof(WireNameJsonConverter<CertificateRole>))]
public enum CertificateRole
{
    /// <summary>Answers.</summary>
    Agent,

    /// <summary>Oversees and answers.</summary>
    Supervisor,

    /// <summary>A program, always visible as one.</summary>
    Bot,
}

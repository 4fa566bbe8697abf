namespace Sotto.Server.Configuration;

/// <summary>A setting is unknown, missing or contradicts another; the message is the one line an operator reads.</summary>
internal sealed class SettingsException(string message) : Exception(message);

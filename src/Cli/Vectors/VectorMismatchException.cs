namespace Sotto.Cli.Vectors;

/// <summary>A result is not the published one. The message names what differs.</summary>
internal sealed class VectorMismatchException(string message) : Exception(message);

namespace Sotto.Cli.Vectors;

/// <summary>A computed value is not the published one; the message says which.</summary>
internal sealed class VectorMismatchException(string what) : Exception($"{what} differs");

namespace Sotto.Storage;

/// <summary>The store cannot be opened or used as it is; the message is meant for the operator and holds no content.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message) { }

    public StorageException(string message, Exception inner)
        : base(message, inner) { }

    public StorageException() { }
}

namespace Sotto.Server.Conversations;

/// <summary>
/// Where a wrapped value belongs. The name is authenticated with the value, so that swapping two rows in the database
/// is noticed when they are read.
/// </summary>
internal static class Places
{
    public static string Message(string conversation, string message) => $"{conversation}/message/{message}";

    public static string Commit(string conversation) => $"{conversation}/commit";

    public static string Welcome(string conversation) => $"{conversation}/welcome";

    public static string VaultPart(string conversation, string user, int part) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{conversation}/vault/{user}/{part}");

    public static string Group(string conversation) => $"{conversation}/group";
}

using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sotto.Tests;

namespace Sotto.Mls.Fuzz;

/// <summary>Well-formed input to begin with: a few of the published vectors, and crafted messages.</summary>
internal static class Seeds
{
    // More would only be variations of the same shapes, and each costs the fuzzer time to learn.
    private const int Vectors = 10;
    private const string File = "messages.json.gz";

    private static readonly byte[] Key = new byte[32];
    private static readonly byte[] Group = Encoding.ASCII.GetBytes("cnv_aaaaaaaaaaaaaaaaaaaaaaaaaa/0");

    internal static bool HaveVectors => RepositoryFiles.FindVector(Path.Combine("mls", File)) is not null;

    internal static IEnumerable<byte[]> Messages() =>
        Published(
                "mls_welcome",
                "mls_group_info",
                "mls_key_package",
                "public_message_application",
                "public_message_proposal",
                "public_message_commit",
                "private_message"
            )
            .Concat(Crafted());

    internal static IEnumerable<byte[]> Trees() =>
        Published("ratchet_tree").Append(TreeOf(CraftedMls.GroupInfo(Group, 1, [new(Key, Group), new(Key, Group)])));

    /// <summary>The named fields of the first vectors, or none when the vectors are absent.</summary>
    internal static IEnumerable<byte[]> Published(params string[] properties)
    {
        if (RepositoryFiles.FindVector(Path.Combine("mls", File)) is not { } path)
        {
            return [];
        }

        using FileStream file = System.IO.File.OpenRead(path);
        using GZipStream json = new(file, CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.EnumerateArray()
                .Take(Vectors)
                .SelectMany(vector => properties.Select(name => vector.GetProperty(name).GetString()!))
                .Select(Convert.FromHexString),
        ];
    }

    private static byte[][] Crafted()
    {
        DateTimeOffset from = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        byte[] keyPackage = CraftedMls.KeyPackage(Key, Group, from, from.AddDays(1), lastResort: true);
        return
        [
            keyPackage,
            CraftedMls.Commit(Group, 1, [keyPackage], [1], references: [Key]),
            CraftedMls.ExternalCommit(Group, 1),
            CraftedMls.RemoveProposal(Group, 1, 1),
            CraftedMls.PublicApplication(Group, 1, Key),
            CraftedMls.PrivateMessage(Group, 1),
            CraftedMls.Welcome(CraftedMls.ReferenceOf(keyPackage), Key),
            CraftedMls.GroupInfo(Group, 1, [new(Key, Group), new(Key, Group)], externalPub: true),
        ];
    }

    private static byte[] TreeOf(byte[] groupInfo) =>
        ((GroupInfo)MlsFraming.Parse(groupInfo))
            .Extensions.Single(extension => extension.Type == Extension.RatchetTree)
            .Data.ToArray();
}

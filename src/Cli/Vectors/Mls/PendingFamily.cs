using System.Text.Json;

namespace Sotto.Cli.Vectors;

/// <summary>MLS vectors that are known by their fields and not replayed yet: each file is a failure, so that none is forgotten.</summary>
internal sealed class PendingFamily(string name, params string[] fields) : VectorFamily
{
    internal static IReadOnlyList<VectorFamily> All { get; } =
    [
        new PendingFamily("deserialization", "vlbytes_header"),
        new PendingFamily("tree-math", "n_leaves", "n_nodes"),
        new PendingFamily("secret-tree", "sender_data", "encryption_secret"),
        new PendingFamily("message-protection", "proposal_priv", "application_priv"),
        new PendingFamily("key-schedule", "initial_init_secret"),
        new PendingFamily("psk_secret", "psks", "psk_secret"),
        new PendingFamily("transcript-hashes", "interim_transcript_hash_before"),
        new PendingFamily("welcome", "init_priv", "signer_pub"),
        new PendingFamily("tree-operations", "tree_before", "proposal_sender"),
        new PendingFamily("tree-validation", "resolutions", "tree_hashes"),
        new PendingFamily("treekem", "leaves_private", "update_paths"),
        new PendingFamily("messages", "mls_welcome", "ratchet_tree"),
        new PendingFamily("passive-client", "initial_epoch_authenticator"),
    ];

    internal override string Name => name;

    internal override bool Recognises(string fileName, JsonElement root) => IsArrayOf(root, fields);

    internal override IEnumerable<VectorResult> Run(JsonElement root) =>
        [new VectorResult.Failed("the file", "this family is not replayed yet")];
}

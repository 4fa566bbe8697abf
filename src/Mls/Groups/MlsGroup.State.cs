using Sotto.Mls.Groups.State;

namespace Sotto.Mls.Groups;

/// <content>How a group is stored.</content>
public sealed partial class MlsGroup
{
    /// <summary>
    /// The whole group, to be stored encrypted; changes of later calls of <see cref="SaveChanges" /> belong behind it.
    /// The signature key is not in it.
    /// </summary>
    /// <returns>Bytes that hold every secret of the group; the caller disposes them.</returns>
    public GroupState Save()
    {
        ThrowIfDisposed();
        return Write(isWhole: true, new PartWriting(this).All());
    }

    /// <summary>
    /// What changed since the last <see cref="Save" /> or <see cref="SaveChanges" />: a few hundred bytes after a message.
    /// Store it behind what was stored before, and only then show the plaintext or send the message. When storing it fails,
    /// call <see cref="Save" /> and store that: these changes are not given a second time.
    /// </summary>
    /// <returns>Bytes that hold secrets; the caller disposes them. Empty when nothing changed.</returns>
    public GroupState SaveChanges()
    {
        ThrowIfDisposed();
        return Changes.Changed.Count == 0
            ? new([], StoredVersion, isEmpty: true)
            : Write(isWhole: false, Changes.Changed);
    }

    /// <summary>The group that <see cref="Save" /> and the calls of <see cref="SaveChanges" /> after it gave.</summary>
    /// <param name="state">The whole group.</param>
    /// <param name="changes">What changed since, in order and without gaps.</param>
    /// <param name="signatureKey">The key of the group's own leaf.</param>
    /// <param name="settings">What the group is used with.</param>
    /// <param name="newSignatureKey">The key that a pending commit of one's own changes to, if there is such a one.</param>
    /// <returns>The group, which the caller disposes.</returns>
    /// <exception cref="MlsException">
    /// Something is damaged, missing or newer than this library. Storage is trusted otherwise: whoever can change it can
    /// change the group.
    /// </exception>
    /// <exception cref="InvalidOperationException">A signature key is not the group's.</exception>
    public static MlsGroup Load(
        ReadOnlySpan<byte> state,
        IEnumerable<ReadOnlyMemory<byte>> changes,
        SignatureKeyPair signatureKey,
        GroupSettings settings,
        SignatureKeyPair? newSignatureKey = null
    )
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(signatureKey);
        ArgumentNullException.ThrowIfNull(settings);
        using StoredParts parts = StateEncoding.Read(state, changes);
        return new PartReading(parts, settings).Read(signatureKey, newSignatureKey);
    }

    private GroupState Write(bool isWhole, IEnumerable<PartName> names)
    {
        PartWriting parts = new(this);
        ulong version = StoredVersion + 1;
        using TlsWriter writer = new(1024);
        StateEncoding.WriteHead(writer, isWhole, version);
        int start = writer.BeginVector();
        using TlsWriter content = new();
        foreach (PartName name in names)
        {
            content.Clear();
            bool isPresent = parts.TryWrite(name, content);
            if (isPresent || !isWhole)
            {
                StateEncoding.WriteName(writer, name);
                writer.Presence(isPresent);
                if (isPresent)
                {
                    writer.Opaque(content.Written);
                }
            }
        }

        GroupState state = new(writer.EndVector(start).ToArray(), version, isEmpty: false);
        StoredVersion = version;
        Changes.Clear();
        return state;
    }
}

using System.Reflection;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// Lets one object commit in the place of other members. Filling a tree of 1,000 takes a commit of every second member;
/// joining and following with each of them would take minutes. A committer needs no private keys but its signature key,
/// so its place is all that has to change. Nothing that is measured goes this way.
/// </summary>
internal static class BorrowedPlace
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    internal static void Take(MlsGroup group, LeafIndex place, SignatureKeyPair signatureKey)
    {
        PropertyInfo signer = Property(typeof(MlsGroup), "Signer");
        object current = Property(typeof(MlsGroup), "Current").GetValue(group)!;
        object keys = current.GetType().GetProperty("Private")!.GetValue(current)!;
        Field(keys.GetType(), "<Self>k__BackingField").SetValue(keys, place);
        signer.SetValue(group, signatureKey);
    }

    /// <summary>Throws unless every parent with members on both sides has a key.</summary>
    internal static void RequireFull(RatchetTree tree, int members)
    {
        Array parents = (Array)Field(typeof(RatchetTree), "_parents").GetValue(tree)!;
        for (int i = 0; i < parents.Length; i++)
        {
            int firstLeafOnTheRight = i + 1;
            if (firstLeafOnTheRight < members && parents.GetValue(i) is null)
            {
                throw new InvalidOperationException($"Parent {i} of a tree that should be full is blank.");
            }
        }
    }

    private static PropertyInfo Property(Type type, string name) =>
        type.GetProperty(name, Hidden) ?? throw new MissingMemberException(type.Name, name);

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, Hidden) ?? throw new MissingMemberException(type.Name, name);
}

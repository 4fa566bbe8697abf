using System.Collections;
using System.Reflection;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Tests.State;

/// <summary>Follows every field of this library's objects, to find the secrets that they hold.</summary>
internal static class SecretSearch
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>All secrets but those of the signature keys, which belong to the caller.</summary>
    internal static List<Secret> In(object root)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        List<Secret> found = [];
        Stack<object> open = new([root]);
        while (open.TryPop(out object? next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (next is Secret secret)
            {
                found.Add(secret);
                continue;
            }

            foreach (object held in HeldBy(next))
            {
                open.Push(held);
            }
        }

        return found;
    }

    /// <summary>The very array in which the bytes lie.</summary>
    internal static byte[] ArrayOf(Secret secret) =>
        (byte[])typeof(Secret).GetField("_bytes", Fields)!.GetValue(secret)!;

    internal static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(Fields | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    private static IEnumerable<object> HeldBy(object holder)
    {
        if (holder is SignatureKeyPair or GroupSettings or Suite or string or Delegate or Type)
        {
            return [];
        }

        if (holder is IEnumerable elements && holder is not byte[])
        {
            return elements.Cast<object?>().OfType<object>().Where(IsFollowed);
        }

        return FieldsOf(holder.GetType()).Select(field => field.GetValue(holder)).OfType<object>().Where(IsFollowed);
    }

    private static bool IsFollowed(object held)
    {
        Type type = held.GetType();
        return !type.IsPrimitive && !type.IsEnum && type != typeof(byte[]) && !type.IsPointer;
    }
}

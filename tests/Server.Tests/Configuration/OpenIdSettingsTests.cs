using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Server.Configuration;
using Sotto.Testing;

namespace Sotto.Server.Tests.Configuration;

/// <summary>A provider is configured whole or not at all, and its secret is never a setting.</summary>
public sealed class OpenIdSettingsTests(Stores stores)
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    [Fact]
    public void Without_the_section_there_is_no_provider() => Assert.Null(Read([]).OpenId);

    [Fact]
    public void A_whole_section_is_read()
    {
        Dictionary<string, string?> flags = Whole();
        OpenIdSettings settings = Read(flags).OpenId!;

        Assert.Equal("https://login.example", settings.Authority);
        Assert.Equal("OpenID", settings.Name);
        Assert.Equal(flags["OpenId:Organisation"], settings.Organisation.ToString());
        Assert.Empty(settings.AcceptedAcr);
        Assert.False(settings.TrustsSecondFactor);

        flags["OpenId:AcceptedAcr"] = "urn:a; urn:b";
        flags["OpenId:TrustsSecondFactor"] = "true";
        settings = Read(flags).OpenId!;
        Assert.Equal(["urn:a", "urn:b"], settings.AcceptedAcr);
        Assert.True(settings.TrustsSecondFactor);
        Assert.DoesNotContain("sentinel", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OpenId:Authority", null, "OpenId:Authority is missing")]
    [InlineData("OpenId:ClientId", null, "OpenId:ClientId is missing")]
    [InlineData("OpenId:ClientSecretFile", null, "OpenId:ClientSecretFile is missing")]
    [InlineData("OpenId:Organisation", null, "OpenId:Organisation is missing")]
    [InlineData("OpenId:Authority", "http://login.example", "OpenId:Authority")]
    [InlineData("OpenId:Authority", "login.example", "OpenId:Authority")]
    [InlineData("OpenId:Authority", "https://login.example?tenant=1", "OpenId:Authority")]
    [InlineData("OpenId:ClientSecretFile", "/nowhere/secret", "/nowhere/secret cannot be read")]
    [InlineData("OpenId:ClientSecretFile", "/dev/null", "/dev/null is empty")]
    [InlineData("OpenId:Organisation", "example", "OpenId:Organisation")]
    [InlineData("OpenId:TrustsSecondFactor", "maybe", "OpenId:TrustsSecondFactor")]
    [InlineData("OpenId:ClientSecret", "secret", "OpenId:ClientSecret")]
    public void A_bad_setting_is_refused_by_name(string name, string? value, string named)
    {
        Dictionary<string, string?> flags = Whole();
        flags.Remove(name);
        if (value is not null)
        {
            flags[name] = value;
        }

        SettingsException error = Assert.Throws<SettingsException>(() => Read(flags));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private Dictionary<string, string?> Whole()
    {
        string secret = Path.Combine(stores.NewFolder(), "client-secret");
        File.WriteAllText(secret, "sentinel");
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OpenId:Authority"] = "https://login.example",
            ["OpenId:ClientId"] = "sotto",
            ["OpenId:ClientSecretFile"] = secret,
            ["OpenId:Organisation"] = OrganisationId.New(Random).ToString(),
        };
    }

    private ServerSettings Read(Dictionary<string, string?> flags) => SettingsReader.Read(stores.NewFolder(), flags);
}

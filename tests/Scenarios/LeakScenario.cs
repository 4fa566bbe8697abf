using System.Collections.Concurrent;
using System.Text;

namespace Sotto.Scenarios;

/// <summary>Whoever copies databases, logs or traffic reads nothing (peer failures, row 40).</summary>
public sealed class LeakScenario(Company company) : Scenario(company)
{
    private const string Question = "The okapi wears a violet hat on the ninth of Brumaire?>~";
    private const string Answer = "Umbrellas are cheaper by the dozen in Zanzibar?>~";
    private const string Unsent = "This draft about the marzipan ferry is never sent";
    private const string VisitorName = "Quintessa Marmeladova";

    /// <summary>
    /// Private keys cannot be exported, so the test makes them exportable for a moment, writes a copy down, and hands the
    /// page the non-extractable handle that it asked for. Secrets that are imported are written down as well.
    /// </summary>
    private const string RememberKeys = """
        const subtle = crypto.subtle ?? {} // there is none on about:blank
        const generate = subtle.generateKey?.bind(subtle)
        const take = subtle.importKey?.bind(subtle)
        const remember = (kind, bytes) => rememberKey(kind + " " + btoa(String.fromCharCode(...new Uint8Array(bytes))))
        subtle.generateKey = async (algorithm, extractable, usages) => {
          const made = await generate(algorithm, true, usages)
          const secret = made.privateKey ?? made
          const form = made.privateKey === undefined ? "raw" : "pkcs8"
          const bytes = await subtle.exportKey(form, secret)
          remember("generated", form === "raw" ? bytes : bytes.slice(-32))
          const kept = await take(form, bytes, algorithm, extractable, secret.usages)
          return made.privateKey === undefined ? kept : { publicKey: made.publicKey, privateKey: kept }
        }
        subtle.importKey = async (format, bytes, algorithm, extractable, usages) => {
          const isSecret = format === "pkcs8" || (format === "raw" && usages.some((usage) => /^(sign|encrypt|decrypt|derive)/.test(usage)))
          if (isSecret) remember("imported", format === "pkcs8" ? bytes.slice(-32) : bytes)
          return take(format, bytes, algorithm, extractable, usages)
        }
        """;

    [Fact]
    public async Task No_sentence_name_or_private_key_reaches_a_database_a_log_or_the_wire()
    {
        ConcurrentQueue<string> keys = new();
        Profile profile = await Company.NewProfileAsync();
        await profile.Context.ExposeBindingAsync("rememberKey", (BindingSource _, string key) => keys.Enqueue(key));
        await profile.Context.AddInitScriptAsync(RememberKeys);
        await TalkAsync(new(profile, await profile.Context.NewPageAsync(), Company.Server.DemoOrigin));

        LeakSearch search = new();
        search.AddText("question", Question);
        search.AddText("answer", Answer);
        search.AddText("draft", Unsent);
        search.AddText("name", VisitorName);
        int secrets = AddKeys(search, keys);
        Assert.True(secrets >= 3, $"only {secrets} keys were caught; the hook does not work any more");

        Assert.Empty(SearchFiles(search));
        Assert.Empty(search.In(Encoding.UTF8.GetBytes(Company.Server.Output)));
        foreach (Profile one in Company.Profiles)
        {
            IReadOnlyList<byte[]> traffic = await one.Traffic.AllAsync();
            Assert.True(one.Traffic.Frames.Count > 0 && traffic.Count > 10, "the traffic was not captured");
            Assert.Empty(traffic.SelectMany(search.In));
        }
    }

    [Fact]
    public void Extension_results_of_a_passkey_are_never_posted()
    {
        string[] posted =
        [
            .. Company
                .Profiles.SelectMany(profile => profile.Traffic.Requests)
                .Select(request => request.PostData ?? "")
                .Where(body => body.Contains("clientExtensionResults", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(posted);
        Assert.All(posted, body => Assert.Contains("\"clientExtensionResults\":{}", body, StringComparison.Ordinal));
    }

    private async Task TalkAsync(VisitorPage visitor)
    {
        await visitor.VisitAsync();
        await visitor.OpenChatAsync();
        await visitor.NameAsync(VisitorName);
        await visitor.WriteAsync(Question);
        ConsolePage agent = Company.Owner;
        await agent.OpenAsync(VisitorName);
        await agent.Composer.PressSequentiallyAsync("U");
        await agent.WriteAsync(Answer);
        await visitor.Chat.ShowsAsync(Answer);
        await visitor.Composer.FillAsync(Unsent);
        await agent.Chat.IsMarkedAsync(Answer, "read");
    }

    private List<string> SearchFiles(LeakSearch search)
    {
        string[] files = System.IO.Directory.GetFiles(Company.Server.Data);
        Assert.Contains(files, file => file.EndsWith("sotto.db", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("keys.db", StringComparison.Ordinal));
        return
        [
            .. files.SelectMany(file =>
                search.In(File.ReadAllBytes(file)).Select(found => $"{Path.GetFileName(file)}: {found}")
            ),
        ];
    }

    /// <summary>Keys of all zeros and the like would be found everywhere; they are nobody's secret.</summary>
    private static int AddKeys(LeakSearch search, IEnumerable<string> keys)
    {
        string[] distinct = [.. keys.Distinct(StringComparer.Ordinal)];
        int added = 0;
        foreach (string[] key in distinct.Select(key => key.Split(' ')))
        {
            byte[] bytes = Convert.FromBase64String(key[1]);
            if (bytes.Length >= 16 && bytes.Distinct().Count() >= 8)
            {
                search.AddBytes($"{key[0]} key {added++}", bytes);
            }
        }

        return added;
    }
}

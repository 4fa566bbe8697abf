using System.Text;
using Sotto.Tests;

namespace Sotto.Mls.Tests;

public sealed class MlsFramingFuzzTests
{
    private const int Mutations = 20_000;

    [Fact]
    public void Twenty_thousand_mutations_are_read_or_refused_and_nothing_else()
    {
        byte[][] seeds = Seeds();
        SeededRandom random = new(9420);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] input = random.Mutate(seeds[random.Below(seeds.Length)]);
            try
            {
                Assert.NotNull(MlsFraming.Parse(input));
            }
            catch (MlsException e)
            {
                Assert.Matches("^[a-z_]+$", e.Rule);
                refused++;
            }
        }

        // Both outcomes occur often, or the mutations are too weak or too wild to mean anything.
        Assert.InRange(refused, Mutations / 5, Mutations * 9 / 10);
    }

    private static byte[][] Seeds()
    {
        byte[] group = Encoding.ASCII.GetBytes("cnv_aaaaaaaaaaaaaaaaaaaaaaaaaa/0");
        byte[] key = new byte[32];
        DateTimeOffset from = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        byte[] keyPackage = CraftedMls.KeyPackage(key, group, from, from.AddDays(1), lastResort: true);
        return
        [
            keyPackage,
            CraftedMls.Commit(group, 1, [keyPackage], [1], references: [key]),
            CraftedMls.ExternalCommit(group, 1),
            CraftedMls.RemoveProposal(group, 1, 1),
            CraftedMls.PublicApplication(group, 1, key),
            CraftedMls.PrivateMessage(group, 1),
            CraftedMls.Welcome(CraftedMls.ReferenceOf(keyPackage), key),
            CraftedMls.GroupInfo(group, 1, [new(key, group), new(key, group)], externalPub: true),
        ];
    }
}

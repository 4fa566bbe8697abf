namespace Sotto.Interop.Tests;

/// <summary>Trees with holes and unmerged leaves, as both libraries make and read them.</summary>
public sealed class MixedLifeTests(SharedPeer peer) : IClassFixture<SharedPeer>
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public async Task A_mixed_group_lives_through_whatever_happens(ulong seed, bool isPrivate)
    {
        SeededRandom random = new(seed);
        using MixedGroup group = await peer.BeginAsync(library: isPrivate, isPrivate);
        await group.CreateAsync("member 0", Kind.Dotnet);
        for (int step = 1; step <= 24; step++)
        {
            IDevice actor = group.Members[random.Below(group.Members.Count)];
            IDevice other = group.Members[random.Below(group.Members.Count)];
            switch (random.Below(7))
            {
                case 0 when other != actor:
                    await group.RemoveAsync(actor, other);
                    break;
                case < 4:
                    await group.AddAsync(actor, $"member {step}", (Kind)random.Below(2));
                    break;
                case 4:
                    await group.RestartAsync();
                    break;
                default:
                    await group.CommitAsync(actor, new());
                    break;
            }

            await other.RestartAsync();
        }

        await group.TalkAsync(30);
        Assert.True(group.Members.Count > 4);
    }
}

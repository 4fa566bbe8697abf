using System.Collections.Concurrent;
using System.Numerics;
using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// A group of some shape, built once per process. Two of its members are kept as stored states, so that each benchmark
/// begins with its own copies: the one of the first leaf, who commits and sends, and the one of the last, who receives.
/// </summary>
internal sealed class BuiltGroup
{
    private static readonly ConcurrentDictionary<GroupShape, BuiltGroup> Built = [];
    private static readonly GroupSettings Filling = Client.Settings with { PastEpochs = 0, ResumptionEpochs = 0 };

    private readonly Client[] _clients;
    private readonly byte[] _first;
    private readonly byte[] _last;

    private BuiltGroup(GroupShape shape)
    {
        _clients = [.. Enumerable.Range(0, shape.Members).Select(i => new Client(shape.Suite, $"member {i}"))];
        MlsGroup first = _clients[0].Create(Filling);
        OwnKeyPackage[] packages = [.. _clients.Skip(1).Select(client => client.NewKeyPackage())];
        PreparedCommit adding = first.Commit(
            new() { Adds = [.. packages.Select(package => package.KeyPackage)], OmitPathWhereAllowed = true }
        );
        first.Merge(adding.Pending);
        MlsGroup last = shape.IsFull ? Fill(first) : Join(adding.Welcome!, packages[^1]);
        _first = Stored(first);
        _last = Stored(last);
        first.Dispose();
        last.Dispose();
    }

    internal static BuiltGroup Of(GroupShape shape) => Built.GetOrAdd(shape, static shape => new(shape));

    /// <summary>The member who commits and sends.</summary>
    internal MlsGroup LoadFirst() => MlsGroup.Load(_first, [], _clients[0].SignatureKey, Client.Settings);

    /// <summary>The member who receives.</summary>
    internal MlsGroup LoadLast() => MlsGroup.Load(_last, [], _clients[^1].SignatureKey, Client.Settings);

    /// <summary>The same from a later state.</summary>
    internal MlsGroup LoadLast(byte[] state) => MlsGroup.Load(state, [], _clients[^1].SignatureKey, Client.Settings);

    /// <summary>
    /// Both after one commit of the first, so that nothing measured pays for tree hashes, which are not stored.
    /// </summary>
    internal (MlsGroup First, MlsGroup Last) LoadWarm()
    {
        (MlsGroup first, MlsGroup last) = (LoadFirst(), LoadLast());
        PreparedCommit commit = first.Commit();
        last.Merge(last.Stage((VerifiedCommit)last.Verify(MlsFraming.Parse(commit.Message.Encode()))));
        first.Merge(commit.Pending);
        return (first, last);
    }

    internal static byte[] Stored(MlsGroup group)
    {
        using GroupState state = group.Save();
        return state.Bytes.ToArray();
    }

    private MlsGroup Join(Welcome welcome, OwnKeyPackage keyPackage)
    {
        using StagedJoin join = MlsGroup.Join(welcome, keyPackage, _clients[^1].SignatureKey, Filling);
        return join.Enter();
    }

    /// <summary>
    /// Fills every parent: one of each two neighbours commits, those furthest apart first, so that few keys are
    /// encrypted to. The last member's commit and then the first one's give each of them all keys above.
    /// </summary>
    private MlsGroup Fill(MlsGroup group)
    {
        int bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)_clients.Length));
        IEnumerable<int> order = Enumerable
            .Range(0, 1 << (bits - 1))
            .Select(i => 2 * Reverse(i, bits - 1))
            .Where(place => place < _clients.Length);
        foreach (int place in order.Append(_clients.Length - 1))
        {
            Commit(group, place);
        }

        MlsGroup last = MlsGroup.Load(Stored(group), [], _clients[^1].SignatureKey, Filling);
        byte[] message = Commit(group, 0);
        last.Merge(last.Stage((VerifiedCommit)last.Verify(MlsFraming.Parse(message))));
        BorrowedPlace.RequireFull(last.Tree, _clients.Length);
        return last;
    }

    private byte[] Commit(MlsGroup group, int place)
    {
        BorrowedPlace.Take(group, new((uint)place), _clients[place].SignatureKey);
        PreparedCommit commit = group.Commit();
        byte[] message = commit.Message.Encode();
        group.Merge(commit.Pending);
        return message;
    }

    private static int Reverse(int value, int bits)
    {
        int reversed = 0;
        for (int i = 0; i < bits; i++)
        {
            reversed |= ((value >> i) & 1) << (bits - 1 - i);
        }

        return reversed;
    }
}

using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;

namespace Sotto.Mls.Fuzz;

/// <summary>What is fed, and what it is fed at first.</summary>
internal sealed record Target(string Name, Target.Body Feed, Func<IEnumerable<byte[]>> Seeds)
{
    internal delegate void Body(ReadOnlySpan<byte> input);
}

/// <summary>A new target is one line here.</summary>
internal static class Targets
{
    internal static readonly IReadOnlyList<Target> All =
    [
        new("message", static input => MlsFraming.Parse(input), Seeds.Messages),
        new("tree", static input => RatchetTree.Parse(input).Members.Count(), Seeds.Trees),
        new(
            "group-secrets",
            static input => GroupSecrets.Parse(input).Dispose(),
            static () => Seeds.Published("group_secrets")
        ),
        new("group", static input => Receive(MlsFraming.Parse(input)), static () => Scene.Instance.Sent()),
        new(
            "commit",
            static input => Receive(Scene.Instance.Send(Scene.Read(input))),
            static () => Scene.Instance.Commits()
        ),
        new(
            "proposal",
            static input => Receive(Scene.Instance.Send(ReadProposal(input))),
            static () => Scene.Instance.Proposals()
        ),
        new("welcome", Join, static () => [Scene.Instance.Welcome]),
        new("group-info", Follow, static () => [Scene.Instance.GroupInfo]),
        new("state", static input => Scene.Instance.Load(input), static () => [Scene.Instance.State]),
        new(
            "public-state",
            static input => PublicGroup.Load(input, Scene.Settings.Policy, Scene.Now),
            static () => [Scene.Instance.PublicState]
        ),
        new(
            "key-package-state",
            static input => OwnKeyPackage.Load(input).Dispose(),
            static () => [Scene.Instance.Outsider.Save()]
        ),
    ];

    /// <summary>By the observer, then by a member: what one refuses the other has to refuse as well.</summary>
    private static void Receive(MlsMessage message)
    {
        bool isRefusedByObserver = message is PublicMessage handshake && IsRefused(() => Observe(handshake));
        bool isRefused = IsRefused(() => Stage(message));
        if (isRefusedByObserver && !isRefused)
        {
            throw new InvalidOperationException("A member took what the observer refused.");
        }
    }

    private static void Observe(PublicMessage message)
    {
        if (Scene.Instance.Observer.Verify(message) is VerifiedCommit commit)
        {
            Scene.Instance.Observer.Stage(commit);
        }
    }

    private static void Stage(MlsMessage message)
    {
        if (Scene.Instance.Victim.Verify(message) is VerifiedCommit commit)
        {
            Scene.Instance.Victim.Stage(commit).Dispose();
        }
    }

    private static bool IsRefused(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (MlsException)
        {
            return true;
        }
    }

    private static FramedContent.Body ReadProposal(ReadOnlySpan<byte> input)
    {
        TlsReader reader = new(input);
        Proposal proposal = Proposal.Read(ref reader);
        reader.End();
        return new(proposal);
    }

    private static void Join(ReadOnlySpan<byte> input)
    {
        if (MlsFraming.Parse(input) is Welcome welcome)
        {
            MlsGroup.Join(welcome, Scene.Instance.NewMember, Scene.Instance.NewMemberKey, Scene.Settings).Dispose();
        }
    }

    private static void Follow(ReadOnlySpan<byte> input)
    {
        if (MlsFraming.Parse(input) is GroupInfo info)
        {
            PublicGroup.Follow(info, Scene.Settings.Policy, Scene.Now);
        }
    }

    internal static Target Find(string name) =>
        All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"There is no fuzz target \"{name}\".", nameof(name));
}

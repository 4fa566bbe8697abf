using Sotto.Server.Conversations.Admissions;
using Sotto.Server.Conversations.Events;
using Sotto.Server.Conversations.Following;
using Sotto.Server.Directory;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Server.Privacy;

namespace Sotto.Server.Conversations;

/// <summary>Ordering, storing and delivering what members write and the server cannot read.</summary>
internal static class ConversationsSlice
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<EventHub>();
        services.AddSingleton<IPresence>(provider => provider.GetRequiredService<EventHub>());
        services.AddSingleton<ILiveSessions>(provider => provider.GetRequiredService<EventHub>());
        services.AddSingleton<IDirectoryNotices, DirectoryNotices>();
        services.AddSingleton<MissedEvents>();
        services.AddSingleton<EventSocket>();
        services.AddSingleton<SocketHandshake>();
        services.AddSingleton<SocketCommands>();
        services.AddSingleton<MessageSender>();
        services.AddSingleton<GroupFollower>();
        services.AddSingleton<SubmitCommit>();
        services.AddSingleton<MembershipStore>();
        services.AddSingleton<AskAdmission>();
        services.AddSingleton<Acknowledgements>();
        services.AddSingleton<TypingSignals>();
        services.AddSingleton<ChangeStatus>();
        services.AddSingleton<FirstContact>();
        services.AddSingleton<FirstContactStore>();
        services.AddSingleton<Forgetting>();
        services.AddHostedService(provider => provider.GetRequiredService<Forgetting>());
        services.AddSingleton<IPersonalData, ConversationsPersonalData>();
    }

    public static void Map(Routes routes)
    {
        FirstContact.Map(routes);
        ListConversations.Map(routes);
        SendMessage.Map(routes);
        SubmitCommit.Map(routes);
        AskAdmission.Map(routes);
        ListAdmissions.Map(routes);
        Acknowledge.Map(routes);
        SendTyping.Map(routes);
        ChangeStatus.Map(routes);
        PollEvents.Map(routes);
    }
}

using Sotto.Protocol;
using Sotto.Server.Directory;

namespace Sotto.Server.Conversations.Events;

/// <summary>Tells the consoles of an organisation that a list has changed.</summary>
internal sealed class DirectoryNotices(EventHub hub) : IDirectoryNotices
{
    public void Changed(OrganisationId organisation, DirectoryChange what) =>
        hub.SignalStaff(organisation, new ServerFrame.Directory(what));
}

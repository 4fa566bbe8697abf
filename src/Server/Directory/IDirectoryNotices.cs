using Sotto.Protocol;

namespace Sotto.Server.Directory;

/// <summary>Tells the staff devices of an organisation that a list has changed and is worth fetching again.</summary>
internal interface IDirectoryNotices
{
    /// <summary>Does not wait and does not fail; call it when the change is committed.</summary>
    void Changed(OrganisationId organisation, DirectoryChange what);
}

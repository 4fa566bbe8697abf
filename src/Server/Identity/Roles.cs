using Sotto.Protocol.Http;
using Sotto.Server.Http;

namespace Sotto.Server.Identity;

/// <summary>
/// Which role may call which kind of endpoint: the one place that decides. <c>docs/roles.md</c> is generated from it, and
/// a test calls every endpoint as every role.
/// </summary>
internal static class Roles
{
    /// <summary>Whether somebody of this role may; null is a customer or somebody unknown.</summary>
    public static bool May(AccountRole? role, Access access) =>
        access switch
        {
            Access.Public or Access.AnyKey or Access.SetUpLink or Access.Invitation => true,
            Access.CustomerDevice => role is null,
            Access.StaffDevice => role is not null && Converses(role.Value),
            Access.Device or Access.EventStream => role is null || Converses(role.Value),
            Access.Staff or Access.StaffNewDevice => role is not null,
            Access.Administrator => role is AccountRole.Owner or AccountRole.Administrator,
            Access.Owner => role is AccountRole.Owner,
            _ => false,
        };

    /// <summary>Whether a role takes part in conversations. An auditor reads logs and reviews, and no conversation.</summary>
    public static bool Converses(AccountRole role) => role is not AccountRole.Auditor;

    /// <summary>Whether somebody may make a colleague this, or stop them being it. Nobody makes a second owner.</summary>
    public static bool MayGive(AccountRole giver, AccountRole role) =>
        role switch
        {
            AccountRole.Owner => false,
            AccountRole.Administrator => giver is AccountRole.Owner,
            _ => giver is AccountRole.Owner or AccountRole.Administrator,
        };
}

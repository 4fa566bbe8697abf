using Sotto.Protocol;
using Sotto.Protocol.Http;

namespace Sotto.Server.Accounts;

/// <summary>A member of staff whose account is not disabled.</summary>
internal sealed record StaffAccount(OrganisationId Organisation, UserId User, string Name, AccountRole Role);

namespace Sotto.Server.Accounts;

/// <summary>
/// Products by the id that an authenticator tells of itself (AAGUID, WebAuthn level 3, section 6.5.1). It is unproven and
/// only names a passkey in its holder's list; nothing is decided by it.
/// </summary>
internal static class AuthenticatorNames
{
    private const string Apple = "Apple Passwords";
    private const string Windows = "Windows Hello";
    private const string YubiKey = "YubiKey 5";

    private static readonly Dictionary<Guid, string> Known = new()
    {
        [new("fbfc3007-154e-4ecc-8c0b-6e020557d7bd")] = Apple,
        [new("dd4ec289-e01d-41c9-bb89-70fa845d4bf2")] = Apple,
        [new("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")] = "Google Password Manager",
        [new("adce0002-35bc-c60a-648b-0b25f1f05503")] = "Chrome on Mac",
        [new("771b48fd-d3d4-4f74-9232-fc157ab0507a")] = "Edge on Mac",
        [new("08987058-cadc-4b81-b6e1-30de50dcbe96")] = Windows,
        [new("9ddd1817-af5a-4672-a2b9-3e3dd95000a9")] = Windows,
        [new("6028b017-b1d4-4c02-b4b3-afcdafc96bb2")] = Windows,
        [new("53414d53-554e-4700-0000-000000000000")] = "Samsung Pass",
        [new("bada5566-a7aa-401f-bd96-45619a55120d")] = "1Password",
        [new("d548826e-79b4-db40-a3d8-11116f7e8349")] = "Bitwarden",
        [new("531126d6-e717-415c-9320-3d9aa6981239")] = "Dashlane",
        [new("b84e4048-15dc-4dd0-8640-f4f60813c8af")] = "NordPass",
        [new("0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6")] = "Keeper",
        [new("f3809540-7f14-49c1-a8b3-8f813b225541")] = "Enpass",
        [new("fdb141b2-5d84-443e-8a35-4698c205a502")] = "KeePassXC",
        [new("50726f74-6f6e-5061-7373-50726f746f6e")] = "Proton Pass",
        [new("cb69481e-8ff7-4039-93ec-0a2729a154a8")] = YubiKey,
        [new("ee882879-721c-4913-9775-3dfcce97072a")] = YubiKey,
        [new("fa2b99dc-9e39-4257-8f92-4a30d23c4118")] = YubiKey,
        [new("2fc0579f-8113-47ea-b116-bb5a8db9202a")] = YubiKey,
    };

    /// <summary>The product's name, or null when the authenticator told nothing that we know.</summary>
    public static string? Of(Guid authenticator) => Known.GetValueOrDefault(authenticator);
}

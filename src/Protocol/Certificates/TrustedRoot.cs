namespace Sotto.Protocol;

/// <summary>The organisation's root key as its user pinned it: the one thing that trust starts from.</summary>
public sealed record TrustedRoot(OrganisationId Organisation, Ed25519PublicKey Key);

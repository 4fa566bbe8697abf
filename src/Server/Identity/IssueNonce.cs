using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;

namespace Sotto.Server.Identity;

/// <summary>Hands out a nonce for a first proof; later ones come with every answer to a proof.</summary>
internal static class IssueNonce
{
    public static void Map(Routes routes) => routes.Post("/v1/nonces", Access.Public, AuditKind.None, Handle);

    private static Ok<NonceReply> Handle(DpopNonces nonces) => TypedResults.Ok(new NonceReply(nonces.Issue()));
}

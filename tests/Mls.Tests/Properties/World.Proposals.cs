using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Properties;

/// <content>Proposals by reference.</content>
internal sealed partial class World
{
    private void Propose(Actor actor, Deed deed, Chance chance)
    {
        Epoch epoch = actor.Group.Epoch;
        if (deed is Deed.AskToBeAdded)
        {
            AskToBeAdded(actor, epoch);
            return;
        }

        if (DrawProposal(actor, deed, chance) is { } message)
        {
            actor.MayRestart();
            Assert.Equal(epoch == _service.Head, _service.Propose(actor, message, epoch));
        }
    }

    private MlsMessage? DrawProposal(Actor actor, Deed deed, Chance chance)
    {
        MlsGroup group = actor.Group;
        switch (deed)
        {
            case Deed.ProposeAdd:
                return Size(actor) < MostMembers - 3 ? group.ProposeAdd(DrawAdds(chance)[0]) : null;
            case Deed.ProposeUpdate:
                return group.ProposeUpdate(
                    chance.Happens(30) ? new() { Extensions = [new(Extension.ApplicationId, chance.Bytes(6))] } : null
                );
            case Deed.ProposeRemove:
                // Oneself included: somebody else may commit it.
                return Size(actor) > 2 ? group.ProposeRemove(chance.Pick(group.Members).Index) : null;
            case Deed.ProposeSelfRemove:
                return Size(actor) > 2 ? group.ProposeSelfRemove() : null;
            case Deed.ProposePreSharedKey:
                return group.ProposePreSharedKey(chance.Bytes(4));
            case Deed.ProposeExtensions:
                return group.ProposeExtensions(DrawExtensions(chance));
            default:
                throw new InvalidOperationException($"{deed} is no proposal.");
        }
    }

    private void AskToBeAdded(Actor actor, Epoch epoch)
    {
        if (Size(actor) < MostMembers - 3)
        {
            Actor newcomer = NewActor();
            PublicMessage message = ExternalProposals.RequestAdd(
                actor.Group.GroupId,
                epoch,
                newcomer.KeyPackage.KeyPackage,
                newcomer.Party.SignatureKey
            );
            Assert.Equal(epoch == _service.Head, _service.Propose(newcomer, message, epoch));
        }
    }
}

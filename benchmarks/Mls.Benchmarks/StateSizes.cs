using System.Globalization;
using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;

namespace Sotto.Mls.Benchmarks;

/// <summary>How many bytes a client stores: the whole group, and what changed after a message and after a commit.</summary>
internal static class StateSizes
{
    internal static void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Stored bytes                          Whole  Sent one  Received one  Received a commit");
        foreach (GroupShape shape in GroupShape.Trees.Where(shape => shape.Suite == 1))
        {
            BuiltGroup built = BuiltGroup.Of(shape);
            using MlsGroup sender = built.LoadFirst();
            using MlsGroup receiver = built.LoadLast();
            int whole = BuiltGroup.Stored(receiver).Length;
            Talk(sender, receiver);
            // The first message begins the sender's ratchet; what is stored after each later one is counted.
            sender.SaveChanges().Dispose();
            receiver.SaveChanges().Dispose();
            Talk(sender, receiver);
            (int sent, int received) = (Changed(sender), Changed(receiver));
            MlsMessage commit = MlsFraming.Parse(sender.Commit().Message.Encode());
            receiver.Merge(receiver.Stage((VerifiedCommit)receiver.Verify(commit)));
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shape, -34} {whole, 8:N0}  {sent, 8:N0}  {received, 12:N0}  {Changed(receiver), 17:N0}"
                )
            );
        }
    }

    private static void Talk(MlsGroup sender, MlsGroup receiver) =>
        receiver.Verify(MlsFraming.Parse(sender.Encrypt(new byte[100]).Encode()));

    private static int Changed(MlsGroup group)
    {
        using GroupState changes = group.SaveChanges();
        return changes.Bytes.Length;
    }
}

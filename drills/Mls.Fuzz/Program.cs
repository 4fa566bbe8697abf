using System.Security.Cryptography;
using SharpFuzz;
using Sotto.Mls.Fuzz;

switch (args)
{
    case ["targets"]:
        foreach (Target target in Targets.All)
        {
            Console.WriteLine(target.Name);
        }

        return 0;

    case ["seeds", var name, var folder]:
        if (!Seeds.HaveVectors)
        {
            Console.WriteLine(
                $"{name}: the published vectors are absent (SOTTO_VECTORS names their folder); crafted seeds only"
            );
        }

        foreach (byte[] seed in Targets.Find(name).Seeds())
        {
            string file = Convert.ToHexStringLower(SHA256.HashData(seed).AsSpan(0, 8));
            await File.WriteAllBytesAsync(Path.Combine(folder, file), seed);
        }

        return 0;

    case ["feed", var name]:
        Feed(Targets.Find(name));
        return 0;

    case ["replay", var name, .. var files]:
        return Array.FindAll(files, file => !Passes(Targets.Find(name), file)) is [] ? 0 : 1;

    default:
        Console.Error.WriteLine("Usage: targets | seeds TARGET FOLDER | feed TARGET | replay TARGET FILE...");
        return 2;
}

// Under afl-fuzz only: the instrumented copy of Sotto.Mls writes to memory that afl-fuzz shares. The input is read in a
// process of its own, so that a stack overflow or an endless loop is a finding too and not the end of the run.
static void Feed(Target target) =>
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using MemoryStream input = new();
        stream.CopyTo(input);
        Judge.Feed(target, input.GetBuffer().AsSpan(0, (int)input.Length));
    });

static bool Passes(Target target, string file)
{
    try
    {
        Judge.Feed(target, File.ReadAllBytes(file));
        return true;
    }
#pragma warning disable CA1031 // Whatever it is, it is what was looked for.
    catch (Exception e)
#pragma warning restore CA1031
    {
        Console.WriteLine($"{file}\n{e}");
        return false;
    }
}

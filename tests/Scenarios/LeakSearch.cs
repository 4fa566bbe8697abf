using System.Text;

namespace Sotto.Scenarios;

/// <summary>
/// Finds secrets in bytes in every form in which a program might have written them down: as they are, in hex, in both
/// alphabets of base64 at its three offsets, and texts also in UTF-16.
/// </summary>
public sealed class LeakSearch
{
    private readonly List<(string Name, byte[] Form)> _forms = [];

    public int Forms => _forms.Count;

    public void AddText(string name, string text)
    {
        AddBytes(name, Encoding.UTF8.GetBytes(text));
        Add($"{name} in UTF-16LE", Encoding.Unicode.GetBytes(text));
        Add($"{name} in UTF-16BE", Encoding.BigEndianUnicode.GetBytes(text));
    }

    public void AddBytes(string name, ReadOnlySpan<byte> secret)
    {
        Add(name, secret.ToArray());
        Add($"{name} in hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)));
        Add($"{name} in upper-case hex", Encoding.ASCII.GetBytes(Convert.ToHexString(secret)));
        for (int offset = 0; offset < 3; offset++)
        {
            string base64 = Base64At(offset, secret);
            Add($"{name} in base64 at offset {offset}", Encoding.ASCII.GetBytes(base64));
            string forUrls = base64.Replace('+', '-').Replace('/', '_');
            if (forUrls != base64)
            {
                Add($"{name} in base64url at offset {offset}", Encoding.ASCII.GetBytes(forUrls));
            }
        }
    }

    /// <summary>The forms that occur in the bytes; empty when nothing leaked.</summary>
    public IReadOnlyList<string> In(byte[] bytes) =>
        [.. _forms.Where(form => bytes.AsSpan().IndexOf(form.Form) >= 0).Select(form => form.Name)];

    private void Add(string name, byte[] form) => _forms.Add((name, form));

    /// <summary>The characters that depend on nothing but the secret when it begins at that offset of a group of three.</summary>
    private static string Base64At(int offset, ReadOnlySpan<byte> secret)
    {
        byte[] shifted = new byte[offset + secret.Length];
        secret.CopyTo(shifted.AsSpan(offset));
        int first = ((offset * 8) + 5) / 6;
        int end = shifted.Length * 8 / 6;
        return Convert.ToBase64String(shifted)[first..end];
    }
}

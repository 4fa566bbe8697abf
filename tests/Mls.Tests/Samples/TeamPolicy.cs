namespace Sotto.Mls.Tests.Samples;

// sample: policy
/// <summary>Lets in whom the directory knows, under the key it knows, and keeps people who they are.</summary>
public sealed class TeamPolicy(IReadOnlyDictionary<string, byte[]> directory) : GroupPolicy
{
    public override bool AcceptsMember(LeafNode leaf, LeafNode? previous)
    {
        bool isGenuine =
            leaf.Credential is Credential.Basic basic
            && directory.TryGetValue(System.Text.Encoding.UTF8.GetString(basic.Identity.Span), out byte[]? key)
            && leaf.SignatureKey.Span.SequenceEqual(key);
        return isGenuine && (previous is null || leaf.Credential.Equals(previous.Credential));
    }
}

// end

using Sotto.Protocol;
using Sotto.Server.Http;

namespace Sotto.Server.Directory;

/// <summary>Turns what certificate verification throws into an answer. The rule's name is no secret and helps honest clients.</summary>
internal static class CertificateRefusals
{
    public static Checked<T> Catch<T>(Func<Checked<T>> verify)
        where T : class
    {
        try
        {
            return verify();
        }
        catch (CertificateException error) when (error.Rule != CertificateRules.Malformed)
        {
            return new Refusal(ProblemCodes.NotCertified, error.Rule);
        }
        catch (ProtocolException error)
        {
            return Refusal.Malformed(error.Rule);
        }
    }
}

using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using NSec.Cryptography;
using ChaCha20Poly1305 = System.Security.Cryptography.ChaCha20Poly1305;

namespace Sotto.Mls.Benchmarks;

/// <summary>
/// What the cryptography alone costs, written straight against the libraries. Nothing of ours runs here, so what stands
/// above these numbers in another benchmark is ours.
/// </summary>
public class FloorBenchmarks
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _message = new byte[100];
    private readonly byte[] _secret = new byte[32];
    private readonly byte[] _expanded = new byte[32];
    private readonly byte[] _nonce = new byte[NonceLength];
    private readonly byte[] _tag = new byte[TagLength];
    private readonly byte[] _plaintext = new byte[1000];
    private readonly byte[] _ciphertext = new byte[1000];
    private readonly AesGcm _aes = new(new byte[16], TagLength);
    private readonly Key _signer = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly Key _ours = Key.Create(KeyAgreementAlgorithm.X25519);
    private readonly Key _theirs = Key.Create(KeyAgreementAlgorithm.X25519);
    private readonly ChaCha20Poly1305 _chaCha = new(new byte[32]);
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private byte[] _signature = [];
    private byte[] _ecdsaSignature = [];

    [GlobalSetup]
    public void Prepare()
    {
        _signature = SignatureAlgorithm.Ed25519.Sign(_signer, _message);
        _ecdsaSignature = _ecdsa.SignData(_message, HashAlgorithmName.SHA256);
    }

    [Benchmark]
    public void Ed25519Sign() => SignatureAlgorithm.Ed25519.Sign(_signer, _message, _signature);

    [Benchmark]
    public bool Ed25519Verify() => SignatureAlgorithm.Ed25519.Verify(_signer.PublicKey, _message, _signature);

    [Benchmark]
    public byte[] P256Sign() => _ecdsa.SignData(_message, HashAlgorithmName.SHA256);

    [Benchmark]
    public bool P256Verify() => _ecdsa.VerifyData(_message, _ecdsaSignature, HashAlgorithmName.SHA256);

    [Benchmark]
    public bool X25519Agree()
    {
        using SharedSecret? shared = KeyAgreementAlgorithm.X25519.Agree(_ours, _theirs.PublicKey);
        return shared is not null;
    }

    [Benchmark]
    public void Aes128GcmSeal100() => _aes.Encrypt(_nonce, _plaintext.AsSpan(0, 100), _ciphertext.AsSpan(0, 100), _tag);

    [Benchmark]
    public void Aes128GcmSeal1000() => _aes.Encrypt(_nonce, _plaintext, _ciphertext, _tag);

    [Benchmark]
    public void ChaChaSeal100() => _chaCha.Encrypt(_nonce, _plaintext.AsSpan(0, 100), _ciphertext.AsSpan(0, 100), _tag);

    [Benchmark]
    public void ChaChaSeal1000() => _chaCha.Encrypt(_nonce, _plaintext, _ciphertext, _tag);

    [Benchmark]
    public void HkdfSha256Expand() => HKDF.Expand(HashAlgorithmName.SHA256, _secret, _expanded, "info"u8);
}

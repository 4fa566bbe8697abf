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

    /// <summary>
    /// What a member signs of application data beyond the content, with a group id of 16 bytes and hashes of 32: the
    /// label, the frame and the group's context (RFC 9420 sections 5.1.2 and 6.1).
    /// </summary>
    private const int Framing = 27 + 38 + 96;

    /// <summary>RFC 9420 section 6.3.2.</summary>
    private const int SenderData = 12;

    private readonly byte[] _message = new byte[100];
    private readonly byte[] _framed100 = new byte[100 + Framing];
    private readonly byte[] _framed1000 = new byte[1000 + Framing];
    private readonly byte[] _secret = new byte[32];
    private readonly byte[] _aesKey = new byte[16];
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

    /// <summary>The signature of a message rather than of its content alone, and so below.</summary>
    [Benchmark]
    public void Ed25519SignFramed100() => SignatureAlgorithm.Ed25519.Sign(_signer, _framed100, _signature);

    [Benchmark]
    public void Ed25519SignFramed1000() => SignatureAlgorithm.Ed25519.Sign(_signer, _framed1000, _signature);

    [Benchmark]
    public byte[] P256SignFramed100() => _ecdsa.SignData(_framed100, HashAlgorithmName.SHA256);

    [Benchmark]
    public byte[] P256SignFramed1000() => _ecdsa.SignData(_framed1000, HashAlgorithmName.SHA256);

    /// <summary>A key of a message seals once, so that setting it up belongs to sealing; and so below.</summary>
    [Benchmark]
    public void Aes128GcmOnce12() => AesOnce(SenderData);

    [Benchmark]
    public void Aes128GcmOnce100() => AesOnce(100);

    [Benchmark]
    public void Aes128GcmOnce1000() => AesOnce(1000);

    [Benchmark]
    public void ChaChaOnce12() => ChaChaOnce(SenderData);

    [Benchmark]
    public void ChaChaOnce100() => ChaChaOnce(100);

    [Benchmark]
    public void ChaChaOnce1000() => ChaChaOnce(1000);

    [Benchmark]
    public void HkdfSha256Expand() => HKDF.Expand(HashAlgorithmName.SHA256, _secret, _expanded, "info"u8);

    private void AesOnce(int length)
    {
        using AesGcm aes = new(_aesKey, TagLength);
        aes.Encrypt(_nonce, _plaintext.AsSpan(0, length), _ciphertext.AsSpan(0, length), _tag);
    }

    private void ChaChaOnce(int length)
    {
        using ChaCha20Poly1305 chaCha = new(_secret);
        chaCha.Encrypt(_nonce, _plaintext.AsSpan(0, length), _ciphertext.AsSpan(0, length), _tag);
    }
}

namespace Sotto.Mls.Cryptography;

/// <summary>How a sender proves who it is (RFC 9180 section 5). MLS has signatures for that and uses the base mode.</summary>
internal enum HpkeMode : byte
{
    Base = 0,
    Psk = 1,
}

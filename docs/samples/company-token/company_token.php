<?php
// Makes the company token with PHP's openssl. The key is P-256, from a PEM file that only your backend can read.
// On the command line: php company_token.php KEY.pem ORGANISATION JKT SUBJECT NAME
declare(strict_types=1);

function encode(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

function compact_json(array $value): string
{
    return json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
}

/** RFC 7638: members in this order, without white space. */
function thumbprint(OpenSSLAsymmetricKey $key): string
{
    $ec = openssl_pkey_get_details($key)['ec'];
    $x = encode(str_pad($ec['x'], 32, "\0", STR_PAD_LEFT));
    $y = encode(str_pad($ec['y'], 32, "\0", STR_PAD_LEFT));
    return encode(hash('sha256', compact_json(['crv' => 'P-256', 'kty' => 'EC', 'x' => $x, 'y' => $y]), true));
}

/** A JWS takes the two numbers of 32 bytes side by side; openssl gives them as in certificates. */
function side_by_side(string $der): string
{
    $at = 4;
    $r = substr($der, $at, ord($der[3]));
    $at += strlen($r) + 2;
    $s = substr($der, $at, ord($der[$at - 1]));
    $bare = fn (string $number): string => str_pad(ltrim($number, "\0"), 32, "\0", STR_PAD_LEFT);
    return $bare($r) . $bare($s);
}

/** Call it for a logged-in customer only, with the `jkt` and organisation that the chat asked for. */
function company_token(OpenSSLAsymmetricKey $key, string $organisation, string $jkt, string $subject, string $name): string
{
    $now = time();
    $header = ['alg' => 'ES256', 'typ' => 'sotto-identity+jwt', 'kid' => thumbprint($key)];
    $claims = [
        'aud' => $organisation,
        'sub' => $subject,
        'name' => $name,
        'iat' => $now,
        'exp' => $now + 300,
        'jti' => encode(random_bytes(16)),
        'cnf' => ['jkt' => $jkt],
    ];
    $input = encode(compact_json($header)) . '.' . encode(compact_json($claims));
    if (!openssl_sign($input, $der, $key, OPENSSL_ALGO_SHA256)) {
        throw new RuntimeException('the key does not sign');
    }
    return $input . '.' . encode(side_by_side($der));
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $key = openssl_pkey_get_private(file_get_contents($argv[1]));
    echo company_token($key, $argv[2], $argv[3], $argv[4], $argv[5]);
}

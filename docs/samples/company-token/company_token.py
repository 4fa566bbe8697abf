"""Makes the company token with the `cryptography` package: Python itself cannot sign with elliptic curves.

The key is P-256, from a PEM file that only your backend can read.
On the command line: python3 company_token.py KEY.pem ORGANISATION JKT SUBJECT NAME
"""

import base64
import hashlib
import json
import secrets
import sys
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value: dict) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def thumbprint(key) -> str:
    """RFC 7638: members in this order, without white space."""
    numbers = key.public_key().public_numbers()
    x, y = (encode(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return encode(hashlib.sha256(compact({"crv": "P-256", "kty": "EC", "x": x, "y": y})).digest())


def company_token(key, organisation: str, jkt: str, subject: str, name: str) -> str:
    """Call it for a logged-in customer only, with the `jkt` and organisation that the chat asked for."""
    now = int(time.time())
    header = {"alg": "ES256", "typ": "sotto-identity+jwt", "kid": thumbprint(key)}
    claims = {
        "aud": organisation,
        "sub": subject,
        "name": name,
        "iat": now,
        "exp": now + 300,
        "jti": encode(secrets.token_bytes(16)),
        "cnf": {"jkt": jkt},
    }
    signing_input = f"{encode(compact(header))}.{encode(compact(claims))}"
    # A JWS takes the two numbers side by side, not the form of certificates.
    r, s = utils.decode_dss_signature(key.sign(signing_input.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signing_input}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        private_key = load_pem_private_key(file.read(), None)
    sys.stdout.write(company_token(private_key, *sys.argv[2:6]))

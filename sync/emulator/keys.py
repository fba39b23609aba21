"""RSA keys and what is made of them: signed JSON web tokens, certificates, key sets."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID


@cache
def private_key_pem(number: int) -> str:  # noqa: ARG001 - the number is what the cache goes by
    """A 2048-bit key in PKCS 8. The same number gives the same key within a process, since making one takes a
    tenth of a second.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _pem(key)


@cache
def key_id(private_pem: str) -> str:
    """40 hexadecimal digits that name a key."""
    return hashlib.sha1(public_pem(private_pem).encode(), usedforsecurity=False).hexdigest()


@cache
def public_pem(private_pem: str) -> str:
    public = _loaded(private_pem).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, form).decode()


def signed(claims: Mapping[str, Any], private_pem: str) -> str:
    """The claims as an RS256 JSON web token."""
    head = {"alg": "RS256", "kid": key_id(private_pem), "typ": "JWT"}
    text = f"{_encoded(orjson.dumps(head))}.{_encoded(orjson.dumps(claims))}"
    return f"{text}.{_encoded(_loaded(private_pem).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def unverified_claims(token: str) -> dict[str, Any]:
    """The claims of a token whose signature nobody has looked at. Raises ValueError if it is no token."""
    _, payload, _ = _parts(token)
    claims = orjson.loads(_unpadded(payload))
    if not isinstance(claims, dict):
        raise ValueError("The claims of the token are not an object.")
    return claims


def is_signed_by(token: str, public: str) -> bool:
    """True if the token is RS256 and carries the signature of this public key."""
    header, payload, signature = _parts(token)
    if orjson.loads(_unpadded(header)).get("alg") != "RS256":
        return False
    key = serialization.load_pem_public_key(public.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("The public key of the account is not an RSA key.")
    try:
        key.verify(_unpadded(signature), f"{header}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


@cache
def certificate_pem(private_pem: str) -> str:
    """A self-signed certificate, valid for as long as the emulator may be asked."""
    key = _loaded(private_pem)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "federated-signon.system.gserviceaccount.com")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM).decode()


def web_key(private_pem: str) -> dict[str, str]:
    """The public half as a JSON web key."""
    numbers = _loaded(private_pem).public_key().public_numbers()
    shape = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": key_id(private_pem)}
    return shape | {"n": _base64_integer(numbers.n), "e": _base64_integer(numbers.e)}


def _pem(key: rsa.RSAPrivateKey) -> str:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


@cache
def _loaded(private_pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("The signing key of the state is not an RSA key.")
    return key


def _parts(token: str) -> tuple[str, str, str]:
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("A signed token has three parts.")
    return parts[0], parts[1], parts[2]


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _base64_integer(number: int) -> str:
    return _encoded(number.to_bytes((number.bit_length() + 7) // 8, "big"))

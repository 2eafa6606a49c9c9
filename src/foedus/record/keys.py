"""A party's private key as a PEM file, encrypted where a passphrase is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.errors import BadInput, Diagnostic, Place

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def to_pem(key: Ed25519PrivateKey, passphrase: str) -> bytes:
    """Return the key in PKCS #8 PEM, encrypted by the passphrase unless it is empty."""
    from cryptography.hazmat.primitives import serialization as s

    how: s.KeySerializationEncryption = (
        s.BestAvailableEncryption(passphrase.encode()) if passphrase else s.NoEncryption()
    )
    return key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, how)


def from_pem(data: bytes, passphrase: str, file: str) -> Ed25519PrivateKey:
    """Return the key in a PEM file; raises BadInput (E641) where it cannot be read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = s.load_pem_private_key(data, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        what = "this is no Ed25519 private key, or the passphrase is wrong"
        raise BadInput(Diagnostic("E641", what, Place(file), "a PEM file"))
    return key

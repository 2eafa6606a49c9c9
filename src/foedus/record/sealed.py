"""Private notes and keys at rest: encrypted with a passphrase, by a well-kept library.

The key is scrypt(passphrase, salt) with n = 2^15, r = 8, p = 1 (Percival 2009; RFC 7914); the
cipher is ChaCha20-Poly1305 (RFC 8439), so a changed byte is detected. Nothing of the plain text
appears in an error.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from foedus.errors import BadInput, Diagnostic, MissingExtra, Place

MAGIC = b"foedus-sealed/1\n"


def _key(passphrase: str, salt: bytes) -> bytes:
    try:
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
    except ImportError:
        raise MissingExtra("record", "cryptography", "Opening a sealed file") from None
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def seal(plain: bytes, passphrase: str) -> bytes:
    """Return the encrypted form of `plain`; raises ValueError for an empty passphrase."""
    if not passphrase:
        raise ValueError("the passphrase is empty")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = _key(passphrase, salt)
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return MAGIC + salt + nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, MAGIC)


def unseal(data: bytes, passphrase: str, file: str) -> bytes:
    """Return the plain bytes; raises BadInput (E642) where they do not open."""
    if not data.startswith(MAGIC) or len(data) < len(MAGIC) + 44:
        what = "this is no sealed file"
        raise BadInput(Diagnostic("E642", what, Place(file), "a file foedus sealed"))
    rest = data[len(MAGIC) :]
    key = _key(passphrase, rest[:16])
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(rest[16:28], rest[28:], MAGIC)
    except InvalidTag:
        what = "the sealed file does not open: wrong passphrase, or the file was altered"
        raise BadInput(Diagnostic("E642", what, Place(file))) from None


def add_note(data: bytes | None, note: dict[str, Any], passphrase: str, file: str) -> bytes:
    """Return the sealed notes with one more; `data` is the file so far, None for a new one."""
    notes = [] if data is None else read_notes(data, passphrase, file)
    return seal(json.dumps([*notes, note], ensure_ascii=False).encode(), passphrase)


def read_notes(data: bytes, passphrase: str, file: str) -> list[dict[str, Any]]:
    """Return the notes in a sealed file; raises BadInput (E642)."""
    notes: list[dict[str, Any]] = json.loads(unseal(data, passphrase, file))
    return notes

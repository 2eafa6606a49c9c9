"""Signed checkpoints: a log's name, size and root, with a signature per party (Ed25519).

The text is that of transparency-log checkpoints: three lines, a blank line, then a signature
line for each key. A co-signature signs the same three lines, so parties who hold copies of one
log each vouch for the same root.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from foedus.csvfile import is_whole
from foedus.errors import BadInput, Diagnostic, MissingExtra, Place

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

MARK = "— "


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line: who signed (a key's name), the key's identity and the 64 bytes."""

    signer: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was at one moment: `size` entries with the Merkle root `root`."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...] = ()

    @property
    def signed_text(self) -> bytes:
        """The bytes that every signature covers."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\n".encode()

    def render(self) -> str:
        """Return the checkpoint as text, signatures last."""
        lines = [
            f"{MARK}{s.signer} {base64.b64encode(s.key_id + s.value).decode()}\n"
            for s in self.signatures
        ]
        return f"{self.signed_text.decode()}\n{''.join(lines)}"


def check_name(name: str, what: str, place: Place) -> None:
    """Raise BadInput (E640) for a name that cannot stand on a line of a checkpoint.

    A log or a signer whose name breaks the line could sign nothing that others can read.
    """
    if not name.strip() or name != name.strip() or not name.isprintable():
        said = f"{what} cannot be {name!r}"
        raise BadInput(Diagnostic("E640", said, place, "one line of text, no blanks at its ends"))


def parse_checkpoint(text: str, file: str = "checkpoint") -> Checkpoint:
    """Return the checkpoint in `text`; raises BadInput (E640) with the line at fault."""
    lines = text.split("\n")

    def bad(line: int, what: str, expected: str) -> BadInput:
        return BadInput(Diagnostic("E640", what, Place(file, line), expected))

    if len(lines) < 4 or lines[3]:
        raise bad(4, "this is no checkpoint", "log name, size, root, a blank line, signatures")
    if not is_whole(lines[1]) or (lines[1] != "0" and lines[1].startswith("0")):
        raise bad(2, "the size is no number", "a whole number such as 42")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error:
        root = b""
    if len(root) != 32:
        raise bad(3, "the root is no SHA-256 hash", "32 bytes in base64")
    signatures = []
    for number, line in enumerate(lines[4:], start=5):
        if not line:
            continue
        signer, _, blob = line.removeprefix(MARK).rpartition(" ")
        try:
            raw = base64.b64decode(blob, validate=True)
        except binascii.Error:
            raw = b""
        if not line.startswith(MARK) or not signer or len(raw) != 68:
            raise bad(number, "this is no signature line", f"{MARK}NAME BASE64 of 68 bytes")
        signatures.append(Signature(signer, raw[:4], raw[4:]))
    return Checkpoint(lines[0], int(lines[1]), root, tuple(signatures))


def _ed25519() -> type[Ed25519PrivateKey]:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise MissingExtra("record", "cryptography", "Signing a record") from None
    return ed25519.Ed25519PrivateKey


def new_key() -> Ed25519PrivateKey:
    """Return a new private key; raises MissingExtra without the library."""
    return _ed25519().generate()


def public_text(name: str, key: Ed25519PublicKey) -> str:
    """Return a public key as one line: NAME+KEYID+BASE64."""
    raw = key.public_bytes_raw()
    return f"{name}+{key_id(name, raw).hex()}+{base64.b64encode(raw).decode()}"


def key_id(name: str, raw: bytes) -> bytes:
    """Return the first four bytes of SHA-256(name || newline || 0x01 || key)."""
    return sha256(name.encode() + b"\n\x01" + raw).digest()[:4]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A party's public key under the party's name."""

    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        """The key's identity, as it stands in signature lines."""
        return key_id(self.name, self.raw)

    def accepts(self, checkpoint: Checkpoint) -> bool:
        """Return whether the checkpoint holds a good signature by this key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key = Ed25519PublicKey.from_public_bytes(self.raw)
        for s in checkpoint.signatures:
            if (s.signer, s.key_id) == (self.name, self.id):
                try:
                    key.verify(s.value, checkpoint.signed_text)
                except InvalidSignature:
                    return False
                return True
        return False


def parse_verifier(text: str, file: str = "key", line: int = 1) -> Verifier:
    """Return the verifier in a line NAME+KEYID+BASE64; raises BadInput (E641)."""
    name, _, rest = text.strip().partition("+")
    shown, _, blob = rest.partition("+")
    try:
        raw = base64.b64decode(blob, validate=True)
    except binascii.Error:
        raw = b""
    if not name or len(raw) != 32 or key_id(name, raw).hex() != shown:
        what = "this is no public key, or it was altered"
        raise BadInput(Diagnostic("E641", what, Place(file, line), "NAME+KEYID+BASE64"))
    return Verifier(name, raw)


def sign(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey) -> Checkpoint:
    """Return the checkpoint with a signature by `key` under `name`, in place of an earlier one.

    Raises BadInput (E640) for a name that no line can hold.
    """
    check_name(name, "the name of a signer", Place("--as"))
    raw = key.public_key().public_bytes_raw()
    mine = Signature(name, key_id(name, raw), key.sign(checkpoint.signed_text))
    others = tuple(s for s in checkpoint.signatures if (s.signer, s.key_id) != (name, mine.key_id))
    return Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, (*others, mine))

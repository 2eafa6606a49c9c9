"""`foedus record sign | cosign | verify | prove | compare`: what makes a record checkable."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, write_bytes
from foedus.cli.record_write import PASSPHRASE
from foedus.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from foedus.record.checkpoint import Checkpoint, Verifier
    from foedus.record.log import Log
    from foedus.record.verify import Verification

KEY = click.option("--key", required=True, help="Your private key (a PEM file).")
AS = click.option("--as", "name", required=True, help="Your name, as it stands in signatures.")
TRUST = click.option(
    "--trust", multiple=True, metavar="FILE", help="A file of public keys, one a line; repeatable."
)
AGAINST = click.option(
    "--against", multiple=True, metavar="FILE",
    help="A checkpoint held elsewhere: shows a copy rolled back or rewritten; repeatable.",
)  # fmt: skip


@click.command(
    "sign", epilog="Example: foedus record sign talks.record --key a.pem --as A --new-key"
)
@click.argument("record")
@KEY
@AS
@click.option("--new-key", is_flag=True, help="Make the key first; never overwrites one.")
@click.option("-o", "--output", default="", help="Also write the checkpoint to this file.")
@PASSPHRASE
@json_option
@guarded
def sign(
    record: str, key: str, name: str, new_key: bool, output: str, passphrase: str, as_json: bool
) -> None:
    """Sign RECORD as it stands, keep the checkpoint in it and print it."""
    from foedus.record.checkpoint import public_text
    from foedus.record.checkpoint import sign as sign_
    from foedus.record.log import Log

    private = _key(key, passphrase, new_key)
    with Log.open(record) as log:
        checkpoint = sign_(_kept(log.checkpoints(), log.checkpoint()), name, private)
        log.keep_checkpoint(checkpoint)
    public = public_text(name, private.public_key())
    _show(checkpoint, public, output, as_json)


def _kept(texts: list[str], now: Checkpoint) -> Checkpoint:
    """Return the checkpoint of this very state that others signed before, if there is one."""
    from foedus.record.checkpoint import parse_checkpoint

    for text in texts:
        kept = parse_checkpoint(text)
        if (kept.origin, kept.size, kept.root) == (now.origin, now.size, now.root):
            return kept
    return now


def _key(path: str, passphrase: str, new: bool) -> Ed25519PrivateKey:
    """Return the private key of a file, made first where it is to be new."""
    from foedus.record.keys import from_pem

    if new:
        _make_key(path, passphrase)
    return from_pem(read_bytes(path, code="E641"), passphrase, path)


def _checkpoint(file: str) -> Checkpoint:
    from foedus.record.checkpoint import parse_checkpoint

    return parse_checkpoint(read_bytes(file, code="E600").decode(errors="replace"), file)


def _make_key(path: str, passphrase: str) -> None:
    import os

    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.record.checkpoint import new_key
    from foedus.record.keys import to_pem

    data = to_pem(new_key(), passphrase)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as exc:
        what = f"cannot make this key: {exc.strerror}"
        raise BadInput(Diagnostic("E641", what, Place(path), "a new name")) from None
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _show(checkpoint: Checkpoint, public: str, output: str, as_json: bool) -> None:
    if output:
        write_bytes(output, checkpoint.render().encode(), code="E600")
    if as_json:
        emit(
            {"size": checkpoint.size, "root": checkpoint.root.hex(), "public_key": public,
             "checkpoint": checkpoint.render()},
            kind="record-sign",
        )  # fmt: skip
        return
    click.echo(checkpoint.render())
    click.echo(f"Signed {checkpoint.size} entries. Give the others your public key:\n{public}")


@click.command(
    "cosign", epilog="Example: foedus record cosign mine.record theirs.txt --key b.pem --as B"
)
@click.argument("record")
@click.argument("checkpoint")
@KEY
@AS
@TRUST
@click.option("--new-key", is_flag=True, help="Make the key first; never overwrites one.")
@click.option("-o", "--output", default="", help="Write the checkpoint with both signatures here.")
@PASSPHRASE
@json_option
@guarded
def cosign(
    record: str, checkpoint: str, key: str, name: str, trust: tuple[str, ...], new_key: bool,
    output: str, passphrase: str, as_json: bool,
) -> None:  # fmt: skip
    """Sign another party's CHECKPOINT after verifying your own RECORD against it."""
    from foedus.record.checkpoint import public_text
    from foedus.record.checkpoint import sign as sign_
    from foedus.record.log import Log
    from foedus.record.verify import verify

    theirs = _checkpoint(checkpoint)
    with Log.open(record) as log:
        result = verify(log, verifiers=_verifiers(trust), against=[theirs])
        if result.ok:
            private = _key(key, passphrase, new_key)
            signed = sign_(theirs, name, private)
            log.keep_checkpoint(signed)
    if not result.ok:
        _report(result, as_json)
        sys.exit(Exit.FAILS)
    _show(signed, public_text(name, private.public_key()), output, as_json)


def _verifiers(files: tuple[str, ...]) -> list[Verifier]:
    from foedus.record.checkpoint import parse_verifier

    found = []
    for file in files:
        lines = read_bytes(file, code="E641").decode(errors="replace").splitlines()
        found += [parse_verifier(x, file, n) for n, x in enumerate(lines, start=1) if x.strip()]
    return found


@click.command("verify", epilog="Example: foedus record verify talks.record --trust keys.txt"
               " --against theirs.txt")  # fmt: skip
@click.argument("record")
@TRUST
@AGAINST
@click.option(
    "--sources", default="", metavar="FOLDER",
    help="Stored copies of sources (text files); quotes are checked against them.",
)  # fmt: skip
@json_option
@guarded
def verify_(
    record: str, trust: tuple[str, ...], against: tuple[str, ...], sources: str, as_json: bool
) -> None:
    """Verify every byte, hash, signature, reference and quote of RECORD."""
    from foedus.record.log import Log
    from foedus.record.verify import verify

    held = [_checkpoint(f) for f in against]
    copies = _copies(sources) if sources else {}
    texts = {digest: text for digest, text in copies.values()}
    with Log.open(record) as log:
        result = verify(log, verifiers=_verifiers(trust), against=held, copies=texts)
        known = _hashes(log) if copies and result.ok else set(texts)
    _report(result, as_json, [p for p, (digest, _) in copies.items() if digest not in known])
    sys.exit(Exit.OK if result.ok else Exit.FAILS)


def _hashes(log: Log) -> set[str]:
    """Return the hashes of their copies that the sources of a record bear."""
    sources = (e.body for e in log.entries() if e.body["kind"] == "source")
    return {str(s["sha256"]) for s in sources if "sha256" in s}


def _copies(folder: str) -> dict[str, tuple[str, str]]:
    """Return the hash and the text of every file of a folder, by path."""
    from hashlib import sha256

    from foedus.errors import BadInput, Diagnostic, Place

    if not Path(folder).is_dir():
        raise BadInput(Diagnostic("E600", "there is no such folder", Place(folder), "a folder"))
    data = {str(p): p.read_bytes() for p in sorted(Path(folder).rglob("*")) if p.is_file()}
    return {p: (sha256(d).hexdigest(), d.decode(errors="replace")) for p, d in data.items()}


def _report(result: Verification, as_json: bool, unknown: Sequence[str] = ()) -> None:
    """Print what was verified; `unknown` are copies whose hash no source of the record bears."""
    if as_json:
        data = {**result.to_dict(), "copies_of_no_source": list(unknown), "ok": result.ok}
        emit(data, kind="record-verify")
        return
    for name in unknown:
        click.echo(f"not checked: {name} is no source's copy, by its hash (altered or unknown)")
    for finding in result.findings:
        click.echo(f"DIFFERS  {finding.where}: {finding.what}")
    signers = ", ".join(result.signed_by) or "nobody whose key was given"
    click.echo(f"“{result.origin}”, {result.size} entries, root {result.root}")
    if result.signers_without_key:
        click.echo(f"not checked, no key given: {', '.join(result.signers_without_key)}")
    click.echo(
        f"signed by {signers}; quotes: {result.quotes_checked} checked against a stored copy, "
        f"{result.quotes_not_held} as recorded, source not held"
    )
    if result.values_not_held:
        number = result.values_not_held
        click.echo(f"{number} sealed value{'s' * (number != 1)} came to this copy as a seal only")
    found = len(result.findings)
    click.echo("verified" if result.ok else f"NOT verified: {found} finding{'s' * (found != 1)}")


@click.command("prove", epilog="Example: foedus record prove talks.record s1")
@click.argument("record")
@click.argument("entry")
@json_option
@guarded
def prove(record: str, entry: str, as_json: bool) -> None:
    """Print the proof that ENTRY is in RECORD, to be checked with SHA-256 alone."""
    from foedus.record.canonical import canonical
    from foedus.record.log import Log

    with Log.open(record) as log:
        proof = log.prove(entry)
    if as_json:
        emit(proof.to_dict(), kind="record-proof")
        return
    click.echo(f"entry {proof.seq} of {proof.size}: {canonical(proof.entry).decode()}")
    click.echo(f"leaf  {proof.leaf}")
    for step in proof.path:
        click.echo(f"path  {step}")
    click.echo(f"root  {proof.root}\n{len(proof.path)} hashes lead from the leaf to the root.")


@click.command("compare", epilog="Example: foedus record compare mine.record theirs.record")
@click.argument("mine")
@click.argument("theirs")
@json_option
@guarded
def compare_(mine: str, theirs: str, as_json: bool) -> None:
    """Compare two copies; exit 0 where one continues the other, 1 where they differ."""
    from foedus.record.canonical import canonical
    from foedus.record.exchange import compare
    from foedus.record.log import Log

    with Log.open(mine) as a, Log.open(theirs) as b:
        result = compare(a, b)
    if as_json:
        emit(result.to_dict(), kind="record-compare")
    else:
        click.echo(f"mine {result.mine} entries, theirs {result.theirs}")
        if result.relation == "they differ":
            for whose, entry in (("mine:  ", result.mine_there), ("theirs:", result.theirs_there)):
                click.echo(f"{whose} {canonical(entry).decode()}")
        first = result.first_difference
        click.echo(result.relation + ("" if first is None else f" from entry {first} on"))
    sys.exit(Exit.FAILS if result.relation == "they differ" else Exit.OK)

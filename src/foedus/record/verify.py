"""Verifying a record: every byte against every hash, every signature, every quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer
from foedus.errors import BadInput, Place
from foedus.record.canonical import NotCanonical, read_canonical
from foedus.record.checkpoint import Checkpoint, Verifier, parse_checkpoint
from foedus.record.database import typed
from foedus.record.entries import check_entry, references
from foedus.record.log import Log
from foedus.record.merkle import completed_nodes, leaf_hash, range_hash, root_hash
from foedus.record.quotes import find_quote
from foedus.record.sealing import commitment


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not verify: where, and what was found."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verification(Answer):
    """The result of verifying a record; `findings` is empty exactly when all is well."""

    origin: str
    size: int
    root: str
    findings: tuple[Finding, ...]
    signed_by: tuple[str, ...]
    signers_without_key: tuple[str, ...]
    quotes_checked: int
    quotes_not_held: int
    values_not_held: int
    method: str = "all leaves and nodes recomputed with SHA-256 (RFC 9162); Ed25519 signatures"

    @property
    def ok(self) -> bool:
        """Whether everything verified."""
        return not self.findings


def verify(
    log: Log,
    *,
    verifiers: Sequence[Verifier] = (),
    against: Sequence[Checkpoint] = (),
    copies: Mapping[str, str] | None = None,
) -> Verification:
    """Verify a whole record.

    `verifiers` are the parties' public keys; `against` are checkpoints held elsewhere (a
    rolled-back or rewritten copy shows there and only there); `copies` maps the SHA-256 of a
    stored source to its text. Never raises for a damaged record: damage is a finding.
    """
    run = _Run(log, copies or {})
    try:
        log.database.snapshot()
        run.whole(verifiers, against)
    except BadInput as exc:
        run.findings += [Finding(str(d.place), d.what) for d in exc.diagnostics]
    finally:
        log.database.rollback()
    return Verification(
        run.origin, len(run.leaves), run.root().hex(), tuple(run.findings),
        tuple(sorted(run.signed)), tuple(sorted(run.unknown)),
        run.quotes_checked, run.quotes_not_held, run.values_not_held,
    )  # fmt: skip


_HERE = Place("entry")


def _gaps(flags: bytearray) -> Iterator[int]:
    """Yield the positions of the zeros, at most five."""
    at = flags.find(0)
    for _ in range(5):
        if at < 0:
            return
        yield at
        at = flags.find(0, at + 1)


class _Run:
    def __init__(self, log: Log, copies: Mapping[str, str]) -> None:
        self.log, self.copies = log, copies
        self.findings: list[Finding] = []
        self.leaves: list[bytes] = []
        self.levels: list[list[bytes]] = []
        self.kinds: dict[str, str] = {}
        self.sealed: dict[int, Mapping[str, Any]] = {}
        self.sources: dict[str, str] = {}
        self.redacted: set[tuple[str, str]] = set()
        self.ids: list[str] = []
        self.quotes_checked = self.quotes_not_held = self.values_not_held = 0
        self.origin = ""
        self.signed: set[str] = set()
        self.unknown: set[str] = set()

    def whole(self, verifiers: Sequence[Verifier], against: Sequence[Checkpoint]) -> None:
        damage = self.log.database.integrity()
        if damage:
            self.add("database", damage)
        self.origin = self.log.origin
        self.read_entries()
        self.check_openings()
        self.check_checkpoints(verifiers, against)

    def add(self, where: str, what: str) -> None:
        self.findings.append(Finding(where, what))

    def node(self, level: int, index: int) -> bytes:
        return self.leaves[index] if level == 0 else self.levels[level - 1][index]

    def grow(self) -> None:
        """Compute every inner node of the tree over the leaves read."""
        self.levels = []
        for level, _, value in completed_nodes(0, self.leaves, self.node):
            if level > len(self.levels):
                self.levels.append([])
            self.levels[level - 1].append(value)

    def root(self, size: int | None = None) -> bytes:
        if len(self.leaves) > 1 and not self.levels:
            self.grow()  # the reading of a damaged database ended early
        return root_hash(len(self.leaves) if size is None else size, self.node)

    def read_entries(self) -> None:
        query = "SELECT seq, id, kind, body, leaf FROM entry ORDER BY seq"
        types = (int, str, str, bytes, bytes)
        for seq, entry_id, kind, body, leaf in typed(self.log.database, types, query):
            data: bytes = body
            where = f"entry {seq}"
            if seq != len(self.leaves):
                self.add(where, f"entry {len(self.leaves)} is missing")
                break
            computed = leaf_hash(data)
            if computed != leaf:
                self.add(where, "its bytes do not match its hash")
            self.leaves.append(computed)
            self._read_one(seq, entry_id, kind, data)
        self._check_nodes()

    def _read_one(self, seq: int, entry_id: str, kind: str, data: bytes) -> None:
        where = f"entry {seq}"
        try:
            entry = read_canonical(data)
        except NotCanonical as exc:
            self.add(where, f"it is no canonical JSON: {exc}")
            self.ids.append("")
            return
        faults = check_entry(entry, _HERE)
        if faults:
            self.findings += [Finding(where, d.what) for d in faults]
            self.ids.append("")
            return
        if (entry["id"], entry["kind"]) != (entry_id, kind):
            self.add(where, f'it is filed as {kind} "{entry_id}", but says otherwise')
            entry_id, kind = entry["id"], entry["kind"]
        if entry_id in self.kinds:
            self.add(where, f'"{entry_id}" is in the record twice (a replayed entry)')
        self.ids.append(entry_id)
        self._check_references(seq, entry)
        self.kinds[entry_id] = kind
        if "sealed" in entry:
            self.sealed[seq] = entry["sealed"]
        if kind == "source" and "sha256" in entry:
            self.sources[entry_id] = entry["sha256"]
        elif kind == "redaction":
            self.redacted.add((entry["entry"], entry["field"]))

    def _check_nodes(self) -> None:
        self.grow()
        there = [bytearray(len(level)) for level in self.levels]
        strays: list[tuple[int, int]] = []
        for level, index, value in typed(
            self.log.database, (int, int, bytes), "SELECT level, idx, hash FROM node"
        ):
            if not (0 < level <= len(self.levels) and 0 <= index < len(self.levels[level - 1])):
                strays.append((level, index))
                continue
            there[level - 1][index] = 1
            if value != self.levels[level - 1][index]:
                self.add(f"node {level}/{index}", "it does not match the entries beneath it")
        for level, flags in enumerate(there, start=1):
            for index in _gaps(flags):
                self.add(f"node {level}/{index}", "it is missing above the entries beneath it")
        for level, index in sorted(strays)[:5]:
            self.add(f"node {level}/{index}", "no entries are beneath it")

    def check_openings(self) -> None:
        held: set[tuple[int, str]] = set()
        for seq, field, salt, value in self.log.all_openings():
            held.add((seq, field))
            if not salt and not value:
                self.values_not_held += 1
            elif self.sealed.get(seq, {}).get(field) != commitment(salt, value):
                self.add(f"entry {seq}", f'the sealed value of "{field}" is not the one committed')
        for seq, fields in self.sealed.items():
            for field in fields:
                gone = (self.ids[seq], field) in self.redacted
                if (seq, field) not in held and not gone:
                    what = f'the value of "{field}" is not held here, and no redaction is logged'
                    self.add(f"entry {seq}", what)

    def _check_references(self, seq: int, entry: dict[str, Any]) -> None:
        """Check that whatever an entry refers to was there before it, and its quote."""
        for field, target, allowed in references(entry):
            kind = self.kinds.get(target)
            if kind is None:
                self.add(f"entry {seq}", f'"{field}" refers to "{target}", not there before it')
            elif allowed and kind not in allowed:
                self.add(f"entry {seq}", f'"{field}" refers to "{target}", which is a {kind}')
        if entry["kind"] == "statement" and "quote" in entry:
            self._check_quote(seq, entry)

    def _check_quote(self, seq: int, entry: dict[str, Any]) -> None:
        digest = self.sources.get(entry.get("source", ""))
        text = self.copies.get(digest) if digest else None
        if text is None:
            self.quotes_not_held += 1
            return
        self.quotes_checked += 1
        match = find_quote(entry["quote"], text)
        if not match.found:
            self.add(f'entry {seq} "{entry["id"]}"', match.explain())

    def check_checkpoints(
        self, verifiers: Sequence[Verifier], against: Sequence[Checkpoint]
    ) -> None:
        kept = [parse_checkpoint(t, "stored checkpoint") for t in self.log.checkpoints()]
        held = [(c, "stored") for c in kept] + [(c, "held elsewhere") for c in against]
        for checkpoint, origin in held:
            where = f"checkpoint of {checkpoint.size} entries ({origin})"
            short = checkpoint.size - len(self.leaves)
            if checkpoint.origin != self.origin:
                self.add(where, f'it is of another log, "{checkpoint.origin}"')
            elif short > 0:
                self.add(where, f"this copy lacks {short} entries that were signed (rolled back)")
            elif range_hash(0, checkpoint.size, self.node) != checkpoint.root:
                self.add(where, "the log's entries were changed after it was signed")
            self.signed |= self._signers(checkpoint, verifiers, where)

    def _signers(
        self, checkpoint: Checkpoint, verifiers: Sequence[Verifier], where: str
    ) -> set[str]:
        good = {v.name for v in verifiers if v.accepts(checkpoint)}
        known = {(v.name, v.id) for v in verifiers}
        for s in checkpoint.signatures:
            if s.signer in {v.name for v in verifiers} and s.signer not in good:
                self.add(where, f"the signature of {s.signer} does not match")
            elif (s.signer, s.key_id) not in known:
                self.unknown.add(s.signer)
        return good

"""A case's words as entries of a record: the same keys, nothing added."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from foedus.case.model import Case
from foedus.case.words import BASE, Commitment, Statement, Status
from foedus.csvfile import decode_text
from foedus.errors import Place
from foedus.record.exchange import read_entries

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def record_entries(case: Case) -> tuple[list[Any], list[Place]]:
    """Return the entries of a case with their places: sources, statements, disputes, commitments,
    then those written in the folder's `record/*.jsonl`.

    A case holds no copies of its sources, so a source has no hash and every quote is verified as
    "as recorded, source not held".
    """
    sources: dict[str, str] = {}
    entries: list[Any] = []
    places: list[Place] = []
    words: list[Statement | Commitment] = [*case.statements.values(), *case.commitments]
    # What is of the base layer first, so that a source is later only if all its words are.
    for item in sorted(words, key=lambda w: w.layer != BASE):
        if item.source not in sources:
            sources[item.source] = f"source-{len(sources) + 1}"
            source = {"id": sources[item.source], "kind": "source", "document": item.source}
            entries.append(source if item.layer == BASE else {**source, "layer": item.layer})
            places.append(item.place)
    for item in words:
        at = sources[item.source]
        if isinstance(item, Statement):
            entries.append(_statement(item, at))
        else:
            entries.append(_commitment(item, at))
        places.append(item.place)
    for dispute in case.disputes:
        found = list(dict.fromkeys(s for side in dispute.sides for s in side.statements))
        entry = {"id": f"dispute-{dispute.key}", "kind": "dispute", "matter": dispute.on,
                 "statements": found}  # fmt: skip
        entries.append(entry if dispute.layer == BASE else {**entry, "layer": dispute.layer})
        places.append(Place(f"dispute {dispute.key}"))
    on = {x.key for x in case.layers if x.on} | {BASE}
    for path in sorted((Path(case.folder) / "record").glob("*.jsonl")):
        text = decode_text(path.read_bytes(), str(path), code="E601")
        more, where = read_entries(text, str(path))
        # What is no entry at all is left for the record to refuse, with its place.
        kept = [
            i for i, e in enumerate(more) if not isinstance(e, dict) or e.get("layer", BASE) in on
        ]
        entries += [more[i] for i in kept]
        places += [where[i] for i in kept]
    return entries, places


def _filled(entry: dict[str, Any], layer: str, status: Status) -> dict[str, Any]:
    if layer != BASE:
        entry["layer"] = layer
    entry["verified"] = status.label
    return {k: v for k, v in entry.items() if v not in ("", [], ())}


def _statement(s: Statement, source: str) -> dict[str, Any]:
    date = s.when.first.isoformat()
    note = "; ".join(filter(None, ["" if s.when.text == date else s.when.text, s.note]))
    entry: dict[str, Any] = {
        "id": s.key, "kind": "statement", "quote": s.quote, "speaker": s.speaker,
        "capacity": s.capacity, "mandate": s.mandate, "date": date, "source": source,
        "quoted_by": ", ".join(s.reports) and s.speaker, "language": s.language,
        "translator": s.translator, "tags": list(s.matters), "note": note, "status": "stated",
    }  # fmt: skip
    return _filled(entry, s.layer, s.status)


def _commitment(c: Commitment, source: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": c.key, "kind": "commitment", "text": c.text, "obligor": c.obligor,
        "verifier": c.verifier, "source": source, "agreed_on": c.when.first.isoformat(),
        "article": f"{c.document}, {c.point}", "conditions": [f"after {k}" for k in c.after],
        "note": "; ".join(filter(None, [f"deadline as written: {c.deadline}" if c.deadline else "",
                                        c.note])),
    }  # fmt: skip
    exact = _DAY.match(c.deadline)
    if exact:
        entry["deadline"] = exact[0]
    return _filled(entry, c.layer, c.status)

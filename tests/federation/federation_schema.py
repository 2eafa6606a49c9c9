"""The JSON schemas of `foedus powers ...` and `foedus fiscal`, made from the answers' own types.

To write them after a change: python tests/federation/federation_schema.py
"""

from __future__ import annotations

import dataclasses
import json
import sys
import types
import typing
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from foedus.federation import (
    authority,
    chamber,
    checks,
    communities,
    languages,
    organs,
    part,
    part_votes,
    paths,
    registers,
    turnout,
)
from foedus.fiscal import answer, flows

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
SHARE = {"type": "string", "pattern": r"^-?\d+(/\d+)?$"}
DIGESTS = {
    "type": "object",
    "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}


def of(hint: Any) -> dict[str, Any]:
    """Return the schema of a type, as `foedus.answer.plain` writes its values."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [of(a) for a in typing.get_args(hint)]}
    if origin is tuple:
        args = typing.get_args(hint)
        if len(args) == 2 and args[1] is Ellipsis:
            return {"type": "array", "items": of(args[0])}
        return {"type": "array", "prefixItems": [of(a) for a in args], "minItems": len(args),
                "maxItems": len(args)}  # fmt: skip
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": of(typing.get_args(hint)[1])}
    if hint is type(None):
        return {"type": "null"}
    if dataclasses.is_dataclass(hint):
        return answer_of(typing.cast("type", hint))
    if issubclass(hint, Enum):
        return {"enum": [m.value for m in hint]}
    if hint is Fraction:
        return SHARE
    return {"type": {str: "string", int: "integer", bool: "boolean"}[hint]}


def answer_of(kind: type, **more: Any) -> dict[str, Any]:
    """Return the schema of an answer: the fields its `to_dict` has, and some more."""
    hints = typing.get_type_hints(kind)
    fields = [f.name for f in dataclasses.fields(kind) if f.repr]
    properties = {**{name: of(hints[name]) for name in fields}, **more}
    return strict(properties, (kind.__doc__ or "").split("\n")[0])


def strict(properties: dict[str, Any], description: str = "") -> dict[str, Any]:
    """Return an object with exactly these properties."""
    found: dict[str, Any] = {"description": description} if description else {}
    return {**found, "type": "object", "additionalProperties": False,
            "required": list(properties), "properties": properties}  # fmt: skip


def whole(kind: str, command: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of a command's whole answer."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{command} --json",
        **strict({"format": {"const": f"foedus.{kind}/1"}, **properties}),
    }


def texts(**properties: Any) -> dict[str, Any]:
    """Return the schema of a list of answers, one for each text."""
    return {"type": "array", "items": strict({"text": TEXT, **properties})}


def many(kind: type) -> dict[str, Any]:
    """Return the schema of a list of answers of one kind."""
    return {"type": "array", "items": answer_of(kind)}


MATTER = strict({"name": TEXT, "title": TEXT, "group": TEXT})
ROW = strict(
    {"matter": TEXT, "function": TEXT, "level": TEXT, "units": TEXTS, "article": TEXT,
     "status": {"enum": ["", "verified", "unverified"]}, "note": TEXT, "source": TEXT}
)  # fmt: skip


def schemas() -> dict[str, dict[str, Any]]:
    """Return every schema of these commands by file name."""
    flow = answer_of(
        flows.Flows,
        per_head=strict({n: {"type": "object", "additionalProperties": SHARE}
                         for n in ("raised", "after")}),
    )  # fmt: skip
    money = answer_of(answer.Money, title=TEXT, banner=TEXT)
    money["properties"]["flows"] = {"anyOf": [flow, {"type": "null"}]}
    return {
        "powers.json": whole(
            "powers", "foedus powers", inputs=DIGESTS, matter=TEXT,
            texts=texts(
                file=TEXT, unit=TEXT, rows={"type": "array", "items": ROW},
                conflict={"type": "array", "items": TEXTS}, open=many(checks.Open),
                paths={"type": "array", "items": answer_of(paths.Path, text=TEXT)},
            ),
        ),
        "matters.json": whole(
            "matters", "foedus powers matters",
            matters={"type": "array", "items": MATTER},
            sources=TEXTS,
        ),
        "organs.json": whole(
            "organs", "foedus powers organs", inputs=DIGESTS,
            texts=texts(
                chambers=many(chamber.Chamber), courts=many(organs.Court),
                measures=many(organs.Measure), interventions=many(paths.Path),
                guarantors=many(organs.Guarantors),
            ),
        ),
        "minorities.json": whole(
            "minorities", "foedus powers minorities", inputs=DIGESTS,
            texts=texts(
                communities=many(communities.Part), inside=many(communities.Inside),
                councils=many(communities.Council), barred=many(communities.Barred),
            ),
        ),
        "languages.json": whole(
            "languages", "foedus powers languages", inputs=DIGESTS,
            texts=texts(rights=many(languages.Right)),
        ),
        "part.json": whole(
            "part", "foedus powers part", inputs=DIGESTS,
            texts=many(part.Under), turnouts=many(turnout.Turnout),
            registers={"type": "array", "items": strict(
                {"switch": TEXT, "registers": many(registers.Register)})},
            tallies=many(part_votes.Counted),
        ),
        "authority.json": whole(
            "authority", "foedus powers authority", inputs=DIGESTS,
            texts=texts(components=many(authority.Component), missing=TEXTS),
        ),
        "fiscal.json": whole(
            "fiscal", "foedus fiscal", inputs=DIGESTS, texts={"type": "array", "items": money}
        ),
        "formulas.json": whole(
            "formulas", "foedus fiscal --formulas",
            formulas={"type": "array",
                      "items": strict({"name": TEXT, "text": TEXT, "reference": TEXT})},
        ),
    }  # fmt: skip


def written() -> dict[str, str]:
    """Return the text of every schema file."""
    return {n: json.dumps(x, indent=2, ensure_ascii=False) + "\n" for n, x in schemas().items()}


if __name__ == "__main__":
    for name, text in written().items():
        (SCHEMAS / name).write_text(text, encoding="utf-8")
        print(name, file=sys.stderr)

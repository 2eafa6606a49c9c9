"""The convention of a case: its files, and the link from its text to a binding vote."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer, Label
from foedus.csvfile import decode_text
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

KEYS = ("title", "note", "opinions", "groups", "seed", "participation", "regions", "clauses",
        "rankings", "result")  # fmt: skip
RESULT = ("text", "adopted_by", "constitution", "votes", "step", "said")
#: Kinds of record entries that can bind somebody to hold a vote.
BINDING = ("commitment", "step")


@dataclass(frozen=True, slots=True)
class Convention:
    """What convene/convention.toml says; paths are as written, relative to its folder.

    `adopted_by` is the procedure by which the text becomes binding, `constitution` the file of
    the case that holds it, `votes` a recorded vote, `step` the record's entry that obliges
    somebody to put the text to that procedure, `said` a statement about it.
    """

    title: str
    note: str
    opinions: str
    groups: int | None
    seed: int
    participation: str
    regions: str
    clauses: str
    rankings: str
    text: str
    adopted_by: str
    constitution: str
    votes: str
    step: str
    said: str


@dataclass(frozen=True, slots=True)
class Link(Answer):
    """The link from a deliberated text to a binding vote.

    `flagged`: nobody must adopt the result: no procedure is named, or no entry of the record
    obliges anybody to put it to one. `kind` is the entry's kind.
    """

    text: str
    adopted_by: str
    step: str
    kind: str
    flagged: bool
    why: str
    label: Label = Label.EXACT


def read_convention(data: bytes, file: str) -> Convention:
    """Return a convention file. Raises BadInput (E810) with every unknown key and wrong value."""
    try:
        given = tomllib.loads(decode_text(data, file, code="E810"))
    except tomllib.TOMLDecodeError as exc:
        raise BadInput(Diagnostic("E810", f"this is not TOML: {exc}", Place(file))) from None
    result = given.get("result", {})
    errors = [*_unknown(given, KEYS, file), *_unknown(result, RESULT, file)]
    for name, value in {**given, **result}.items():
        wanted = int if name in ("groups", "seed") else str
        if name != "result" and name in KEYS + RESULT and not isinstance(value, wanted):
            what = f'"{name}" is not {"a number" if wanted is int else "text"}'
            errors.append(Diagnostic("E810", what, Place(file)))
    if bool(given.get("clauses")) != bool(given.get("rankings")):
        what = "clauses and rankings stand together"
        errors.append(Diagnostic("E810", what, Place(file), "both, or neither"))
    if errors:
        raise BadInput(errors)
    words = {k: str(given.get(k, "")) for k in ("title", "note", "opinions", "participation",
                                                "regions", "clauses", "rankings")}  # fmt: skip
    ends = {k: str(result.get(k, "")) for k in RESULT}
    return Convention(
        words["title"], words["note"], words["opinions"], given.get("groups"),
        int(given.get("seed", 0)), words["participation"], words["regions"], words["clauses"],
        words["rankings"], **ends,
    )  # fmt: skip


def _unknown(given: Mapping[str, Any], known: tuple[str, ...], file: str) -> list[Diagnostic]:
    return [
        Diagnostic("E810", f'no such key "{k}"', Place(file), ", ".join(known),
                   did_you_mean(k, known))
        for k in given if k not in known
    ]  # fmt: skip


def link(convention: Convention, entries: Mapping[str, str], file: str) -> Link:
    """Return the link to a binding vote; `entries` maps the record's ids to their kinds.

    Raises BadInput (E810) for a step that the record does not have.
    """
    step, text = convention.step, convention.text or "the convention's text"
    if step and step not in entries:
        what = f'the record has no entry "{step}"'
        hint = did_you_mean(step, entries)
        raise BadInput(Diagnostic("E810", what, Place(file), "a commitment or step", hint))
    kind = entries.get(step, "")
    if not convention.adopted_by:
        why = "no procedure is named by which the text would become binding"
    elif not step:
        why = "a procedure is named, and no entry of the record obliges anybody to hold the vote"
    elif kind not in BINDING:
        why = f"{step} is a {kind}, which obliges nobody"
    else:
        why = f"{step} ({kind}) leads to {convention.adopted_by}"
        return Link(text, convention.adopted_by, step, kind, False, why)
    return Link(text, convention.adopted_by, step, kind, True, f"nobody must adopt it: {why}")

"""Agendas from text: clauses and the imposed order (TOML), rankings by voter (CSV)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from foedus.convene.agenda import MOST, PROCEDURES, Clause, Voter
from foedus.convene.agenda_whole import WHOLE, Plan
from foedus.convene.reading import LISTED, needed
from foedus.csvfile import Sheet, decode_text, is_whole, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

KEYS = {"title", "procedure", "chair", "clause"}
CLAUSE_KEYS = {"key", "text", "status_quo", "order", "option"}


class _Errors:
    """Collects the errors of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []

    def add(
        self, what: str, expected: str = "", help: str = "", place: Place | None = None
    ) -> None:
        self.found.append(Diagnostic("E808", what, place or Place(self.file), expected, help))


def read_plan(data: bytes, file: str, ballots: bytes, ballot_file: str) -> Plan:
    """Return the plan of a convention's votes.

    TOML: `title`, `procedure` (amendment or successive), `chair`, and for each `[[clause]]` a
    `key`, `text`, `status_quo`, `order` (the agenda the rules impose, the status quo in its
    place) and `[[clause.option]]` with `key` and `text`. CSV: `voter,clause,ranking` with
    `votes` and `unit` if known; a ranking is `a > b = c`. Raises BadInput (E808) with all errors.
    """
    errors = _Errors(file)
    plan = _toml(data, file)
    for name in sorted(set(plan) - KEYS):
        errors.add(f'no such key "{name}"', ", ".join(sorted(KEYS)), did_you_mean(name, KEYS))
    procedure = plan.get("procedure", PROCEDURES[0])
    if procedure not in PROCEDURES:
        errors.add(f'"{procedure}" is no procedure', " or ".join(PROCEDURES))
    clauses = plan.get("clause", [])
    if not isinstance(clauses, list) or not clauses:
        errors.add("there is no [[clause]]", "one [[clause]] at least")
        raise BadInput(errors.found)
    options: dict[str, tuple[str, ...]] = {}
    orders: dict[str, tuple[str, ...]] = {}
    texts: dict[tuple[str, str], str] = {}
    for clause in clauses:
        if not isinstance(clause, dict):
            errors.add("a clause is not a table", "[[clause]] with key, status_quo and options")
            continue
        _clause(clause, options, orders, texts, errors)
    if errors.found:
        raise BadInput(errors.found)
    ranked = _ballots(ballots, ballot_file, options)
    chair = str(plan.get("chair", ""))
    made = [_made(c, options[str(c["key"])], ranked) for c in clauses]
    voters = {v.name for c in made for v in c.voters}
    if chair and chair not in voters:
        hint = did_you_mean(chair, voters)
        errors.add(f'the chair "{chair}" is no voter', ", ".join(sorted(voters)), hint)
        raise BadInput(errors.found)
    whole = Clause(WHOLE, ("text", "status quo"), 1, ranked[WHOLE]) if WHOLE in ranked else None
    return Plan(
        str(plan.get("title", "")), procedure, chair, tuple(made),
        {str(c["key"]): str(c.get("text", "")) for c in clauses}, texts, orders, whole,
    )  # fmt: skip


def _toml(data: bytes, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(decode_text(data, file, code="E808"))
    except tomllib.TOMLDecodeError as exc:
        what = f"this is not TOML: {exc}"
        raise BadInput(Diagnostic("E808", what, Place(file), "a TOML file")) from None


def _clause(
    clause: dict[str, Any], options: dict[str, tuple[str, ...]], orders: dict[str, tuple[str, ...]],
    texts: dict[tuple[str, str], str], errors: _Errors,
) -> None:  # fmt: skip
    key = str(clause.get("key", ""))
    where = f'clause "{key}"'
    for name in sorted(set(clause) - CLAUSE_KEYS):
        hint = did_you_mean(name, CLAUSE_KEYS)
        errors.add(f'{where}: no such key "{name}"', ", ".join(sorted(CLAUSE_KEYS)), hint)
    if not key or key in options or key == WHOLE:
        errors.add(f"{where}: a key of its own is needed", f'another than "{WHOLE}"')
    told, turn = clause.get("option", []), clause.get("order")
    given = [o for o in told if isinstance(o, dict)] if isinstance(told, list) else []
    names = tuple(str(o.get("key", "")) for o in given)
    texts.update({(key, str(o.get("key", ""))): str(o.get("text", "")) for o in given})
    if len(names) < 2 or len(set(names)) < len(names) or "" in names:
        errors.add(f"{where}: options need keys of their own", "two or more")
    if len(names) > MOST:
        what = f"{where}: {len(names)} options"
        errors.found.append(Diagnostic("E809", what, Place(errors.file), f"at most {MOST}"))
    status_quo = str(clause.get("status_quo", ""))
    if status_quo not in names:
        hint = did_you_mean(status_quo, names)
        errors.add(f'{where}: the status quo "{status_quo}" is no option', ", ".join(names), hint)
    order = tuple(str(o) for o in turn) if isinstance(turn, list) else () if turn else names
    if sorted(order) != sorted(names):
        errors.add(f"{where}: the order is not of all options, each once", ", ".join(names))
    options[key], orders[key] = names, order


def _made(
    clause: dict[str, Any], names: tuple[str, ...], ranked: Mapping[str, tuple[Voter, ...]]
) -> Clause:
    key = str(clause["key"])
    return Clause(key, names, names.index(str(clause["status_quo"])), ranked.get(key, ()))


def _ballots(
    data: bytes, file: str, options: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[Voter, ...]]:
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("voter", "clause", "ranking"))
    known = {**options, WHOLE: ("text", "status quo")}
    errors: list[Diagnostic] = []
    found: dict[str, dict[str, Voter]] = {}
    for row, cells in enumerate(sheet.rows):
        given = dict(zip(sheet.header, cells, strict=True))
        clause, name = given["clause"], given["voter"]
        if clause not in known:
            hint = did_you_mean(clause, known)
            what = f'there is no clause "{clause}"'
            errors.append(Diagnostic("E808", what, sheet.place(row, "clause"),
                                     ", ".join(known), hint))  # fmt: skip
            continue
        if name in found.setdefault(clause, {}):
            what = f"{name} ranks {clause} twice"
            errors.append(Diagnostic("E802", what, sheet.place(row, "voter"), "once each"))
        votes = given.get("votes", "1") or "1"
        if not is_whole(votes):
            what = f'"{votes}" is not a number of votes'
            errors.append(Diagnostic("E801", what, sheet.place(row, "votes"), "0 or more"))
            votes = "0"
        rank = _rank(given["ranking"], known[clause], sheet, row, errors)
        found[clause][name] = Voter(name, int(votes), rank, given.get("unit", ""))
    lacking = [c for c in options if c not in found]
    if lacking and not errors:
        what = f"nobody ranks {', '.join(lacking)}"
        errors.append(Diagnostic("E808", what, Place(file), "rankings for each clause"))
    if errors:
        raise BadInput(errors[:LISTED])
    return {clause: tuple(voters.values()) for clause, voters in found.items()}


def _rank(
    text: str, options: tuple[str, ...], sheet: Sheet, row: int, errors: list[Diagnostic]
) -> tuple[int, ...]:
    """Return the rank of each option; options not named share the rank below all others."""
    groups = [[o.strip() for o in part.split("=")] for part in text.split(">")] if text else []
    rank: dict[str, int] = {}
    for level, group in enumerate(groups):
        for option in group:
            where = sheet.place(row, "ranking")
            if option not in options:
                hint = did_you_mean(option, options)
                what = f'"{option}" is no option of this clause'
                errors.append(Diagnostic("E808", what, where, ", ".join(options), hint))
            elif option in rank:
                errors.append(Diagnostic("E808", f'"{option}" is ranked twice', where, "once"))
            rank[option] = level
    return tuple(rank.get(o, len(groups)) for o in options)

"""What `foedus power` measures: the procedures of a constitution, or a bare weighted game."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.csvfile import Sheet
    from foedus.power.bare import BareGame
    from foedus.rules.gates import Rule


@dataclass(frozen=True, slots=True)
class Subject:
    """One rule to measure, with the words and numbers that go beside its table."""

    title: str
    rule: Rule
    assumptions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spoken: Callable[[str], str] = str
    beside: dict[str, dict[str, float]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    populations: dict[str, int] = field(default_factory=dict)
    game: BareGame | None = None


def subjects(
    file: str | None, procedure: str | None, options: dict[str, Any]
) -> tuple[list[Subject], dict[str, str]]:
    """Return the rules to measure and the digests of the files they come from.

    Raises BadInput with every fault of the request.
    """
    from foedus.errors import BadInput, Diagnostic, Place

    bare = [k for k in ("quota", "weights", "column") if options[k]]
    if file and not bare and not options["citizens"]:
        return _procedures(file, procedure, options)
    missing = [f"--{k}" for k in ("quota", "weights", "column") if not options[k]]
    if file:
        what = "a constitution file and a bare game at once"
    elif missing:
        what = f"a bare game lacks {', '.join(missing)}" if bare else "nothing to measure"
    else:
        return _bare(options)
    expected = "FILE and a procedure, or --quota, --weights and --column"
    raise BadInput(Diagnostic("E356", what, Place("power"), expected))


def _procedures(
    file: str, procedure: str | None, options: dict[str, Any]
) -> tuple[list[Subject], dict[str, str]]:
    from foedus.cli.proof_shared import models
    from foedus.constitution.compile import variants

    found: list[Subject] = []
    inputs: dict[str, str] = {}
    every = list(models(file))
    holding = [m for m in every if any(p.name == procedure for p in m.constitution.procedures)]
    chosen = every if procedure is None else holding or every[:1]
    for model in chosen:
        inputs.update(model.digests)
        names = dict.fromkeys(p.name for p in model.constitution.procedures)
        for name in [procedure] if procedure else names:
            unit, view = options["unit"] or None, options["view"] or None
            for compiled in variants(model, name, view=view, unit=unit):
                found.append(_compiled(compiled, options["by"]))
    return found, inputs


def _compiled(compiled: Any, by: str) -> Subject:
    reading = ", ".join(f"{k}: {v}" for k, v in compiled.reading.items())
    title = f"{compiled.procedure} ({compiled.article})" + (
        f", reading {reading}" if reading else ""
    )
    beside = {}
    for column, prices in compiled.prices.items():
        if column == "population" and compiled.price_totals.get(column):
            total = compiled.price_totals[column]
            beside["population"] = {n: prices.get(n, 0) / total for n in compiled.rule.names}
    notes = tuple(flag.text for flag in compiled.flags)
    return Subject(
        title,
        compiled.rule,
        tuple(compiled.assumptions),
        notes,
        compiled.alone,
        beside,
        _kind_groups(compiled, by) if by else {},
    )


def _kind_groups(compiled: Any, by: str) -> dict[str, tuple[str, ...]]:
    """Return the names of one kind with their voters; "region" and "community" are usual words."""
    from foedus.errors import BadInput, Diagnostic, Place

    kind = {"region": "unit", "community": "group"}.get(by, by)
    found = {n: m for n, m in compiled.members.items() if compiled.kinds[n] == kind and m}
    if not found:
        known = ", ".join(sorted({k for n, k in compiled.kinds.items() if compiled.members[n]}))
        what = f'no "{by}" of this procedure has a vote'
        raise BadInput(Diagnostic("E357", what, Place("--by"), f"one of: {known}"))
    return {n: tuple(m) for n, m in found.items()}


def read_game(options: Mapping[str, Any]) -> tuple[BareGame, Sheet]:
    """Return the bare game of the options quota, weights, column and named, and its table.

    Raises BadInput with every fault.
    """
    from foedus.errors import BadInput
    from foedus.power.bare import bare_game
    from foedus.power.quota import QuotaText, parse_quota

    faults = []
    quota = QuotaText("")
    try:
        quota = parse_quota(options["quota"])
    except BadInput as exc:
        faults += list(exc.diagnostics)
    sheet = read_sheet(options["weights"])
    try:
        game = bare_game(sheet, options["column"], quota, name=options["named"])
    except BadInput as exc:
        faults += list(exc.diagnostics)
    if faults:
        raise BadInput(faults)
    return game, sheet


def read_sheet(path: str) -> Sheet:
    """Return a CSV table; raises BadInput (E350)."""
    from foedus.cli.common import read_bytes
    from foedus.csvfile import parse_sheet

    return parse_sheet(read_bytes(path, code="E350"), path, code="E350")


def quota_title(game: BareGame, column: str) -> str:
    """Return what the quota of a bare game asks, on the scale of its weights."""
    bound, strict = game.quota.of(game.total)
    return f"[{'more than' if strict else 'at least'} {bound} of {game.total}] {column}"


def _bare(options: dict[str, Any]) -> tuple[list[Subject], dict[str, str]]:
    path = options["weights"]
    game, sheet = read_game(options)
    groups = _column_groups(sheet, game.names, options["by"]) if options["by"] else {}
    populations = _populations(sheet, game.names, options["citizens"])
    total = game.total or 1
    share = {n: float(w / total) for n, w in zip(game.names, game.weights, strict=True)}
    bound, strict = game.quota.of(game.total)
    title = quota_title(game, options["column"])
    notes = () if bound < game.total or (bound == game.total and not strict) else (
        "nobody ever passes this quota: every index is 0",
    )  # fmt: skip
    subject = Subject(
        title, game.rule(), (), notes, str, {"weight share": share}, groups, populations, game
    )
    return [subject], {path: sheet.digest}


def _column_groups(sheet: Any, names: Iterable[str], by: str) -> dict[str, tuple[str, ...]]:
    from foedus.errors import BadInput, Diagnostic, Place

    if by not in sheet.header:
        expected = f"one of: {', '.join(sheet.header)}"
        raise BadInput(Diagnostic("E357", f'no column "{by}"', Place("--by"), expected))
    groups: dict[str, list[str]] = {}
    for name, key in zip(names, sheet.column(by), strict=True):
        groups.setdefault(key or "(unknown)", []).append(name)
    return {k: tuple(v) for k, v in groups.items()}


def _populations(sheet: Any, names: Iterable[str], column: str) -> dict[str, int]:
    from foedus.csvfile import is_whole
    from foedus.errors import BadInput, Diagnostic

    if not column:
        return {}
    if column not in sheet.header:
        from foedus.errors import Place

        expected = f"one of: {', '.join(sheet.header)}"
        raise BadInput(Diagnostic("E351", f'no column "{column}"', Place(sheet.file), expected))
    wrong = [
        Diagnostic("E352", f'"{cell}" is not a number of citizens', sheet.place(k, column),
                   "a whole number, at least 1")
        for k, cell in enumerate(sheet.column(column))
        if not is_whole(cell) or not int(cell)
    ]  # fmt: skip
    if wrong:
        raise BadInput(wrong)
    return dict(zip(names, (int(c) for c in sheet.column(column)), strict=True))

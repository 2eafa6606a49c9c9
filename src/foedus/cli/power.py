"""`foedus power`: who holds how much power under a procedure, or in a bare weighted game."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import guarded, json_option, seconds

if TYPE_CHECKING:
    from foedus.power.profile import Budget
    from foedus.power.table import PowerTable
    from foedus.rules.gates import Rule

EXAMPLES = """\b
Examples:
  foedus power un-security-council "Substantive decision"
  foedus power my.foedus@2018-06-01 Revision --voters Regions --index shapley
  foedus power --quota 270 --weights TABLE.csv --column electors --index banzhaf_swings --json
  foedus power --quota "at least 85%" --weights TABLE.csv --column votes --by continent
  foedus power --list
"""


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


@click.command("power", epilog=EXAMPLES)
@click.argument("file", metavar="FILE", required=False)
@click.argument("procedure", required=False)
@click.option("--voters", "view", default="", help="A view: who the voters are.")
@click.option("--unit", default="", help="The unit concerned, where its consent is needed.")
@click.option("--quota", default="", help='A bare game: 270, "more than 1/2", "at least 85%".')
@click.option("--weights", default="", help="A bare game: the CSV table, - for standard input.")
@click.option("--column", default="", help="A bare game: the column of weights.")
@click.option("--name", "named", default="", help="A bare game: the column of names.")
@click.option("--index", "indices", multiple=True, help="An index; may be repeated.")
@click.option("--engine", default="auto", show_default=True, help="How to count.")
@click.option("--by", default="", help="Groups apart and together: a column, or a kind of name.")
@click.option("--citizens", default="", help="A bare game: the column of citizens' numbers.")
@click.option(
    "--limit", callback=seconds, default=60.0, show_default=True, help="Seconds before it stops."
)
@click.option("--seed", default=0, show_default=True, help="Seed of --engine sampling.")
@click.option("--draws", default=20_000, show_default=True, help="Pairs of --engine sampling.")
@click.option("--list", "listing", is_flag=True, help="List the indices and engines.")
@json_option
@guarded
def command(file: str | None, procedure: str | None, listing: bool, as_json: bool,
            **options: Any) -> None:  # fmt: skip
    """Measure voting power: a PROCEDURE of a constitution FILE, or a bare weighted game.

    Who can pass and who can block comes first: see foedus show. Indices assume independent voters
    and no agenda-setter.
    """
    from foedus.cli.common import emit

    if listing:
        _list(as_json)
        return
    subjects, inputs = _subjects(file, procedure, options)
    answers = [_measure(s, options) for s in subjects]
    if as_json:
        emit({"inputs": inputs, "rules": [a for a, _ in answers]}, kind="power")
    else:
        click.echo("\n\n".join(text for _, text in answers))


def _list(as_json: bool) -> None:
    from foedus.cli.common import emit, table
    from foedus.power.engines import ENGINES
    from foedus.power.indices import INDICES
    from foedus.power.table import ROUGH

    engines = ["auto", *ENGINES, *ROUGH]
    if as_json:
        emit({"indices": INDICES, "engines": engines}, kind="power-list")
        return
    rows = [[name, i.formula, i.source] for name, i in INDICES.items()]
    click.echo(table(["index", "what it is", "source"], rows))
    click.echo(f"engines: {', '.join(engines)}")


def _subjects(
    file: str | None, procedure: str | None, options: dict[str, Any]
) -> tuple[list[Subject], dict[str, str]]:
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


def _bare(options: dict[str, Any]) -> tuple[list[Subject], dict[str, str]]:
    from foedus.cli.common import read_bytes
    from foedus.csvfile import parse_sheet
    from foedus.errors import BadInput
    from foedus.power.bare import bare_game
    from foedus.power.quota import QuotaText, parse_quota

    faults = []
    quota = QuotaText("")
    try:
        quota = parse_quota(options["quota"])
    except BadInput as exc:
        faults += list(exc.diagnostics)
    path = options["weights"]
    sheet = parse_sheet(read_bytes(path, code="E350"), path, code="E350")
    try:
        game = bare_game(sheet, options["column"], quota, name=options["named"])
    except BadInput as exc:
        faults += list(exc.diagnostics)
    if faults:
        raise BadInput(faults)
    groups = _column_groups(sheet, game.names, options["by"]) if options["by"] else {}
    populations = _populations(sheet, game.names, options["citizens"])
    total = game.total or 1
    share = {n: float(w / total) for n, w in zip(game.names, game.weights, strict=True)}
    bound, strict = quota.of(game.total)
    title = f"[{'more than' if strict else 'at least'} {bound} of {game.total}] {options['column']}"
    notes = () if bound < game.total or (bound == game.total and not strict) else (
        "nobody ever passes this quota: every index is 0",
    )  # fmt: skip
    subject = Subject(
        title, game.rule(), (), notes, str, {"weight share": share}, groups, populations
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
        if not cell.isdigit() or not int(cell)
    ]  # fmt: skip
    if wrong:
        raise BadInput(wrong)
    return dict(zip(names, (int(c) for c in sheet.column(column)), strict=True))


def _measure(subject: Subject, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.power.game import NotThisGame
    from foedus.power.indices import WITH_BLOCS
    from foedus.power.table import power
    from foedus.power.together import together

    budget = _budget(options["limit"])
    indices = tuple(ALIASES.get(i, i) for i in options["indices"]) or None
    try:
        result = power(
            subject.rule,
            indices,
            engine=options["engine"],
            blocs=subject.groups or None,
            budget=budget,
            seed=options["seed"],
            draws=options["draws"],
        )
        index = next((c.index for c in result.columns if c.index not in WITH_BLOCS), "shapley")
        grouped = None
        if subject.groups:
            plain = "shapley" if index.startswith("cohesion") else index
            grouped = together(subject.rule, subject.groups, plain, budget=budget)
    except NotThisGame as exc:
        raise BadInput(
            Diagnostic("E355", str(exc), Place("--engine"), "an engine that fits, or auto")
        ) from None
    except ValueError as exc:
        raise BadInput(
            Diagnostic("E354", str(exc), Place("--index"), "see foedus power --list")
        ) from None
    finally:
        _clear()
    level = _citizens(subject, budget)
    data = {
        "rule": subject.title,
        **result.to_dict(),
        "assumptions": [*subject.assumptions, *result.assumptions],
        "notes": list(subject.notes),
        "beside": subject.beside,
        "groups": grouped.to_dict() if grouped else None,
        "citizens": level.to_dict() if level else None,
    }
    return data, _text(subject, result, grouped, level)


#: Short names of indices.
ALIASES = {"banzhaf": "banzhaf_share", "penrose": "banzhaf_absolute", "coleman": "coleman_prevent",
           "public_good": "holler"}  # fmt: skip


def _citizens(subject: Subject, budget: Budget) -> Any:
    if not subject.populations:
        return None
    from foedus.power.citizens import citizens

    return citizens(subject.rule, subject.populations, budget=budget)


def _budget(limit: float) -> Budget:
    import sys

    from foedus.power.profile import Budget

    def progress(done: float) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done:4.0%} ", nl=False, err=True)

    return Budget(seconds=limit, progress=progress)


def _clear() -> None:
    import sys

    if sys.stderr.isatty():
        click.echo("\r      \r", nl=False, err=True)


def _text(subject: Subject, result: PowerTable, grouped: Any, level: Any) -> str:
    from foedus.cli.common import table
    from foedus.power.table import show

    head = ["voter"]
    typed = any(c > 1 for c in result.counts)
    head += ["members"] if typed else []
    head += [*subject.beside, *(c.index for c in result.columns)]
    rows = []
    for k, name in enumerate(result.names):
        row = [subject.spoken(name)] + ([str(result.counts[k])] if typed else [])
        row += [f"{share[name]:.4f}" for share in subject.beside.values()]
        row += [show(c.values[k]) for c in result.columns]
        rows.append(row)
    parts = [subject.title, "", table(head, rows, right=set(range(1, len(head))))]
    if typed:
        parts.append("values are those of ONE member")
    parts += _errors(result)
    parts += _group_lines(grouped) if grouped else []
    parts += _citizen_lines(level) if level else []
    parts += [f"assuming: {a}" for a in (*subject.assumptions, *result.assumptions)]
    parts += [f"note: {n}" for n in subject.notes]
    parts.append(_summary(result))
    return "\n".join(parts)


def _group_lines(grouped: Any) -> list[str]:
    from foedus.cli.common import table
    from foedus.power.table import show

    lines = [[g.name, str(g.members), show(g.apart), show(g.together)] for g in grouped.groups]
    head = ["group", "members", "apart", "together"]
    title = f"{grouped.index}: members apart (sum), and as one bloc"
    return ["", title, table(head, lines, right={1, 2, 3})]


def _citizen_lines(level: Any) -> list[str]:
    from foedus.cli.common import table

    lines = [
        [c.region, str(c.population), f"{c.citizen_power:.3e}", f"{c.against_mean:.3f}"]
        for c in level.regions
    ]
    head = ["region", "citizens", "power", "x mean"]
    title = "one citizen's absolute Banzhaf power, and against the mean citizen"
    assumed = [f"assuming: {a}" for a in level.assumptions]
    return ["", title, table(head, lines, right={1, 2, 3}), *assumed]


def _errors(result: PowerTable) -> list[str]:
    lines = []
    for column in result.columns:
        if column.bounds is not None:
            width = max(float(hi) - float(lo) for lo, hi in column.bounds) / 2
            word = "certified bound" if column.label == "bound" else "interval at 95 %"
            lines.append(f"{column.index}: {word}, at most +- {width:.2g}")
    return lines


def _summary(result: PowerTable) -> str:
    members = sum(result.counts)
    winning = ""
    if result.winning is not None:
        digits = str(result.winning)
        many = digits if len(digits) < 25 else f"{digits[0]}.{digits[1:4]}e{len(digits) - 1}"
        winning = f", {many} winning coalitions"
    return f"{members} voters{winning}; {result.label.value}; {result.method}"

"""`foedus seats compare`, `paradox`, `equality`, `check` and `methods`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table
from foedus.cli.seats_input import bound_options, read_table, table_options
from foedus.shares import hundredths


@click.command("compare", epilog="Example: foedus seats compare 100 regions.csv "
                 "--population people --method dhondt --method hare")  # fmt: skip
@click.argument("seats")
@click.argument("path", metavar="TABLE.csv")
@table_options
@bound_options
@click.option("--method", "methods", multiple=True, help="A method; repeat for several.")
@click.option("--svg", "svg_path", type=click.Path(), help="Write the picture to this file.")
@json_option
@guarded
def compare_command(
    seats: str, path: str, population: str, key: str | None, total: int | None,
    without: tuple[str, ...],
    minimum: int | None, maximum: int | None, base: int | None, methods: tuple[str, ...],
    svg_path: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Compare methods side by side: who gains and who loses against exact proportion."""
    from pathlib import Path

    from foedus.elect.seats import picture
    from foedus.elect.seats.compare import DEFAULT as USUAL
    from foedus.elect.seats.compare import compare
    from foedus.elect.seats.house import house_size
    from foedus.errors import BadInput, Diagnostic, Place

    data, column, _ = read_table(path, population, key, total, without)
    size = house_size(seats, column.values)  # type: ignore[arg-type]
    bounds = {"minimum": minimum, "maximum": maximum, "base": base}
    try:
        c = compare(methods or USUAL, size, column.values, **bounds)
    except BadInput as exc:
        raise column.placed(exc) from None
    if svg_path:
        try:
            Path(svg_path).write_text(picture.svg(c), encoding="utf-8")
        except OSError as exc:
            what = f"cannot write the picture: {exc.strerror}"
            raise BadInput(Diagnostic("E408", what, Place(svg_path), "a writable file")) from None
    if as_json:
        emit(c.to_dict(), kind="seats-compare", inputs={path: data})
        return
    names = list(c.allocations)
    columns = [
        [f"{c.allocations[m].seats[k]} ({gap:+.2f})" for k, gap in c.gaps(m).items()] for m in names
    ]
    rows = [
        [k, f"{float(q):.3f}", *marks]
        for (k, q), *marks in zip(c.quotas.items(), *columns, strict=True)
    ]
    right = set(range(1, len(names) + 2))
    click.echo(table([column.key, "exact share", *names], rows, right=right))
    click.echo("\n" + picture.text(c) + "\n")
    for m, a in c.allocations.items():
        for tie in a.ties:
            click.echo(f"TIE under {m}: {tie}")
    for m, why in c.undefined.items():
        click.echo(f"{m} is undefined here: {why}")
    click.echo(picture.summary(c))


@click.command("paradox", epilog="Example: foedus seats paradox 10 states.csv "
                 "--population people --later people_2020 --method hare")  # fmt: skip
@click.argument("seats")
@click.argument("path", metavar="TABLE.csv")
@table_options
@click.option("--later", metavar="COLUMN", help="A later population, for the population paradox.")
@click.option("--method", "methods", multiple=True, help="Default: hare (Hamilton).")
@click.option("--min", "minimum", type=int, default=0, metavar="N", help="Least seats for each.")
@click.option("--to", "to", type=int, metavar="N", help="Largest house to try (default: twice).")
@json_option
@guarded
def paradox_command(
    seats: str, path: str, population: str, key: str | None, total: int | None,
    without: tuple[str, ...],
    later: str | None, methods: tuple[str, ...], minimum: int, to: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Find Alabama, population and new-state paradoxes of a table from SEATS seats upward."""
    from foedus.elect.seats import method_name
    from foedus.elect.seats import paradox as finder
    from foedus.elect.seats.house import house_size
    from foedus.errors import BadInput, Diagnostic, Place

    names = () if later is None else (later,)
    data, column, after = read_table(path, population, key, total, without, names)
    people: Any = column.values
    then: Any = after[0].values if after else None
    size = house_size(seats, people)
    top = to if to is not None else 2 * size
    if top < size:
        what = f"the largest house {top} is below the first, {size}"
        raise BadInput(Diagnostic("E401", what, Place("--to"), f"at least {size}"))
    found = []
    for method in map(method_name, methods or ("hare",)):
        run = finder.seats_by(method, minimum)
        found += finder.alabama(method, people, range(size, top + 1), run)
        try:
            found += finder.new_state(method, size, people, run)
            if then:
                found += finder.population(method, size, people, then, run)
        except BadInput as exc:
            raise column.placed(exc) from None
    if as_json:
        emit(
            {"paradoxes": [p.to_dict() for p in found], "from": size, "to": top},
            kind="seats-paradox",
            inputs={path: data},
        )
        return
    for p in found:
        click.echo(_paradox_line(p))
    looked = "Alabama, new-state" + (", population" if then else "")
    count = f"{len(found)} paradox{'' if len(found) == 1 else 'es'}"
    click.echo(f"{count} found ({looked}; houses of {size} to {top}).")


def _paradox_line(p: Any) -> str:
    before, after = p.before, p.after
    moves = ", ".join(f"{k} {before[k]} -> {after[k]}" for k in (*p.losers, *p.gainers))
    if p.kind == "alabama":
        return f"Alabama, {p.method}: from {p.sizes[0]} to {p.sizes[1]} seats: {moves}"
    if p.kind == "population":
        a, b = (100 * (float(g) - 1) for g in p.growth)
        return (
            f"population, {p.method}: {p.losers[0]} {a:+.2f} %, {p.gainers[0]} {b:+.2f} %: {moves}"
        )
    return f"new state, {p.method}: {p.joined} joins with {after[p.joined]} seats: {moves}"


@click.command("equality", epilog="Example: foedus seats equality regions.csv "
                 "--population people --seats seats")  # fmt: skip
@click.argument("path", metavar="TABLE.csv")
@table_options
@click.option("--seats", "seats", required=True, metavar="COLUMN", help="The column of seats.")
@click.option("--degressive", is_flag=True, help="Check Art. 14(2) TEU too (6 to 96, 751).")
@json_option
@guarded
def equality_command(
    path: str, population: str, key: str | None, total: int | None,
    without: tuple[str, ...], seats: str,
    degressive: bool, as_json: bool,
) -> None:  # fmt: skip
    """People per seat from best to worst, and the smallest share that holds a majority."""
    from foedus.elect.measures import equality
    from foedus.elect.seats import regions
    from foedus.errors import BadInput, Diagnostic, Place

    data, column, (own,) = read_table(path, population, key, total, without, (seats,))
    people: Any = column.values
    held: Any = own.values
    if not any(held.values()) or not any(people.values()):
        raise BadInput(Diagnostic("E406", "no seats or no people", Place(path), "numbers above 0"))
    e = equality(people, held)
    check = regions.degressive(people, held) if degressive else None
    if as_json:
        emit({"equality": e, "degressive": check}, kind="seats-equality", inputs={path: data})
        return
    rows = [[k, f"{people[k]:,}", str(held[k]), f"{float(x):,.1f}"] for k, x in e.per_seat]
    click.echo(table([column.key, column.name, seats, "per seat"], rows, right={1, 2, 3}))
    click.echo(
        f"\nmalapportionment {hundredths(e.malapportionment, 3)} %; "
        f"worst / best {float(e.ratio):.3f}"
    )
    click.echo(f"smallest majority: {', '.join(e.smallest)}")
    for b in check.breaches if check else ():
        figures = " / ".join(f"{float(x):,.1f}" for x in b.figures)
        click.echo(f"not degressive: {b.kind}: {', '.join(b.units[:4])}: {figures}")
    click.echo(
        f"{hundredths(e.smallest_share, 3)} % of the people hold {e.smallest_seats} of "
        f"{sum(held.values())} seats."
    )


@click.command("check", epilog="Example: foedus seats dhondt 10 t.csv --population votes --json "
                 "| foedus seats check -")  # fmt: skip
@click.argument("path", metavar="ANSWER.json")
@json_option
@guarded
def check_command(path: str, as_json: bool) -> None:
    """Verify every certificate in a JSON answer with the separate checker; exit 1 on a fault."""
    import sys

    from foedus.elect.seats.checker import check
    from foedus.errors import BadInput, Diagnostic, Exit, Place

    data = read_bytes(path, code="E412")
    try:
        answer = json.loads(data)
        found = list(_certified(answer)) or [answer]
        faults = [
            fault for one in found for fault in (*check(one.get("certificate", one)), *_beside(one))
        ]
    except (
        ValueError, KeyError, TypeError, AttributeError, ArithmeticError, LookupError,
        RecursionError, MemoryError,
    ) as exc:  # fmt: skip
        what = f"this is no answer with a certificate ({type(exc).__name__}: {exc})"
        raise BadInput(
            Diagnostic("E412", what, Place(path), "JSON of foedus seats --json")
        ) from None
    if as_json:
        emit({"verified": not faults, "faults": faults}, kind="seats-check", inputs={path: data})
    else:
        for fault in faults:
            click.echo(f"does not follow: {fault}")
        click.echo("verified" if not faults else f"not verified: {len(faults)} faults")
    sys.exit(Exit.FAILS if faults else Exit.OK)


def _certified(answer: Any) -> Iterator[Any]:
    """Yield what has a certificate anywhere in an answer: all of it, a method, or a finding."""
    if isinstance(answer, dict):
        own = answer.get("certificate")
        if isinstance(own, dict) and "kind" in own:
            yield answer
            return
        answer = list(answer.values())
    if isinstance(answer, list):
        for one in answer:
            yield from _certified(one)


def _beside(answer: dict[str, Any]) -> list[str]:
    """Return a fault where the seats or names shown beside a certificate are not those in it."""
    own = answer.get("certificate")
    if own is None:
        return []
    shown, names = answer.get("seats", answer.get("after")), answer.get("names")
    names = answer["elected"] if isinstance(answer.get("elected"), list) else names
    if isinstance(shown, dict) and any(isinstance(n, dict) for n in shown.values()):
        same = [_held(row) for row in shown.values()] == [_held(s["seats"]) for s in own["stages"]]
    elif isinstance(shown, dict):
        same = _held(shown) == _held(own["seats"])
    else:
        same = names is None or sorted(names) == sorted(_held(own["seats"]))
    return [] if same else ["the answer beside the certificate"]


def _held(seats: dict[str, int]) -> dict[str, int]:
    return {k: n for k, n in seats.items() if n}


@click.command("methods", epilog="Example: foedus seats methods")
@json_option
@guarded
def methods_command(as_json: bool) -> None:
    """List the methods with their rule and source."""
    from foedus.elect.seats.quota import QUOTAS, quota_rule
    from foedus.elect.seats.regions import REGION_METHODS
    from foedus.elect.seats.signposts import ALIASES, DIVISOR_METHODS, signposts

    rows = []
    for name in (*DIVISOR_METHODS, "stationary:1/3", "power-mean:2"):
        posts = signposts(name)
        assert posts is not None
        also = ", ".join(a for a, own in ALIASES.items() if own == name)
        rows.append([name, posts.rule, also, posts.reference])
    for name in QUOTAS:
        rows.append([name, quota_rule(name), "", "then largest remainder"])
        rows.append([f"{name}-average", quota_rule(name), "", "then largest average"])
    rows += [[name, rule, "", "between regions"] for name, rule in REGION_METHODS.items()]
    if as_json:
        keys = ("method", "rule", "also", "reference")
        emit({"methods": [dict(zip(keys, r, strict=True)) for r in rows]}, kind="seats-methods")
        return
    click.echo(table(["method", "rule", "also called", "source"], rows))
    click.echo(f"\n{len(rows)} methods; stationary:R, power-mean:P and power:E take a number.")

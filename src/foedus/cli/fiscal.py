"""`foedus fiscal CASE [--model A]`: who gets which money, before and after, per head, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import guarded, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.cli.federation_shared import Text
    from foedus.fiscal.answer import Money
    from foedus.fiscal.flows import Flows

EXAMPLES = """\b
Examples:
  foedus fiscal my-case --model A
  foedus fiscal my.foedus --json
  foedus fiscal --formulas
"""


@click.command("fiscal", epilog=EXAMPLES)
@click.argument("case", metavar="CASE|FILE", required=False)
@click.option("--model", "wanted", default="", help="One text of a case, by key or title.")
@click.option("--formulas", is_flag=True, help="List the equalisation formulas with their sources.")
@json_option
@guarded
def command(case: str | None, wanted: str, formulas: bool, as_json: bool) -> None:
    """Taxes, shared and resource revenue, transfers, equalisation, borrowing limits.

    Before and after by unit and per head in exact fractions; floors and caps as guarantees; who can
    change the formula.
    """
    if formulas:
        _formulas(as_json)
        return
    if case is None:
        raise click.UsageError("name a case or a file, or --formulas")
    found, answers = _answers(case, wanted)
    if as_json:
        _json(found, answers)
        return
    for text, answer in zip(found, answers, strict=True):
        for line in _lines(text, answer):
            click.echo(line)
        click.echo()
    if len(found) > 1:
        _side_by_side(found, answers)
    held = [p for a in answers for p in a.properties if p.stated]
    kept = sum(p.holds for p in held)
    click.echo(f"texts with money: {len(found)}; floors and caps that hold: {kept} of {len(held)}")


def _answers(case: str, wanted: str) -> tuple[list[Text], list[Money]]:
    from functools import partial

    from foedus.cli.federation_shared import chosen, texts
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.fiscal.answer import has_money, money
    from foedus.fiscal.collect import collected

    every = chosen(texts(case)[0], wanted)
    found = [t for t in every if has_money(t.model)]
    if not found:
        names = ", ".join(t.title for t in every)
        what = f"no sentence on money stands in {names}"
        expected = "tax, resource, transfer, equalisation or borrowing sentences"
        raise BadInput(Diagnostic("E855", what, Place(case), expected))
    errors: list[Diagnostic] = []
    answers = [collected(errors, partial(money, t.model)) for t in found]
    if errors:
        raise BadInput(errors)
    return found, [a for a in answers if a is not None]


def _formulas(as_json: bool) -> None:
    from foedus.cli.common import emit, table
    from foedus.fiscal.formulas import FORMULAS

    rows = [{"name": f.name, "text": f.text, "reference": f.reference} for f in FORMULAS.values()]
    if as_json:
        emit({"formulas": rows}, kind="formulas")
        return
    click.echo(table(["Formula", "What it does"], [[r["name"], r["text"]] for r in rows]))
    for row in rows:
        click.echo(f"{row['name']}: {row['reference']}")
    click.echo(f"{len(rows)} formulas; any other is written as lines `fills ...`")


def _json(found: list[Text], answers: list[Money]) -> None:
    from foedus.cli.common import emit
    from foedus.cli.federation_shared import digests

    rows = []
    for text, answer in zip(found, answers, strict=True):
        data = answer.to_dict()
        if answer.flows is not None:
            data["flows"]["per_head"] = {
                name: answer.flows.per_head(getattr(answer.flows, name))
                for name in ("raised", "after")
            }
        rows.append({"title": text.title, "banner": text.banner, **data})
    emit({"inputs": digests(found), "texts": rows}, kind="fiscal")


def _lines(text: Text, answer: Money) -> Iterator[str]:
    yield text.title + (f" ({text.banner})" if text.banner else "")
    if answer.flows is not None:
        yield from _flows(answer.flows)
    for kept in answer.properties:
        mark = "holds" if kept.holds else "fails"
        said = f"{kept.stated}: " if kept.stated else ""
        yield f"  {mark}  {kept.equalisation}, {kept.name}: {said}{kept.text}"
    for change in answer.changes:
        where = f" ({change.where})" if change.where else ""
        yield f"  to change {change.equalisation}{where}: {change.text}"
    for limit in answer.limits:
        if limit.text:
            yield f"  borrowing, {limit.level}: {limit.text} ({limit.article})"
        else:
            above = ", ".join(limit.above) or "nobody"
            rule = f"borrowing of {limit.level}, at most {limit.limit} ({limit.article})"
            yield f"  {rule}: above it {above}"


def _flows(found: Flows) -> Iterator[str]:
    from foedus.cli.common import table
    from foedus.cli.federation_shared import number

    heads = found.per_head(found.raised), found.per_head(found.after)
    per = bool(heads[0])
    rows: list[list[str]] = []
    for u in found.units:
        amounts: list[Any] = [found.raised[u], found.shares[u], found.transfers[u], found.evened[u]]
        row = [u, *(number(a, 0) for a in (*amounts, found.after[u]))]
        rows.append(row + ([number(h[u], 2) for h in heads] if per else []))
    header = ["Unit", "Raised", "Shares", "Transfers", "Evened", "After"]
    header += ["Raised per head", "After per head"] if per else []
    yield table(header, rows, right=set(range(1, len(header))))
    rest = f"; assigned to nobody {number(found.unassigned, 0)}" if found.unassigned else ""
    date = f", residents of {found.people_as_of}" if found.people_as_of else ""
    firm = f"; estimate, within {number(found.off, 4)}" if found.off else "; exact (~: as printed)"
    money = found.money or "the unit of the table"
    yield f"  in {money}{date}: centre {number(found.centre, 0)}{rest}{firm}"


def _side_by_side(found: list[Text], answers: list[Money]) -> None:
    from foedus.cli.common import table
    from foedus.cli.federation_shared import number

    pairs = [(t, a.flows) for t, a in zip(found, answers, strict=True) if a.flows is not None]
    if len(pairs) < 2:
        return
    units = pairs[0][1].units
    rows = []
    for u in units:
        per = [f.per_head(f.after).get(u) if u in f.units else None for _, f in pairs]
        rows.append([u, *("-" if v is None else number(v, 2) for v in per)])
    click.echo("After, per head:")
    header = ["Unit", *(t.short for t, _ in pairs)]
    click.echo(table(header, rows, right=set(range(1, len(header)))) + "\n")

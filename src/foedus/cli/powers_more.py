"""`foedus powers organs`, `languages`, `minorities`, `authority`: beside the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import guarded, json_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from foedus.case.model import Case
    from foedus.cli.federation_shared import Text
    from foedus.federation.chamber import Chamber
    from foedus.federation.communities import Part
    from foedus.federation.languages import Right

model_option = click.option(
    "--model", "wanted", default="", help="One text of a case, by key or title."
)


def texts_of(file: str, wanted: str) -> tuple[list[Text], Case | None]:
    """Return the texts asked for, and the case where the address is one."""
    from foedus.cli.federation_shared import chosen, texts

    found, case = texts(file)
    return chosen(found, wanted), case


def emit_texts(kind: str, found: list[Text], answers: list[dict[str, Any]], **more: Any) -> None:
    """Print the answers of several texts as JSON."""
    from foedus.cli.common import emit
    from foedus.cli.federation_shared import digests

    emit({"inputs": digests(found), "texts": answers, **more}, kind=kind)


def printed(
    kind: str,
    found: list[Text],
    answers: list[dict[str, Any]],
    lines: Callable[[dict[str, Any]], Iterator[str]],
    *,
    as_json: bool,
) -> bool:
    """Print the answers as JSON, or in words by text; return whether a summary is still due."""
    if as_json:
        emit_texts(kind, found, answers)
        return False
    for answer in answers:
        click.echo(answer["text"])
        for line in lines(answer):
            click.echo(f"  {line}")
        click.echo()
    return True


@click.command("organs", epilog="Example: foedus powers organs my-case --json")
@click.argument("file", metavar="FILE|CASE")
@model_option
@json_option
@guarded
def organs(file: str, wanted: str, as_json: bool) -> None:
    """Second chambers, courts, emergency, guarantors: who can act, as coalitions."""
    from foedus.federation import chamber
    from foedus.federation import organs as rules
    from foedus.proof.games import Games

    found, _ = texts_of(file, wanted)
    answers: list[dict[str, Any]] = []
    for text in found:
        games = Games(text.model)
        answers.append(
            {
                "text": text.title,
                "chambers": chamber.chambers(games),
                "courts": rules.courts(text.model),
                "measures": rules.measures(games),
                "interventions": rules.suspending(games),
                "guarantors": rules.guarantors(text.model),
            }
        )
    if not printed("organs", found, answers, _organs, as_json=as_json):
        return
    counts = (sum(len(a[k]) for a in answers) for k in ("chambers", "courts", "measures"))
    words = ("second chamber", "court", "emergency clause")
    click.echo(
        ", ".join(f"{n} {w}{'s' if n != 1 else ''}" for n, w in zip(counts, words, strict=True))
    )


def _organs(answer: dict[str, Any]) -> Iterator[str]:
    for found in answer["chambers"]:
        yield from _chamber(found)
    for court in answer["courts"]:
        seats = ", ".join(f"{who} {k}" for who, k in court.chosen)
        yield f"{court.name}: {court.members} members; {seats}"
        yield f"  can fill a majority together: {_sets(court.capture)}"
        out = f"; not: {_some(court.units_out)}" if court.units_out else ""
        yield f"  may bring a case: {', '.join(court.standing) or 'not stated'}{out}"
    for measure in answer["measures"]:
        yield f"{measure.name} ({measure.article}): {measure.trigger or 'no trigger stated'}"
        yield f"  begun by: {_sets(measure.begins) if measure.begins else 'see the words below'}"
        for key, words in measure.recorded:
            yield f'  {key} "{words}": in words only, nothing is computed from it'
        end = "no time, renewal or review is stated" if measure.open_end else measure.lasts
        yield f"  lasts: {end or 'not stated'}"
        for word, sets in (("renewed", measure.renews), ("reviewed", measure.reviews)):
            if sets:
                yield f"  {word} by: {_sets(sets)}"
    for path in answer["interventions"]:
        yield f"intervention: {path.text}"
    for group in answer["guarantors"]:
        yield f"guarantors ({group.article}): {', '.join(group.names)}; act {group.acts}"
        yield f"  can act: {_sets(group.can_act)}; ends: {group.ends or 'not stated'}"


def _sets(sets: tuple[tuple[str, ...], ...]) -> str:
    return "; or ".join(" and ".join(one) for one in sets) or "nobody"


def _some(names: tuple[str, ...], most: int = 4) -> str:
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def _chamber(found: Chamber) -> Iterator[str]:
    from foedus.cli.federation_shared import percent

    yield f"second chamber {found.name} ({found.article})"
    for key, text in found.clauses:
        yield f"  {key}: {text}"
    for veto in found.vetoes:
        on = ", ".join(veto.matters) or "no matter named"
        where = f", {veto.where}" if veto.where else ""
        told = f"  {veto.kind} veto: {veto.procedure} ({veto.article}{where}): {on}"
        if veto.blocks is not None:
            told += f"; {veto.blocks} of its {veto.members} stop it"
        if veto.overrides is not None and str(veto.kind) == "suspensive":
            told += f"; overridden by {veto.overrides} votes instead of {veto.without}"
        yield told + (f"; {veto.days} days at least" if veto.days else "")
    for said in found.said:
        on = ", ".join(said.matters) or "any other matter"
        over = f", overridden by {said.overridden}" if said.overridden else ""
        yield f"  the text: {said.kind} veto on {on} ({said.article}){over}"
        if said.differs:
            yield f"    the procedures of this file differ: {said.differs}"
    if found.malapportionment is not None:
        yield f"  malapportionment {percent(found.malapportionment, 2)} ({found.as_of})"
    if found.least_people is not None:
        share, units = percent(found.least_people, 2), _some(found.blocking_units, 8)
        told = f"  the fewest people whose units stop some procedure: {share}"
        yield f"{told} of the population ({units})"


@click.command("languages", epilog="Example: foedus powers languages my-case --json")
@click.argument("file", metavar="FILE|CASE")
@model_option
@json_option
@guarded
def languages(file: str, wanted: str, as_json: bool) -> None:
    """Language rights by domain and level: who qualifies under which column and cut.

    What the law's threshold says and what somebody decided are two facts.
    """
    from foedus.federation.languages import rights

    found, _ = texts_of(file, wanted)
    answers: list[dict[str, Any]] = [{"text": t.title, "rights": rights(t.model)} for t in found]
    if not printed("languages", found, answers, _rights, as_json=as_json):
        return
    total = sum(len(a["rights"]) for a in answers)
    click.echo(f"language rights: {total}; texts: {len(found)}")


def _rights(answer: dict[str, Any]) -> Iterator[str]:
    for right in answer["rights"]:
        yield from _right(right)


def _right(right: Right) -> Iterator[str]:
    from foedus.cli.common import table
    from foedus.cli.federation_shared import number, percent

    level = f" at {right.level}" if right.level else ""
    yield f"{right.language} in {', '.join(right.domains)}{level} ({right.article})"
    count = f"{len(right.qualify)} of {right.units}"
    yield f"  where {right.condition}: {count}: {_some(right.qualify, 30)}"
    if right.law:
        covered, rest = number(right.law.covered, 0), number(right.law.not_covered, 0)
        yield f"  covers {covered} speakers ({percent(right.law.share)}); {rest} live elsewhere"
    for unit in right.at_the_cut:
        yield f"  {unit} stands exactly on the cut: as a rounded figure it may be on either side"
    near = [(u, v) for u, v in right.flips if u not in right.at_the_cut][:3]
    if near:
        flips = "; ".join(f"{unit} at {number(value, 1)}" for unit, value in near)
        yield f"  the nearest flips: {flips}"
    if right.decided:
        yield f"  decided: {'; '.join(f'{u} ({d}: {a})' for u, d, a in right.decided)}"
        yield f"  qualify without a decision known: {_some(right.qualify_undecided, 30) or 'none'}"
        yield f"  decided below the threshold: {_some(right.decided_below, 30) or 'none'}"
    else:
        yield "  decisions: none recorded in this text; the threshold says nothing on them"
    if right.grid:
        rows = [
            [c.column, f"{c.op} {number(c.cut, 0)}", str(len(c.units)), percent(c.share)]
            for c in right.grid
        ]
        grid = table(["Column", "Cut, %", "Units", "Its people covered"], rows, right={2, 3})
        yield from (f"    {line}" for line in grid.splitlines())


@click.command("minorities", epilog="Example: foedus powers minorities my.foedus --json")
@click.argument("file", metavar="FILE|CASE")
@model_option
@json_option
@guarded
def minorities(file: str, wanted: str, as_json: bool) -> None:
    """Communities by unit, councils without a territory, and who is barred or does not count."""
    from foedus.federation import communities as rules
    from foedus.proof.games import Games

    found, _ = texts_of(file, wanted)
    answers: list[dict[str, Any]] = []
    for text in found:
        parts = rules.communities(text.model)
        answers.append(
            {
                "text": text.title,
                "communities": parts,
                "inside": rules.inside(text.model, parts),
                "councils": rules.councils(text.model),
                "barred": rules.barred(Games(text.model)),
            }
        )
    if not printed("minorities", found, answers, _minorities, as_json=as_json):
        return
    barred = sum(len(a["barred"]) for a in answers)
    click.echo(f"texts: {len(found)}; places that leave out somebody of no listed group: {barred}")


def _minorities(answer: dict[str, Any]) -> Iterator[str]:
    from foedus.cli.federation_shared import percent

    for one in answer["communities"]:
        yield from _community(one)
    for unit in answer["inside"]:
        parts = ", ".join(f"{n} {percent(v)}" for n, v in unit.shares.items())
        rest = f"; in none of these: {percent(unit.unlisted)}" if unit.unlisted else ""
        yield f"  {unit.unit}: {parts}{rest}"
    for council in answer["councils"]:
        roll = "on a voluntary roll" if council.voluntary else "by law"
        matters = ", ".join(council.matters) or "no matter named"
        yield f"{council.name}: for {council.community} {roll}; {matters}"
    for barred in answer["barred"]:
        article = f" ({barred.article})" if barred.article else ""
        yield f"{barred.kind}: {barred.text}{article}"
    if not answer["barred"]:
        yield "no office, seat or condition of this text asks for a listed group"


def _community(one: Part) -> Iterator[str]:
    from foedus.cli.federation_shared import number, percent

    own = ", by own statement" if one.self_identified else ""
    size = f"{number(one.total, 0)} persons, {percent(one.share)} of the residents"
    yield f"{one.name} ({one.column} as of {one.as_of}{own}): {size}"
    yield (
        f"  {percent(one.own)} live where they are a majority ({len(one.majority_in)} units), "
        f"{percent(one.other)} where another listed community is, "
        f"{percent(one.nobody)} where none is"
    )
    if one.rounded:
        yield f"  the figures are rounded: at most {number(one.rounded, 0)} persons more or fewer"
    if one.unknown:
        yield f"  unknown, in no share: {', '.join(one.unknown)}"


@click.command("authority", epilog="Example: foedus powers authority my-case --json")
@click.argument("file", metavar="FILE|CASE")
@model_option
@json_option
@guarded
def authority(file: str, wanted: str, as_json: bool) -> None:
    """Components of the Regional Authority Index with article and coder; never a total."""
    from foedus.cli.common import table
    from foedus.federation.authority import components, missing

    found, _ = texts_of(file, wanted)
    answers: list[dict[str, Any]] = [
        {"text": t.title, "components": components(t.model), "missing": missing(t.model)}
        for t in found
    ]
    if as_json:
        emit_texts("authority", found, answers)
        return
    for answer in answers:
        click.echo(answer["text"])
        rows = [
            [c.component, f"{c.score} of {c.most}", c.units, c.article, c.coder]
            for c in answer["components"]
        ]
        if rows:
            click.echo(table(["Component", "Score", "Units", "Article", "Coder"], rows))
        click.echo(f"not scored: {', '.join(answer['missing'])}\n" if answer["missing"] else "")
    total = sum(len(a["components"]) for a in answers)
    texts_ = f"{len(found)} text{'' if len(found) == 1 else 's'}"
    click.echo(f"{total} components scored in {texts_}; they are not added up")

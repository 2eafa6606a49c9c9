"""`foedus powers part CASE`: one switch on every procedure, turnout by every lawful base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import guarded, json_option
from foedus.cli.powers_more import emit_texts, model_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.case.model import Case
    from foedus.cli.federation_shared import Text
    from foedus.federation.part import Under
    from foedus.federation.part_votes import Counted
    from foedus.federation.participation import Participation
    from foedus.federation.turnout import Denominator, Turnout
    from foedus.proof.ballots import Votes
    from foedus.proof.games import Games


@click.command("part", epilog="Example: foedus powers part my-case --switch autumn --json")
@click.argument("file", metavar="CASE")
@click.option("--switch", "key", default="", help="One switch of the case, by key.")
@click.option("--procedure", default="", help="With --votes: the procedure they are held against.")
@click.option("--votes", default="", help="A vote file (CSV): by law, and under each switch.")
@click.option(
    "--displaced",
    type=click.Choice(["vote", "out"]),
    help="Displaced voters vote where they live, or cannot vote; beside what the switch says.",
)
@click.option(
    "--abroad",
    type=click.Choice(["vote", "out"]),
    help="Voters out of the country vote there, or cannot vote.",
)
@model_option
@json_option
@guarded
def part(
    file: str,
    key: str,
    procedure: str,
    votes: str,
    displaced: str | None,
    abroad: str | None,
    wanted: str,
    as_json: bool,
) -> None:
    """Who can take part: each switch of a case on every procedure, and every lawful denominator.

    With --votes, what real votes decide by law, under the switch, and over every register.
    """
    from foedus.federation.part import under
    from foedus.federation.registers import registers
    from foedus.proof.games import Games

    if bool(procedure) != bool(votes):
        raise click.UsageError("--procedure and --votes belong together")
    found, switches, turnouts, rows = _asked(file, wanted, key, votes)
    switches = [s.voting(_said(displaced), _said(abroad)) for s in switches]
    games = [Games(t.model) for t in found]
    counted = _counted(games, switches, procedure, rows) if votes else []
    effects = [under(g, s) for s in switches for g in games]
    if as_json:
        emit_texts(
            "part",
            found,
            [e.to_dict() for e in effects],
            turnouts=turnouts,
            registers=[{"switch": s.key, "registers": registers(s)} for s in switches],
            tallies=counted,
        )
        return
    for effect in effects:
        for line in _effect(effect):
            click.echo(line)
    for turnout in turnouts:
        for line in _turnout(turnout):
            click.echo(line)
    for one in counted:
        where = f" ({one.where})" if one.where else ""
        told = f"by law {one.by_law.word}, under {one.switch} {one.under.word}"
        click.echo(f"votes on {one.procedure}{where}: {told}")
        for limb in one.under.limbs:
            click.echo(f"  {limb.sentence}: {limb.text}")
        for line in _bases(one):
            click.echo(line)
    flips = sum(len(e.flips) for e in effects)
    click.echo(
        f"switches: {len(switches)}; texts: {len(found)}; procedures stopped: {flips}; "
        f"denominators: {sum(len(t.denominators) for t in turnouts)}; "
        f"quorums that flip: {sum(q.flips for t in turnouts for q in t.quorums)}"
    )


def _said(word: str | None) -> bool | None:
    return None if word is None else word == "vote"


def _bases(found: Counted) -> Iterator[str]:
    for base in found.bases:
        yield f"  over {base.registered:,} ({base.what}): {base.word}"
    if found.flips:
        yield "  the outcome depends on the register"


def _asked(
    file: str, wanted: str, key: str, votes: str
) -> tuple[list[Text], list[Participation], list[Turnout], tuple[Votes, ...]]:
    """Return what the options name: the texts, the switches, their turnouts, the votes.

    Raises BadInput with the errors of every option.
    """
    from foedus.cli.common import read_bytes
    from foedus.cli.federation_shared import chosen, texts
    from foedus.errors import BadInput, Diagnostic
    from foedus.fiscal.collect import collected
    from foedus.proof.ballots import read_ballots

    every, case = texts(file)
    errors: list[Diagnostic] = []
    found = collected(errors, lambda: chosen(every, wanted)) or every
    switched = collected(errors, lambda: _switches(case, found, key))
    rows = (
        collected(errors, lambda: read_ballots(read_bytes(votes, code="E265"), votes))
        if votes
        else ()
    )
    if errors or switched is None or rows is None:
        raise BadInput(errors)
    return found, *switched, tuple(rows)


def _counted(
    games: list[Games],
    switches: list[Participation],
    procedure: str,
    rows: tuple[Votes, ...],
) -> list[Counted]:
    from foedus.federation.part_votes import tallied

    return [x for s in switches for g in games for x in tallied(g, procedure, rows, s)]


def _switches(
    case: Case | None, found: list[Text], key: str
) -> tuple[list[Participation], list[Turnout]]:
    from foedus.case.taking_part import participations, turnouts
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    every = participations(case) if case is not None else ()
    chosen = [s for s in every if not key or s.key == key]
    if (key and not chosen) or case is None:
        known = [s.key for s in every]
        what = f'there is no switch "{key}"' if case is not None else "a single text has no switch"
        place = Place(found[0].model.file if found else "")
        expected = ", ".join(known) or "a case with switches.toml"
        raise BadInput(Diagnostic("E873", what, place, expected, did_you_mean(key, known)))
    told = [t for t in turnouts(case, [x.model for x in found]) if not key or t.key == key]
    return chosen, told


def _effect(found: Under) -> Iterator[str]:
    from foedus.cli.federation_shared import percent

    filled = ", ".join(f"{b}: {k} of {found.switch.seats.get(b, '?')}"
                       for b, k in found.switch.filled.items())  # fmt: skip
    yield f"{found.switch.title} ({filled}), {found.text}"
    for effect in found.effects:
        where = f" ({effect.where})" if effect.where else ""
        by_law = "cannot pass" if effect.by_law is None else f"{effect.by_law:,}"
        needed = "cannot pass" if effect.needed is None else f"needs {effect.needed:,} yes"
        yield f"  {effect.procedure}{where}: {needed} (by law {by_law})"
        for body, sentence, number_, share in effect.thresholds:
            vacancies = found.switch.seats.get(body, 0) - number_ + 1
            told = f"    {sentence}: {number_} are {percent(share)} of those filled in {body}"
            yield told + (f", impossible from {vacancies} vacant" if vacancies > 0 else "")
        for body, vacancies in effect.stops_at:
            yield f"    by no way from {vacancies} vacant seats of {body}"
    for text in found.left_out:
        yield f"  left out: {text}"
    for text in found.notes:
        yield f"  {text}"
    displaced = found.switch.displaced
    if displaced:
        named = ", ".join(f"{unit} {count:,}" for unit, count in displaced.items())
        yield f"  registered there and living elsewhere: {named}"
    if found.switch.abroad is not None:
        yield f"  registered out of the country: {found.switch.abroad:,}"


def _turnout(found: Turnout) -> Iterator[str]:
    from foedus.cli.federation_shared import percent

    yield f"turnout, {found.title}"
    for base in found.denominators:
        yield f"  {base.what}: {_share(base)}{f' ({base.source})' if base.source else ''}"
    for quorum in found.quorums:
        words = {True: "met", False: "not met", None: "open within the rounding"}
        yield (
            f"  quorum {percent(quorum.quorum)} ({quorum.name}): "
            + ", ".join(words[m] for m in quorum.met)
            + (" - flips" if quorum.flips else "")
        )
    if found.flips_above < found.flips_up_to:
        yield (
            f"  any quorum above {percent(found.flips_above, 2)} and up to "
            f"{percent(found.flips_up_to, 2)} flips between the denominators"
        )


def _share(base: Denominator) -> str:
    from foedus.cli.federation_shared import percent

    if not base.possible:
        return f"{base.base:,}: more took part than it counts"
    if base.low == base.high:
        return f"{base.base:,} {percent(base.low, 2)}"
    told = f"{percent((base.low + base.high) / 2, 2)} as stated"
    return told + (f", {base.between[0]:,} to {base.between[1]:,} voters" if base.between else "")

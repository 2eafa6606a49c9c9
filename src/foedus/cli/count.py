"""`foedus count RULE BALLOTS`: ballots to winners, stage by stage, by the letter of a rule."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import (
    DefaultGroup,
    emit,
    guarded,
    json_option,
    read_bytes,
    table,
    write_bytes,
)
from foedus.cli.count_compare import compare_command
from foedus.cli.count_lots import lot_options, lots_drawn, lots_fit, ties_text
from foedus.cli.count_more import countback_command, turnout_command
from foedus.cli.count_options import (
    bad,
    ballots_text,
    digest,
    input_bytes,
    leave,
    read_ranked,
    reading_options,
    ready_data,
    refuse_idle,
    refuse_unread,
    results_options,
    words,
)

if TYPE_CHECKING:
    from foedus.elect.ballots.catalogue import Entry
    from foedus.elect.ballots.marks import Ready

DEFAULT = "election"
EXAMPLES = """\b
Examples:
  foedus count scottish ward.blt --seats 4 --lot-seed "drawn in public"
  foedus count irv cvr.csv --ranks first,second,third --overvote reject --skipped pass
  foedus count two-round results.csv --region county --win "more than 1/2"
  foedus count spread results.csv --region state --share 1/4 --of-regions 2/3 --part whole
  foedus count compare ward.blt --witnesses changed/
`foedus count rules` lists the rules. Exit code 0: decided; 2: bad input; 3: open (a tie that needs
a lot, a second round that is due)."""


@click.group(
    "count",
    cls=DefaultGroup,
    default=DEFAULT,
    usage="RULE BALLOTS [--seats N] ...",
    epilog=EXAMPLES,
)
def command() -> None:
    """Count an election by a named rule: every stage, every rejected ballot, every tie."""


@command.command(DEFAULT, hidden=True, epilog=EXAMPLES)
@click.argument("rule")
@click.argument("path", metavar="BALLOTS")
@click.option("--seats", type=int, metavar="N", help="Seats (default: the file's, or 1).")
@lot_options
@click.option(
    "--completion",
    type=click.Choice(["phragmen", "utilitarian", "add1"]),
    help="equal-shares: how seats left open are filled.",
)
@click.option("--svg", metavar="FILE", help="Write a picture of the stages.")
@click.option("--csv", "table_file", metavar="FILE", help="Write the stages as CSV.")
@reading_options
@results_options
@json_option
@guarded
def election(rule: str, path: str, **options: Any) -> None:
    """Count BALLOTS (- for standard input) by RULE."""
    from foedus.elect.ballots.catalogue import CATALOGUE
    from foedus.errors import did_you_mean

    if rule not in CATALOGUE:
        raise bad("E500", f'no rule is called "{rule}"', "RULE", did_you_mean(rule, CATALOGUE))
    entry = CATALOGUE[rule]
    if options["engine"] and entry.reads != "ranked" and rule != "plurality":
        raise bad("E502", "an engine groups rankings", "--engine", "a rule that reads rankings")
    data = input_bytes(path, options)
    if options["seats"] is not None and (
        options["seats"] < 1 or (options["seats"] > 1 and not entry.many)
    ):
        most = "1 or more" if entry.many else "1: this rule elects one"
        raise bad("E501", f"{options['seats']} seats", "--seats", most)
    if options["completion"] and rule != "equal-shares":
        raise bad("E502", f"{rule} has no completion", "--completion", "only with equal-shares")
    refuse_idle(rule, entry.reads, options)
    refuse_unread(path, options, rule)
    lot = lots_drawn(options, mixes=rule == "irish")
    ready, answer = _count(rule, entry, data, path, options, lot)
    lots_fit(lot, answer)
    decided = answer.decided and not _open_seats(answer)
    _write(answer, options)
    if options["as_json"]:
        emit({"inputs": digest(path, data, lot), **answer.to_dict(), **ready_data(ready),
              "decided": decided}, kind="count")  # fmt: skip
    else:
        click.echo(_text(answer, ready, path))
    leave(decided=decided)


def _write(answer: Any, options: dict[str, Any]) -> None:
    """Write the picture and the table that were asked for."""
    if options["svg"]:
        from foedus.elect.ballots.picture import stages_svg

        if not getattr(answer, "stages", ()):
            raise bad("E502", f"{answer.rule} has no stages", "--svg", "a rule that has stages")
        write_bytes(options["svg"], stages_svg(answer).encode(), code="E532")
    if options["table_file"]:
        from foedus.elect.ballots.show import rows_csv

        write_bytes(options["table_file"], rows_csv(answer).encode(), code="E532")


def _count(
    rule: str, entry: Entry, data: bytes | None, path: str, options: dict[str, Any], lot: Any
) -> tuple[Ready | None, Any]:
    if options["region"] and entry.reads == "results" and data is not None:
        return None, _by_region(rule, entry, data, path, options, lot)
    if rule == "spread":
        raise bad("E502", "spread needs results by region", "--region", "the region's column")
    if options["scores"] and data is not None:
        return None, _scored(entry, data, path, options, lot)
    if entry.reads == "scores":
        raise bad("E502", f"{rule} reads scores", "--scores", "the candidates' columns")
    marked, ready = read_ranked(data, path, options)
    seats = options["seats"] or (marked.seats if entry.many else 0) or 1
    ballots: Any = ready.profile
    if entry.reads == "results":
        from foedus.elect.ballots.firsts import first_choices

        ballots = first_choices(ready.profile)
    elif entry.reads == "approvals":
        from foedus.elect.ballots.approval import ranked_means_approved

        ballots = ranked_means_approved(ready.profile)
        answer = _many(entry, ballots, seats, lot, options)
        return ready, replace(answer, method=f"{answer.method}; whoever is ranked is approved")
    if rule == "two-round":
        return ready, _rounds(ballots, options, lot)
    return ready, _many(entry, ballots, seats, lot, options)


def _by_region(
    rule: str, entry: Entry, data: bytes, path: str, options: dict[str, Any], lot: Any
) -> Any:
    results = _results(data, path, options)
    _check_total(sum(results.base().values()), options["total"])
    if rule == "two-round":
        return _rounds(results, options, lot)
    if rule == "spread":
        try:
            return entry.load()(results, _spread(options))
        except ValueError as exc:
            raise bad("E502", str(exc), "--part", "whole (rounded up) or fraction") from None
    return entry.load()(results, options["seats"] or 1, lot)


def _check_total(found: int, stated: int | None) -> None:
    if stated is not None and stated != found:
        raise bad("E525", f"{found} votes in the table, {stated} stated", "--total", "the same")


def _results(data: bytes, path: str, options: dict[str, Any]) -> Any:
    from foedus.csvfile import parse_sheet
    from foedus.elect.ballots.cast_votes import results_table

    sheet = parse_sheet(data, path, code="E526")
    return results_table(sheet, options["region"], words(options["candidates"]), options["cast"])


def _rounds(first: Any, options: dict[str, Any], lot: Any) -> Any:
    from foedus.elect.ballots.two_round import MAJORITY, parse_win, two_round

    wins = []
    for text in options["wins"]:
        try:
            wins.append(parse_win(text))
        except ValueError:
            form = '"more than 1/2", "at least 2/5 and more than 1/10 ahead"'
            raise bad("E529", f'"{text}" is no condition', "--win", form) from None
    second = None
    if options["second"]:
        if not options["region"]:
            raise bad("E502", "the second round is a table of results", "--second", "--region")
        late = read_bytes(options["second"], code="E526")
        second = _results(late, options["second"], {**options, "candidates": ""})
    try:
        return two_round(first, second, wins or MAJORITY, lot)
    except ValueError as exc:
        raise bad("E528", str(exc), "--second", "a column for each of the two, where due") from None


def _spread(options: dict[str, Any]) -> Any:
    from foedus.elect.ballots.spread import Spread

    if not options["share"] or not options["of_regions"]:
        raise bad("E502", "a spread rule has a share and a part of the regions", "--share",
                  "--share 1/4 --of-regions 2/3")  # fmt: skip
    try:
        share, part = Fraction(options["share"]), Fraction(options["of_regions"])
    except (ValueError, ZeroDivisionError):
        raise bad("E529", "a share is a fraction", "--share", "such as 1/4 or 2/3") from None
    try:
        return Spread(
            options["national"], share, part, options["more_than"],
            options["part"] or "",
        )  # fmt: skip
    except ValueError as exc:
        want = "shares from 0 to 1; whole, or fraction without --more-than"
        raise bad("E502", str(exc), "--share, --of-regions, --part", want) from None


def _scored(entry: Entry, data: bytes, path: str, options: dict[str, Any], lot: Any) -> Any:
    if entry.reads not in ("approvals", "scores"):
        raise bad("E502", "this rule reads rankings", "--ranks", "the columns of the ranks")
    from foedus.csvfile import parse_sheet
    from foedus.elect.ballots.scores import approving, scores_table

    sheet = parse_sheet(data, path, code="E527")
    ballots: Any = scores_table(sheet, words(options["scores"]), options["weight"])
    _check_total(ballots.size, options["total"])
    if entry.reads == "approvals":
        ballots = approving(ballots, path)
    return _many(entry, ballots, options["seats"] or 1, lot, options)


def _many(entry: Entry, ballots: Any, seats: int, lot: Any, options: dict[str, Any]) -> Any:
    count = entry.load()
    if not entry.many:
        return count(ballots, lot)
    try:
        if options["completion"]:
            return count(ballots, seats, lot, options["completion"])
        return count(ballots, seats, lot)
    except ValueError as exc:
        raise bad(
            "E501", str(exc), "--seats", "a ballot, and no more seats than candidates"
        ) from None


def _open_seats(answer: Any) -> int:
    """Return the seats for which there was nobody."""
    return max(0, getattr(answer, "seats", 1) - len(answer.winners))


def _text(answer: Any, ready: Ready | None, path: str) -> str:
    from foedus.elect.ballots.show import answer_text

    parts = [answer_text(answer)]
    if ready is not None:
        parts.append(ballots_text(ready, path))
    parts += [ties_text(t) for t in getattr(answer, "ties", ())]
    who = ", ".join(answer.winners) or "nobody yet"
    open_ = "" if answer.decided else " (not decided)"
    if answer.decided and _open_seats(answer):
        open_ = f" ({_open_seats(answer)} of {answer.seats} seats stay open)"
    return "\n".join([*parts, "", f"Elected by {answer.rule}: {who}{open_}."])


@command.command("rules", epilog="\b\nExample:\n  foedus count rules --json")
@json_option
@guarded
def rules_command(as_json: bool) -> None:
    """List the rules: what each reads, how many it elects, and where it is written down."""
    from foedus.elect.ballots.catalogue import CATALOGUE

    rows = [
        {"rule": n, "reads": e.reads, "seats": "many" if e.many else "one",
         "reference": e.reference}
        for n, e in CATALOGUE.items()
    ]  # fmt: skip
    if as_json:
        emit({"rules": rows}, kind="count-rules")
        return
    click.echo(table(list(rows[0]), [list(r.values()) for r in rows]))
    click.echo(f"\n{len(rows)} rules.")


command.add_command(compare_command)
command.add_command(countback_command)
command.add_command(turnout_command)

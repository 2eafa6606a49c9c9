"""Options that the commands below `foedus count` share, and how ranked ballots are read by them."""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import read_bytes

if TYPE_CHECKING:
    from foedus.elect.ballots.marks import MarkedBallots, Ready
    from foedus.elect.ballots.result import Lot

MARK = click.Choice(["reject", "end", "pass"])


def reading_options(function: Any) -> Any:
    """Add the options that say how ballots are read."""
    for option in (
        click.option("--format", "stated", type=click.Choice(
            ["blt", "preflib", "scottish-csv", "csv", "cdf", "parquet"]),
            help="Where the ending does not say."),
        click.option("--contest", default="", metavar="NAME",
                     help="cdf: which contest of the report."),
        click.option("--engine", type=click.Choice(["duckdb", "spark"]),
                     help="CSV, Parquet: who groups a table larger than memory."),
        click.option("--ranks", default="", metavar="A,B,...", help="CSV: columns of 1st, 2nd ..."),
        click.option("--scores", default="", metavar="A,B,...",
                     help="CSV: a column for each candidate, with scores (approval: 1 or 0)."),
        click.option("--candidates", default="", metavar="A,B,...", help="CSV: who stands."),
        click.option("--count", "weight", default="", metavar="COLUMN",
                     help="CSV: how many ballots a row is."),
        click.option("--empty-word", default="", metavar="W,...",
                     help="CSV: what else says that a rank is empty, as skipped."),
        click.option("--overvote-word", default="", metavar="W,...",
                     help="CSV: what else says that a rank is an overvote."),
        click.option("--overvote", type=click.Choice(["reject", "end", "pass", "equal"]),
                     help="Two candidates at one rank (equal: level, for rules of pairs)."),
        click.option("--skipped", type=click.Choice(["reject", "end", "pass", "pass-one"]),
                     help="A rank left empty before another (pass-one: two in a row end it)."),
        click.option("--repeat", type=MARK, help="A candidate named twice."),
        click.option("--unknown", type=MARK, help="A name that is no candidate's."),
        click.option("--total", type=int, metavar="N", help="Ballots there must be."),
    ):  # fmt: skip
        function = option(function)
    return function


def results_options(function: Any) -> Any:
    """Add the options of results by region."""
    for option in (
        click.option("--region", metavar="COLUMN", help="Results by region: the region's column."),
        click.option("--cast", default="", metavar="COLUMN", help="Ballots cast, as the base."),
        click.option("--second", metavar="TABLE.csv", help="The second round's results."),
        click.option("--win", "wins", multiple=True, metavar="CONDITION",
                     help='Two rounds: wins at once, such as "more than 1/2" (default).'),
        click.option("--national", type=click.Choice(["plurality", "majority"]),
                     default="plurality", show_default=True, help="Spread: over all regions."),
        click.option("--share", metavar="F", help="Spread: share of a region's votes, as 1/4."),
        click.option("--of-regions", metavar="F", help="Spread: part of the regions, as 2/3."),
        click.option("--more-than", is_flag=True, help="Spread: more than that part."),
        click.option("--part", type=click.Choice(["whole", "fraction"]),
                     help="Spread: what a fraction of a region means."),
    ):  # fmt: skip
        function = option(function)
    return function


#: Options that only some rules read: the rule, or what it reads.
_ONLY = {
    "region": "results", "cast": "results", "second": "two-round", "wins": "two-round",
    "share": "spread", "of_regions": "spread", "more_than": "spread", "part": "spread",
}  # fmt: skip


def refuse_idle(rule: str, reads: str, options: dict[str, Any]) -> None:
    """Raise BadInput (E502) for every option that this rule would pass over in silence."""
    from foedus.errors import BadInput, Diagnostic, Place

    idle = [o for o, only in _ONLY.items() if options[o] and only not in (rule, reads)]
    faults = [
        Diagnostic("E502", f"{rule} does not read this option", Place(_flag(o)),
                   f"only with {_ONLY[o].replace('results', 'plurality, two-round and spread')}")
        for o in idle
    ]  # fmt: skip
    if options["cast"] and not options["region"] and not faults:
        faults.append(Diagnostic("E502", "a base is of results by region", Place("--cast"),
                                 "--region COLUMN"))  # fmt: skip
    if options["ranks"] and not words(options["ranks"]):
        faults.append(Diagnostic("E502", "no column is named", Place("--ranks"), "first,second"))
    if options["lot_seed"] == "":
        faults.append(Diagnostic("E502", "an empty seed", Place("--lot-seed"), "a word or number"))
    if faults:
        raise BadInput(faults)


_MARKS = ("overvote", "skipped", "repeat", "unknown")
_PLAIN = {"blt", "preflib", "soc", "soi", "toc", "toi", "scottish-csv", "cdf", "csv"}
_CSV = ("ranks", "candidates", "weight", "empty_word", "overvote_word")


def refuse_unread(path: str, options: dict[str, Any], rule: str = "") -> None:
    """Raise BadInput (E502) for every option that the kind of file leaves unread."""
    from foedus.elect.ballots.catalogue import EQUAL_RANKS
    from foedus.errors import BadInput, Diagnostic, Place

    kind, idle = _unread(path, options)
    odd = [(kind, o) for o in idle if options.get(o)]
    # Under a spread rule two who are level both fall short: nothing is drawn.
    if rule == "spread":
        odd += [(rule, o) for o in ("lot_seed", "lots") if options[o] is not None]
    if rule != "spread" and options.get("national", "plurality") != "plurality":
        odd.append((rule, "national"))
    if options.get("overvote") == "equal" and rule not in EQUAL_RANKS:
        only = f"only {', '.join(sorted(EQUAL_RANKS))} compare pairs alone"
        raise bad("E502", f"{rule or 'this command'} reads no equal ranks", "--overvote", only)
    expected = "--ranks with it" if kind.endswith("(csv)") else "leave it out"
    faults = [
        Diagnostic("E502", f"{what} does not read this option", Place(_flag(o)), expected)
        for what, o in odd
    ]
    if faults:
        raise BadInput(faults)


def _unread(path: str, options: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return what is read, and the options that say nothing of it."""
    plain = ("ranks", "empty_word", "overvote_word", "contest", "engine", *_MARKS)
    if options.get("region"):
        return "a table of results", ("scores", "weight", *plain)
    if options["scores"]:
        return "a table of scores", ("candidates", *plain)
    ending = path.rsplit(".", 1)[-1].lower()
    kind = options["stated"] or {"json": "cdf"}.get(ending, ending)
    if kind in ("csv", "parquet") and options["ranks"]:
        return "a table of cast votes", ("contest",)
    if grouping(path, options):
        return "an engine", ()
    if kind not in _PLAIN:
        return kind, ()
    return f"this format ({kind})", _CSV + (() if kind == "cdf" else ("contest",))


def _flag(option: str) -> str:
    named = {"wins": "--win", "weight": "--count"}
    return named.get(option, "--" + option.replace("_", "-"))


def bad(code: str, what: str, where: str, expected: str) -> Exception:
    """Return the error of an option."""
    from foedus.errors import BadInput, Diagnostic, Place

    return BadInput(Diagnostic(code, what, Place(where), expected))


def words(text: str) -> tuple[str, ...]:
    """Return a list written with commas; a name that has one stands in double quotes."""
    found = next(csv.reader([text], skipinitialspace=True), [])
    return tuple(w.strip() for w in found if w.strip())


def digest(path: str, data: bytes | None, lot: Lot | None = None) -> dict[str, str]:
    """Return the SHA-256 of the input, read piece by piece where it was never held whole.

    A record of lots is an input as well.
    """
    record = getattr(lot, "record", None)
    more = {} if record is None else {record.file: hashlib.sha256(record.data).hexdigest()}
    if data is not None:
        return {path: hashlib.sha256(data).hexdigest(), **more}
    found = hashlib.sha256()
    with Path(path).open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return {path: found.hexdigest(), **more}


def grouping(path: str, options: dict[str, Any]) -> str:
    """Return which engine groups the rows: "duckdb", "spark" or "" (none)."""
    stated = options["stated"] or ""
    parquet = stated == "parquet" or (not stated and path.endswith(".parquet"))
    return options["engine"] or ("duckdb" if parquet else "")


def input_bytes(path: str, options: dict[str, Any]) -> bytes | None:
    """Return the input, or None where an engine is to read the file itself."""
    if not grouping(path, options):
        return read_bytes(path, code="E503")
    if path == "-" or not Path(path).is_file():
        raise bad("E503", "an engine reads a file", path, "the name of a file that is there")
    return None


def read_ranked(
    data: bytes | None, path: str, options: dict[str, Any]
) -> tuple[MarkedBallots, Ready]:
    """Return ranked ballots as marked, and what of them counts."""
    from foedus.elect.ballots.marks import Handling
    from foedus.elect.ballots.reading import Mapping, read_marked, ready

    if data is None:
        marked = _grouped(path, options)
    else:
        mapping = Mapping(words(options["ranks"]), words(options["candidates"]), options["weight"],
                          options["contest"], _words(options))  # fmt: skip
        marked = read_marked(data, path, options["stated"] or "", mapping)
    kinds = ("overvote", "skipped", "repeat", "unknown")
    handling = Handling(*(options[k] or "" for k in kinds))
    return marked, ready(marked, handling, options["total"])


def _grouped(path: str, options: dict[str, Any]) -> MarkedBallots:
    from foedus.elect.ballots.grouped import grouped_ballots

    ranks = words(options["ranks"])
    if not ranks:
        raise bad("E502", "nothing says which columns hold the ranks", path, "--ranks first,...")
    kind = "parquet" if path.endswith(".parquet") or options["stated"] == "parquet" else "csv"
    if grouping(path, options) == "spark":
        from foedus.elect.ballots.dist import spark_groups as groups
    else:
        from foedus.elect.ballots.big import duckdb_groups as groups
    return grouped_ballots(
        groups(path, kind, ranks, options["weight"]), words(options["candidates"]),
        _words(options),
    )  # fmt: skip


def _words(options: dict[str, Any]) -> Any:
    from foedus.elect.ballots.cast_votes import Words

    return Words(words(options["empty_word"]), words(options["overvote_word"]))


def ready_data(ready: Ready | None) -> dict[str, Any]:
    """Return what was cast, blank, rejected and adjusted, for JSON."""
    if ready is None:
        return {}
    return {
        "cast": ready.cast,
        "blank": ready.blank,
        "rejected": ready.rejected,
        "adjusted": ready.adjusted,
    }


def ballots_text(ready: Ready, path: str) -> str:
    """Return every rejected and adjusted ballot with its line, and the sum."""
    lost = sum(r.count for r in ready.rejected)
    lines = [f"{path}:{r.line}: {r.count} rejected: {r.why}" for r in ready.rejected] + [
        f"{path}:{a.line}: {a.count} adjusted: {a.why}" for a in ready.adjusted
    ]
    total = (
        f"{ready.cast} cast = {ready.profile.size} counted + {ready.blank} blank + {lost} rejected"
    )
    return "\n".join([*lines, total])


def leave(*, decided: bool) -> None:
    """End the command: exit code 0, or 3 for what is open."""
    sys.exit(0 if decided else 3)

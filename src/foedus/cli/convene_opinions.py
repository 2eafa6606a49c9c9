"""`foedus convene opinions FOLDER`: opinion groups of a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, table
from foedus.shares import hundredths

if TYPE_CHECKING:
    from foedus.convene.footing import Footing, Interval
    from foedus.convene.opinions import Group, Opinions
    from foedus.convene.reading import Conversation

EXAMPLES = """\b
Examples:
  foedus convene opinions FOLDER
  foedus convene opinions vtaiwan-uberx --groups 2 --seed 7
  foedus convene opinions biodiversity --json
FOLDER holds a Polis export as it is, or votes.csv / votes.parquet (participant,statement,vote)."""
#: Characters of a statement that the terminal shows.
SHOWN = 72


@click.command("opinions", epilog=EXAMPLES)
@click.argument("folder")
@click.option("--groups", type=int, help="Fix the number of groups; by silhouette otherwise.")
@click.option("--seed", default=0, show_default=True, help="The seed of every random choice.")
@click.option(
    "--start",
    type=click.Choice(["best", "first"]),
    default="best",
    show_default=True,
    help="Groups start from the tightest of ten drawn starts, or the first people of the file.",
)
@click.option(
    "--by",
    default="region",
    show_default=True,
    metavar="COLUMN",
    help="The column of participants.csv for the equal footing: region, sex, age.",
)
@click.option(
    "--few",
    default=10,
    show_default=True,
    help="Fewer votes than this in a group are said to be too few.",
)
@click.option(
    "--cell", default=5, show_default=True, help="No figure is shown for fewer people than this."
)
@click.option("--top", default=10, show_default=True, help="Statements shown; 0 for all.")
@json_option
@guarded
def opinions_(
    folder: str, groups: int | None, seed: int, start: str, by: str, few: int, cell: int, top: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Opinion groups of the conversation in FOLDER, what defines each, and what all agree on.

    Exit code 0. Equal footing: pooled (citizens), regions equal (units) and the weakest region
    stand side by side, flagged where their verdicts differ.
    """
    from foedus.atlas.conversations import packaged
    from foedus.convene.folder import find_folder, read_conversation
    from foedus.convene.opinions import opinions
    from foedus.errors import BadInput, Diagnostic, Place

    for name, value in (("--few", few), ("--cell", cell), ("--seed", seed), ("--top", top)):
        if value < 0:
            what = f"{name} {value}"
            raise BadInput(Diagnostic("E806", what, Place(name), "0 or more"))
    talk, inputs = read_conversation(find_folder(folder, packaged()), by=by)
    found = opinions(
        talk.votes, groups=groups, seed=seed, published=talk.published, few=few, cell=cell,
        start=start,
    )  # fmt: skip
    if as_json:
        head = {"title": talk.title, "by": talk.by, "note": talk.note,
                "attribution": talk.attribution}  # fmt: skip
        texts = {
            "statements": [
                {"statement": s, "text": t}
                for s, t in zip(found.statements, found.texts or found.statements, strict=True)
            ]
        }
        emit({**head, **texts, **found.to_dict()}, kind="convene-opinions", inputs=inputs)
        return
    _show(talk, found, top or len(found.consensus))


def _show(talk: Conversation, o: Opinions, top: int) -> None:
    click.echo(talk.title)
    click.echo(
        f"{o.votes:,} votes of {o.people:,} people on {len(o.statements)} statements; "
        f"{o.placed:,} people placed in {o.k} groups "
        f"({o.chosen}, seed {o.seed}, start {o.start})"
    )
    tried = ", ".join(f"{s.k}: {s.value:.3f} +- {s.error:.3f}" for s in o.silhouettes)
    if tried:
        click.echo(f"silhouette by number of groups: {tried}")
    if o.stability is not None:
        s = o.stability
        each = ", ".join(f"{n} {j:.2f}" for n, j in zip("ABCDEFGHIJ", s.jaccard, strict=False))
        click.echo(
            f"stability over {s.resamples} resamples of {s.people:,} people: adjusted Rand "
            f"{s.rand:.2f} (5 % point {s.rand_low:.2f}); mean Jaccard {each} (stable from 0.75)"
        )
    if o.published is not None:
        click.echo(f"agreement with the labels of the export: adjusted Rand {o.published:.2f}")
    for note in o.notes:
        click.echo(f"note: {note}")
    for group in o.groups:
        click.echo(f"\nGroup {group.name}: {group.size:,} people")
        click.echo(_defining(o, group))
    click.echo("\nWhat all groups share (product of the groups' shares, the least, its 5 % point)")
    click.echo(_consensus(o, top))
    if o.footing:
        click.echo(f"\nThree footings by {talk.by}: citizens pooled, units equal, the weakest")
        if talk.note:
            click.echo(talk.note)
        click.echo(_footing(o, top))
        _by_region(o)
    if talk.attribution:
        click.echo(f"\n{talk.attribution}")
    click.echo(_summary(o))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def _defining(o: Opinions, group: Group) -> str:
    if group.hidden:
        return f"  fewer than {o.cell} people: nothing is shown"
    if not group.defining:
        return "  nothing sets it apart at 90 %"
    rows = [
        [o.statements[d.statement], d.side, f"{d.chosen:,} of {d.seen:,}", f"{d.share:.2f}",
         f"{d.ratio:.2f}", f"{d.test:.2f}", f"{d.ratio_test:.2f}",
         _cut(o.texts[d.statement] if o.texts else "")]
        for d in group.defining
    ]  # fmt: skip
    head = ["id", "side", "votes", "P", "R", "z(P)", "z(R)", "statement"]
    return table(head, rows, right={2, 3, 4, 5, 6})


def _consensus(o: Opinions, top: int) -> str:
    rows = [
        [c.statement, c.side, _figure(c.product), _figure(c.least), _figure(c.low),
         (f"under {o.cell}" if c.fewest is None else f"{c.fewest:,}") + " too few" * c.few,
         _cut(c.text)]
        for c in o.consensus[:top]
    ]  # fmt: skip
    head = ["id", "side", "product", "least", "5 %", "fewest votes", "statement"]
    return table(head, rows, right={2, 3, 4, 5})


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _share(x: Interval | None) -> str:
    if x is None:
        return "-"
    return f"{hundredths(x.value)} ({hundredths(x.low, 0)}-{hundredths(x.high, 0)})"


def _footing(o: Opinions, top: int) -> str:
    # First what the footing decides, then what most people voted on.
    ordered = sorted(o.footing, key=lambda f: (not f.clear, not f.differ, -f.votes, f.statement))
    rows = [
        [f.statement, f"{f.votes:,}", _share(f.pooled), _share(f.equal), _share(f.weakest),
         f.weakest_region, _flag(f, o.cell), _cut(f.text)]
        for f in ordered[:top]
    ]  # fmt: skip
    head = ["id", "votes", "pooled %", "equal %", "weakest %", "weakest", "flag", "statement"]
    return table(head, rows, right={1, 2, 3, 4})


def _flag(f: Footing, cell: int) -> str:
    if f.differ:
        return "DIFFER" if f.clear else "differ, unclear"
    if f.without_votes:
        return f"undefined: no vote in {', '.join(f.without_votes)}"
    return f"hidden: under {cell} votes in {', '.join(f.hidden)}" if f.hidden else ""


def _by_region(o: Opinions) -> None:
    if o.by_region is None:
        click.echo("groups with regions equal: not formed (a region has nobody placed)")
        return
    b = o.by_region
    sizes = ", ".join(f"{s:,}" for s in b.sizes)
    click.echo(
        f"groups with regions equal: {sizes}; adjusted Rand with the pooled ones {b.rand:.2f}"
    )


def _summary(o: Opinions) -> str:
    few = sum(c.few for c in o.consensus if c.side == "agree")
    text = f"{o.k} groups; {few} of {len(o.statements)} statements have too few votes in a group"
    if o.footing:
        clear = sum(f.clear for f in o.differing())
        text += (
            f"; verdicts differ by footing on {len(o.differing())} ({clear} beyond the intervals)"
        )
    return text + "."

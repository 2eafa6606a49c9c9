"""What observers counted, traced, visited and audited; nothing where a case has none of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from foedus.case.model import Case
from foedus.observe.audit.plan import AuditPlan
from foedus.observe.audit.risk import AuditState
from foedus.observe.forms.coverage import Covered
from foedus.observe.trace import Trace
from foedus.report.blocks import Caution, Figure, Group, Listing, Provenance, Section, Table
from foedus.report.data import Cell, Data
from foedus.report.figures.bars import Bar, Row, bar_chart
from foedus.report.figures.curve import Spot, curve
from foedus.report.figures.tilemap import Tile, legend, share_map
from foedus.report.observed import Observed
from foedus.shares import hundredths

#: Rows of a table of differences that a page shows; the command lists all.
SHOWN = 20


def observed(case: Case, found: Observed | None) -> Section | None:
    """Return the section; None where the case has no observation data."""
    if found is None:
        return None
    groups = [
        _count(found) if found.count and found.plan else None,
        _coverage(case, found.covered) if found.covered else None,
        _trace(found.traced) if found.traced else None,
        _audit(found.audit, found.state) if found.audit and found.state else None,
    ]
    blocks = tuple(g for g in groups if g is not None)
    lead = "Each figure is a difference, an interval or a risk; none names a cause."
    if not blocks:
        return None
    blocks = (replace(blocks[0], open=True), *blocks[1:])
    rows = tuple(sorted(found.digests.items()))
    where = Provenance("observe/", "SHA-256 of the files as read")
    files = Table(
        "observe-files", "Files read", Data(("file", "SHA-256"), rows), where, folded=True
    )
    return Section("observed", "What observers counted", (*blocks, files), lead)


def _where(file: str, method: str, label: str) -> Provenance:
    return Provenance(f"observe/{file}", method, "", label)


def _count(found: Observed) -> Group:
    count, plan = found.count, found.plan
    assert count is not None
    assert plan is not None
    drawn, back = (sum(getattr(r, k) for r in count.response) for k in ("drawn", "returned"))
    said = (
        *(f"{s.about}: {s.text}" for s in count.statements),
        *count.reasons,
        f"{back} of {drawn} stations drawn returned",
        f"said of {count.scope}",
    )
    blocks: list[object] = [Listing(said, "What the returns allow to be said")]
    if count.estimates:
        blocks.append(_estimates(found, plan.confidence))
    for i, (choice, points) in enumerate(found.arrivals.items()):
        spots = [Spot(p.returned, p.value, p.low, p.high) for p in points if p.value is not None]
        if count.reasons or not spots:
            continue
        first, last = spots[0], spots[-1]
        words = (
            f"From {hundredths(first.y)} % after {first.x:.0f} returns to {hundredths(last.y)} % "
            f"after {last.x:.0f}, with the interval as a band."
        )
        title = f"{choice}: the estimate as stations returned"
        rows = tuple(
            (str(p.returned), *(None if v is None else _share(v) for v in (p.value, p.low, p.high)))
            for p in points
        )
        data = Data(("returned", "estimate %", "from %", "to %"), rows, frozenset({1, 2, 3}))
        method = f"ratio estimator, t interval at {plan.confidence:g}"
        blocks.append(
            Figure(f"arrival-{i}", title,
                   (curve(f"arrival-{i}-f", title, spots, words, across="returns"),), data,
                   _where("returns.csv", method, "estimate"))
        )  # fmt: skip
    return Group("observed-count", "Quick count", tuple(blocks))


def _estimates(found: Observed, confidence: float) -> Table:
    """The final estimates: what the curves end in, and the leads."""
    assert found.count is not None
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (e.what, _share(e.value), _share(e.low), _share(e.high),
         "" if e.effect is None else f"{e.effect:.1f}")
        for e in found.count.estimates
    )  # fmt: skip
    head = ("share or lead", "estimate %", "from %", "to %", "design effect")
    where = _where("returns.csv", f"ratio estimator, t interval at {confidence:g}", "estimate")
    return Table("estimates", "Estimates", Data(head, rows, frozenset({1, 2, 3, 4})), where)


def _share(value: float) -> Fraction:
    return Fraction(round(value * 10000), 100)


def _risk(value: float) -> Cell:
    """A risk in per cent; what rounds to nothing is not nothing."""
    return "< 0.01" if 0 < value < 0.00005 else _share(value)


def _coverage(case: Case, covered: Covered) -> Group:
    header = ("stratum", "stations", "visited", *(a for a, _ in covered.strata[0].areas))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (s.stratum, s.stations, s.visited, *(n for _, n in s.areas)) for s in covered.strata
    )
    data = Data(header, rows, frozenset(range(1, len(header))))
    title = "Stations visited, per cent of those in the frame"
    share = {s.stratum: Fraction(100 * s.visited, s.stations) for s in covered.strata}
    tiles = _tiles(case, share)
    if tiles:
        drawing, key = share_map("coverage-f", title, tiles), legend()
    else:
        bars = [Row(k, (Bar(0, v / 100),)) for k, v in share.items()]
        drawing, key = bar_chart("coverage-f", title, ("visited",), bars), ()
    caution = Caution("Stations that nobody visited are described by no figure of this page.")
    figure = Figure("coverage", title, (drawing,), data,
                    _where("export.csv", "stations with an observation", "exact"), key)  # fmt: skip
    return Group("observed-coverage", "Coverage", (figure, caution))


def _tiles(case: Case, share: dict[str, Fraction]) -> list[Tile]:
    """Return tiles where every stratum is a unit of one of the case's tables, by key or label."""
    for table in case.tables.values():
        names = {label: key for key, label in table.labels.items()} | {k: k for k in table.labels}
        if table.tiles and all(s in names for s in share):
            keys = {names[s]: v for s, v in share.items()}
            return [Tile(k, table.labels[k], *table.tiles[k], v) for k, v in keys.items()]
    return []


def _trace(traced: Trace) -> Group:
    header = ("field", "compared", "different", "published less copy")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f.field, f.compared, f.different, f.net) for f in traced.fields
    )
    fields = Table("traced", "Copies of protocols against published rows",
                   Data(header, rows, frozenset({1, 2, 3})),
                   _where("copies.csv", "cell by cell", "exact"))  # fmt: skip
    head = ("station", "field", "copy", "published", "digits")
    lines: tuple[tuple[Cell, ...], ...] = tuple(
        (d.station, d.field, str(d.copy), str(d.published), d.pattern)
        for d in traced.differences[:SHOWN]
    )
    blocks: list[object] = [fields]
    if lines:
        title = f"Differences, {len(lines)} of {len(traced.differences)}"
        where = _where("published.csv", "cell by cell", "exact")
        cells = Data(head, lines, frozenset({2, 3}))
        blocks.append(Table("differences", title, cells, where, folded=True))
    blocks.append(Caution("A slip of the copy, a slip of the publication and a lawful correction "
                          "look alike."))  # fmt: skip
    return Group("observed-trace", "Protocols", tuple(blocks))


def _audit(plan: AuditPlan, state: AuditState) -> Group:
    header = ("assertion", "risk %", "cards read", "cards", "state")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (a.text, _risk(a.risk), a.read, a.cards, a.state) for a in state.assertions
    )
    table = Table("audited", "Assertions that imply the outcome",
                  Data(header, rows, frozenset({1, 2, 3})),
                  _where("cards.csv", plan.argument, "bound"))  # fmt: skip
    title = "Largest risk after each round"
    spots = [Spot(0, 1.0), *(Spot(n, p) for n, p in state.rounds)]
    words = ", ".join(f"{p * 100:.2g} % after round {n}" for n, p in state.rounds)
    risk = tuple((str(n), _risk(p)) for n, p in state.rounds)
    figure = Figure("risk", title,
                    (curve("risk-f", title, spots, words, line=float(plan.risk_limit),
                           across="rounds"),),
                    Data(("round", "risk %"), risk, frozenset({1})),
                    _where("cards.csv", "sequential test at the risk limit", "bound"))  # fmt: skip
    lines = (f"{state.sentence}.", *(f"trusted: {t}" for t in plan.trusted))
    return Group("observed-audit", "Audit", (Listing(lines, plan.title), figure, table))

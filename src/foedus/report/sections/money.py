"""Money per head before and after in each text, what an equalisation keeps, who can change it."""

from __future__ import annotations

from fractions import Fraction

from foedus.case.model import Case, Constitution
from foedus.errors import BadInput
from foedus.fiscal.answer import Money, has_money
from foedus.fiscal.answer import money as compute
from foedus.report.blocks import Caution, Facts, Provenance, Remark, Section, Table
from foedus.report.data import Cell, Data
from foedus.report.numbers import decimal, listed
from foedus.report.sections.procedures import readable, short_title


def money(case: Case) -> Section | None:
    """Return the section; None where no text has a sentence on money that can be computed."""
    found: list[tuple[Constitution, Money]] = []
    problems: list[str] = []
    for text in readable(case):
        if not has_money(text.model):
            continue
        try:
            found.append((text, compute(text.model)))
        except BadInput as problem:
            problems.append(f"{text.title}: {problem.diagnostics[0].what}")
    if not found and not problems:
        return None
    blocks: list[object] = [
        Caution(
            "Nothing reacts here: no taxpayer moves, no rate changes. Before and after are the "
            "same year's figures under each text's own shares and formulas."
        )
    ]
    table = _table(found)
    blocks += [table] if table else []
    pairs = tuple(p for text, answer in found for p in _facts(text, answer))
    blocks += [Facts(pairs)] if pairs else []
    blocks += [Remark(p) for p in problems]
    return Section("money", "Money", tuple(blocks))


def _table(found: list[tuple[Constitution, Money]]) -> Table | None:
    flows = [(t, m.flows) for t, m in found if m.flows is not None and m.flows.people]
    if not flows:
        return None
    first = flows[0][1]
    before = first.per_head(first.raised)
    after = [f.per_head(f.after) for _, f in flows]
    header = ("Unit", "Raised", *(f"After, {short_title(t)}" for t, _ in flows))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (u, _money(before.get(u)), *(_money(a.get(u)) for a in after)) for u in first.units
    )
    exact = "exact fractions, shown with two decimals"
    firm = "estimate" if any(f.off for _, f in flows) else exact
    return Table(
        "money-heads",
        f"{first.money or 'Money'} per head, before and after",
        Data(header, rows, frozenset(range(1, len(header)))),
        Provenance(
            listed(list(dict.fromkeys(t.article for t in first.taxes))),
            f"shares of what is raised, transfers, equalisation; raised is that of "
            f"{short_title(flows[0][0])}",
            first.people_as_of,
            firm,
        ),
        folded=True,
    )


def _money(value: Fraction | None) -> Cell:
    return "unknown" if value is None else decimal(value, 2)


def _facts(text: Constitution, answer: Money) -> list[tuple[str, str]]:
    head = short_title(text)
    told = [
        (f"{head}: {p.stated or p.name}", f"{'holds' if p.holds else 'fails'}: {p.text}")
        for p in answer.properties
    ]
    told += [(f"{head}: to change the formula", c.text) for c in answer.changes]
    for limit in answer.limits:
        words = limit.text or f"above the limit: {listed(limit.above) or 'nobody'}"
        told.append((f"{head}: borrowing ({limit.article})", words))
    return told

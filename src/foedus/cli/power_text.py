"""What `foedus power` says: tables, errors, assumptions, one line in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.cli.power_subjects import Subject
    from foedus.power.table import PowerTable


def written(subject: Subject, result: PowerTable, grouped: Any, level: Any) -> str:
    """Return the table of one rule with everything that belongs to it, as text."""
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
    parts += [f"note: {n}" for n in (*subject.notes, *result.notes)]
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
        [
            c.region,
            str(c.population),
            f"{c.citizen_power:.3e}",
            f"{c.against_mean:.3f}",
            f"{float(c.citizen_shapley):.3e}",
            f"{c.shapley_against_mean:.3f}",
        ]
        for c in level.regions
    ]
    head = ["region", "citizens", "Banzhaf", "x mean", "Shapley", "x mean"]
    title = "one citizen's absolute Banzhaf and Shapley-Shubik power, each against the mean citizen"
    assumed = [f"assuming: {a}" for a in level.assumptions]
    firm = level.shapley_label.value
    error = f", a region's to +- {level.shapley_error:.1g}" if level.shapley_error else ""
    told = f"Shapley-Shubik of citizens: {firm}{error}"
    return ["", title, table(head, lines, right=set(range(1, 6))), told, *assumed]


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

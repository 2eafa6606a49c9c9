"""From nodes back to their lines: what every sentence shares, conditions and procedures."""

from __future__ import annotations

from functools import singledispatch

from foedus.constitution import syntax as s
from foedus.constitution.words import as_column, as_name, as_number, quoted


@singledispatch
def head(node: s.Node) -> str:
    """Return the line of a node, without the lines below it."""
    raise TypeError(f"no sentence for {type(node).__name__}")


def names(items: tuple[str, ...]) -> str:
    """Return a list of names: `A, "B C"`."""
    return ", ".join(as_name(n) for n in items)


def columns(items: tuple[str, ...]) -> str:
    """Return a list of columns."""
    return ", ".join(as_column(c) for c in items)


def as_of(date: s.Date) -> str:
    """Return ` as of DATE`, or nothing."""
    return f" as of {date}" if date else ""


def by(threshold: s.AnyThreshold | None) -> str:
    """Return ` by THRESHOLD`, or nothing."""
    return f" by {head(threshold)}" if threshold is not None else ""


def _base(node: s.AnyThreshold) -> str:
    if node.base is not s.Base.WEIGHT:
        return str(node.base)
    return as_column(node.column, beside_words=True) + as_of(node.as_of)


@head.register
def _threshold(node: s.Threshold) -> str:
    if not node.share:
        return f"{node.op} {as_number(node.amount)} {_base(node)}"
    if node.amount == 1 and node.op is s.Op.AT_LEAST:
        return f"all {_base(node)}"
    return f"{node.op} {as_number(node.amount)} of {_base(node)}"


@head.register
def _undetermined(node: s.Undetermined) -> str:
    low, high = as_number(node.low), as_number(node.high)
    return f"undetermined from {node.low_op} {low} to {node.high_op} {high} of {_base(node)}"


@head.register
def _subject(node: s.Subject) -> str:
    inside = f" in {as_name(node.inside)}" if node.inside else ""
    if node.column:
        return f"each {as_column(node.column, beside_words=True)}{inside}"
    if node.each:
        return f"each of {names(node.names)}{inside}"
    together = " together" if len(node.names) > 1 else ""
    return names(node.names) + inside + together


@head.register
def _duration(node: s.Duration) -> str:
    period = str(node.period)
    return f"{node.count} {period.removesuffix('s') if node.count == 1 else period}"


@head.register
def _filter(node: s.Filter) -> str:
    if node.op is None or node.amount is None:
        return f"{as_column(node.column)} is {'not ' if node.is_not else ''}{quoted(node.value)}"
    per = f" per {as_column(node.per)}" if node.per else ""
    return f"{as_column(node.column)}{per} {node.op} {as_number(node.amount)}{as_of(node.as_of)}"


@head.register
def _where(node: s.Where) -> str:
    return f" {node.joined} ".join(head(f) for f in node.filters)


@head.register
def _article(node: s.Article) -> str:
    return f"article {quoted(node.text)}"


@head.register
def _source(node: s.Source) -> str:
    return f"source {quoted(node.text)}"


@head.register
def _note(node: s.Note) -> str:
    return f"note {quoted(node.text)}"


@head.register
def _attributed_to(node: s.AttributedTo) -> str:
    return f"attributed to {quoted(node.text)}"


@head.register
def _in_force(node: s.InForce) -> str:
    until = f" until {node.until}" if node.until else ""
    return f"in force from {node.start}{until}"


@head.register
def _constitution(node: s.Constitution) -> str:
    return f"constitution {as_name(node.name)}"


# ------------------------------------------------------------------------- procedures


@head.register
def _procedure(node: s.Procedure) -> str:
    return f"procedure {as_name(node.name)} under {quoted(node.article)}"


@head.register
def _passes(node: s.Passes) -> str:
    return f"passes when {head(node.condition)}"


@head.register
def _decides(node: s.Decides) -> str:
    if node.other:
        return "decides any other matter"
    return "decides " + ", ".join([*map(as_name, node.matters), *map(str, node.changes)])


@head.register
def _proposed_by(node: s.ProposedBy) -> str:
    if node.signed is not None:
        return f"proposed when {head(node.signed)}"
    return f"proposed by {names(node.names)}"


@head.register
def _opt_out(node: s.OptOut) -> str:
    return f"units of {as_name(node.units)} may opt out{by(node.threshold)}"


@head.register
def _window(node: s.Window) -> str:
    return f"{node.kind} {head(node.duration)}"


@head.register
def _not_during(node: s.NotDuring) -> str:
    return f"not during {quoted(node.text)}"


@head.register
def _endeavour(node: s.Endeavour) -> str:
    return f"shall endeavour {quoted(node.text)}"


# ------------------------------------------------------------------------- conditions


@head.register
def _vote(node: s.Vote) -> str:
    again = " again" if node.again else ""
    after = f" after {head(node.after)}" if node.after else ""
    each = f", each{by(node.each_by)}" if node.each_by else ""
    ties = f", ties broken by {as_name(node.tie_breaker)}" if node.tie_breaker else ""
    return f"{head(node.subject)} {node.verb}{again}{after}{by(node.threshold)}{each}{ties}"


@head.register
def _yes_votes(node: s.YesVotes) -> str:
    return f"yes votes of {head(node.of)} reach {head(node.threshold)} in {head(node.among)}"


@head.register
def _assents(node: s.Assents) -> str:
    within = f" within {head(node.within)}" if node.within else ""
    silence = f", silence is {node.silence}" if node.silence else ""
    return f"{as_name(node.name)} assents{within}{silence}"


@head.register
def _concerned(node: s.Concerned) -> str:
    organ = f"{as_name(node.organ)} in " if node.organ else ""
    units = as_name(node.units)
    return f"{organ}every unit concerned of {units} {node.verb}{by(node.threshold)}"


@head.register
def _passes_too(node: s.PassesToo) -> str:
    return f"procedure {as_name(node.procedure)} passes"


@head.register
def _never(_node: s.Never) -> str:
    return "never"


@head.register
def _block(node: s.Block) -> str:
    return str(node.mode)


@head.register
def _at_least(node: s.AtLeast) -> str:
    return f"at least {node.count} of"


@head.register
def _unless(node: s.Unless) -> str:
    return f"unless {head(node.condition)}"


@head.register
def _signed(node: s.Signed) -> str:
    spread = ""
    if node.spread_count:
        spread = f" from at least {node.spread_count} {as_column(node.spread)}"
    return f"{head(node.subject)} petition{by(node.threshold)}{spread}"


@head.register
def _petition(node: s.Petition) -> str:
    signed = f" {node.joined} ".join(head(x) for x in node.signed)
    if node.condition is None:
        delay = head(node.delay) if node.delay else ""
        return f"if {signed}, then delay {delay}"
    return f"if {signed}, then {node.effect} {head(node.condition)}"


@head.register
def _by_reading(node: s.ByReading) -> str:
    return f"by reading {as_name(node.reading)}"


@head.register
def _case(node: s.Case) -> str:
    return f"when {as_name(node.alternative)}"


@head.register
def _step(node: s.Step) -> str:
    if node.duration is not None:
        return f"wait {head(node.duration)}"
    of = "" if node.kind is s.StepKind.WAIT else " of"
    return f"{node.kind}{of} {names(node.names)}"

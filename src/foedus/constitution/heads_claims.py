"""The lines of guarantees, questions, expected votes and what they claim."""

from __future__ import annotations

from foedus.constitution import syntax as s
from foedus.constitution.heads import as_of, head, names
from foedus.constitution.words import as_column, as_name, as_number, quoted


def _who(name: str) -> str:
    return name if name == "it" else as_name(name)


def _can(holds: bool) -> str:
    return "can" if holds else "cannot"


@head.register
def _guarantee(node: s.Guarantee) -> str:
    because = f" fails because {quoted(node.fails_because)}" if node.fails_because else ""
    return f"guarantee {quoted(node.title)}{because}"


@head.register
def _question(node: s.Question) -> str:
    return f"question {quoted(node.title)}"


@head.register
def _expect(node: s.Expect) -> str:
    reading = f" in reading {as_name(node.reading)}" if node.reading else ""
    because = f" because {quoted(node.because)}" if node.because else ""
    verdict = "adopted" if node.adopted else f"rejected{because}"
    votes = f"{quoted(node.votes)}{as_of(node.as_of)}"
    return f"expect {as_name(node.procedure)}{reading} with votes {votes} => {verdict}"


@head.register
def _of(node: s.Of) -> str:
    view = f" in view {as_name(node.view)}" if node.view else ""
    return as_name(node.procedure) + view


@head.register
def _names(node: s.Names) -> str:
    return f" {node.joined} ".join(_who(n) for n in node.names)


def _listed(node: s.Names) -> str:
    return ", ".join(_who(n) for n in node.names) if node.joined == "and" else head(node)


def _needs(node: s.Names | None) -> str:
    return f" needs {head(node)}" if node is not None else ""


@head.register
def _can_pass(node: s.CanPass) -> str:
    return f"{head(node.of)} {_can(node.holds)} pass {node.stance} {head(node.who)}"


@head.register
def _only_with(node: s.OnlyWith) -> str:
    return f"{head(node.of)} passes only with {head(node.who)}"


@head.register
def _alone(node: s.Alone) -> str:
    how = "alone" if len(node.who.names) == 1 else "together"
    return f"{_listed(node.who)} {how} {_can(node.holds)} {node.power} {head(node.of)}"


@head.register
def _outvoted(node: s.Outvoted) -> str:
    return f"{_listed(node.who)} {_can(node.holds)} be outvoted in {head(node.of)}"


@head.register
def _interchangeable(node: s.Interchangeable) -> str:
    is_ = "is" if node.holds else "is not"
    return f"every unit of {as_name(node.units)} {is_} interchangeable in {head(node.of)}"


@head.register
def _bound(node: s.Bound) -> str:
    return f"is {node.op} {as_number(node.amount)}"


def _is_bound(node: s.Bound | None) -> str:
    return f" {head(node)}" if node is not None else ""


@head.register
def _smallest(node: s.Smallest) -> str:
    goal = f"that {node.goal} {head(node.of)}{_is_bound(node.bound)}"
    if not node.column:
        return f"smallest coalition {goal}"
    return f"smallest share of {as_column(node.column)}{as_of(node.as_of)}, {node.counting}, {goal}"


@head.register
def _implies(node: s.Implies) -> str:
    verb = "implies" if node.holds else "does not imply"
    return f"{head(node.first)} {verb} {head(node.second)}"


@head.register
def _same(node: s.Same) -> str:
    is_ = "is" if node.holds else "is not"
    return f"{head(node.first)} {is_} the same as {head(node.second)}"


@head.register
def _roles(node: s.Roles) -> str:
    who = " are nobody" if node.nobody else f" are {_listed(node.who)}" if node.who else ""
    return f"{node.role} of {head(node.of)}{who}"


@head.register
def _taking(node: s.Taking) -> str:
    return f"taking {as_name(node.matter)} from {_who(node.unit)}{_needs(node.needs)}"


@head.register
def _changing(node: s.Changing) -> str:
    unit = _who(node.unit)
    what = {
        s.Change.LEAVING: f"leaving by {unit}",
        s.Change.INTERVENTION: f"intervention in {unit}",
    }.get(node.change, f"changing {node.change} of {unit}")
    return what + _needs(node.needs)


@head.register
def _no_vote(node: s.NoVote) -> str:
    return f"{_listed(node.who)} has no vote in {head(node.of)}"


@head.register
def _boycott(node: s.Boycott) -> str:
    return f"{head(node.of)} {'is' if node.holds else 'is not'} boycott-sensitive"


@head.register
def _appointing(node: s.Appointing) -> str:
    who = f"{_listed(node.who)} {_can(node.holds)}" if node.who else "who can"
    return f"{who} appoint a majority of {as_name(node.organ)}"


@head.register
def _vacancies(node: s.Vacancies) -> str:
    stop = f"that stop {head(node.of)}{_is_bound(node.bound)}"
    return f"fewest vacancies in {as_name(node.body)} {stop}"


@head.register
def _for_each(node: s.ForEach) -> str:
    return f"for each of {names(node.names)}: {head(node.claim)}"

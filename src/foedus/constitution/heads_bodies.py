"""The lines of who takes part, of views, matters and powers."""

from __future__ import annotations

from foedus.constitution import syntax as s
from foedus.constitution.heads import as_of, by, columns, head, names
from foedus.constitution.words import as_column, as_name, quoted


@head.register
def _reading(node: s.Reading) -> str:
    return f"reading {as_name(node.name)}: {names(node.alternatives)}"


@head.register
def _body(node: s.Body) -> str:
    groups = f", {head(node.groups)}" if node.groups else ""
    return f"body {as_name(node.name)}: {node.members} members{groups}"


@head.register
def _partition(node: s.Partition) -> str:
    groups = ", ".join(f"{g.count} {as_name(g.name)}" for g in node.groups)
    return f"of whom {groups}{as_of(node.as_of)}"


@head.register
def _composition(node: s.Composition) -> str:
    by_columns = f"by {columns(node.columns)} counting {as_column(node.seats)}"
    return f"composition: table {quoted(node.table)} {by_columns}{as_of(node.as_of)}"


@head.register
def _seat_rule(node: s.SeatRule) -> str:
    if not node.method:
        return f"{node.count} seats for each of {as_name(node.units)}"
    least = f", at least {node.least} each" if node.least else ""
    rule = f"by {as_name(node.method)} on {as_column(node.column)}{as_of(node.as_of)}{least}"
    return f"{node.count} seats for {as_name(node.units)} {rule}"


@head.register
def _seat_count(node: s.SeatCount) -> str:
    return f"{node.kind}: {node.count}{as_of(node.as_of)}"


@head.register
def _presided(node: s.Presided) -> str:
    return f"presided over by {as_name(node.name)}, who {node.how}"


@head.register
def _no_vote_held(node: s.NoVoteHeld) -> str:
    return f"no vote held in {names(node.names)}{as_of(node.as_of)}"


@head.register
def _chosen_by(node: s.ChosenBy) -> str:
    count = f"{node.count} " if node.count else ""
    return f"{count}chosen by {names(node.names)}"


@head.register
def _standing(node: s.Standing) -> str:
    return f"may be seized by {names(node.names)}"


@head.register
def _electorate(node: s.Electorate) -> str:
    if not node.units:
        return f"electorate {as_name(node.name)}"
    people = f"{as_column(node.column)} of {as_name(node.units)}{as_of(node.as_of)}"
    return f"electorate {as_name(node.name)}: {people}"


@head.register
def _person(node: s.Person) -> str:
    return f"person {as_name(node.name)}"


@head.register
def _organ(node: s.Organ) -> str:
    members = f", {node.members} members" if node.members else ""
    return f"organ {as_name(node.name)}: {node.kind}{members}"


@head.register
def _weight(node: s.Weight) -> str:
    return f"weight {as_column(node.column)}{as_of(node.as_of)}"


@head.register
def _units(node: s.Units) -> str:
    if node.names:
        return f"units {as_name(node.name)}: {names(node.names)}"
    where = f" where {head(node.where)}" if node.where else ""
    weights = "".join(f", {head(w)}" for w in node.weights)
    return f"units {as_name(node.name)}: table {quoted(node.table)}{where}{weights}"


@head.register
def _decided_by(node: s.DecidedBy) -> str:
    return f"each decided by its {node.who}{by(node.threshold)}"


@head.register
def _set_of(node: s.SetOf) -> str:
    definition = f" as {quoted(node.definition)}" if node.definition else ""
    if node.where is not None:
        what = f"{as_name(node.of)} where {head(node.where)}"
    else:
        what = f"{names(node.names)} of {as_name(node.of)}"
    defined = f", defined by {quoted(node.defined_by)}" if node.defined_by else ""
    return f"set {as_name(node.name)}{definition}: {what}{defined}"


# ------------------------------------------------------------------------- views


@head.register
def _view(node: s.View) -> str:
    procedure = as_name(node.procedure)
    return f"view {as_name(node.name)} of {procedure}: voters are {names(node.voters)}"


@head.register
def _each_with(node: s.EachWith) -> str:
    body = as_name(node.body)
    if node.people:
        return f"each with its people of {body}, {node.bloc}"
    if not node.column:
        return f"each with its members of {body}, {node.bloc}"
    column = as_column(node.column, beside_words=True)
    return f"each with {column} of {body}{as_of(node.as_of)}, {node.bloc}"


@head.register
def _others(node: s.Others) -> str:
    rest = "the other members of " if node.rest else ""
    return f"{rest}{as_name(node.name)} {node.bloc}"


@head.register
def _assuming(node: s.Assuming) -> str:
    return f"assuming {quoted(node.text)}"


# ------------------------------------------------------------------------- matters and powers


@head.register
def _matters(node: s.Matters) -> str:
    return f"matters {names(node.names)}"


@head.register
def _powers(node: s.Powers) -> str:
    what = "over any other matter" if node.residual else as_name(node.matter)
    units = f" in {names(node.units)}" if node.units else ""
    does = ", ".join(map(str, node.functions))
    return f"power {what}: {node.level} may {does}{units} under {quoted(node.article)}"


@head.register
def _conflict_rule(node: s.ConflictRule) -> str:
    return f"conflict rule: {node.level} prevails under {quoted(node.article)}"


@head.register
def _language_right(node: s.LanguageRight) -> str:
    domains = ", ".join(map(str, node.domains))
    where = f" where {head(node.where)}" if node.where else ""
    language = as_name(node.language)
    place = f"{as_name(node.of)}{where} under {quoted(node.article)}"
    at = f" at {node.level}" if node.level else ""
    return f"language right {language} in {domains}{at}: {place}"


@head.register
def _emergency(node: s.Emergency) -> str:
    return f"emergency {as_name(node.name)} under {quoted(node.article)}"


@head.register
def _guarantor(node: s.Guarantor) -> str:
    return f"guarantor {as_name(node.name)} under {quoted(node.article)}"


@head.register
def _clause(node: s.Clause) -> str:
    return f"{node.key} {quoted(node.text)}"

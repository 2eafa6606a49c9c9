"""Lines of second chambers, communities, language decisions, regional authority, money."""

from __future__ import annotations

from foedus.constitution import syntax as s
from foedus.constitution.heads import as_of, head, names
from foedus.constitution.words import as_column, as_name, as_number, quoted


@head.register
def _powers_table(node: s.PowersTable) -> str:
    return f"powers: table {quoted(node.table)}"


@head.register
def _second_chamber(node: s.SecondChamber) -> str:
    return f"second chamber {as_name(node.name)} under {quoted(node.article)}"


@head.register
def _veto_on(node: s.VetoOn) -> str:
    what = "any other matter" if node.other else names(node.matters)
    overridden = f", overridden by {quoted(node.overridden)}" if node.overridden else ""
    after = f", after {head(node.after)}" if node.after else ""
    return f"{node.kind} veto on {what} under {quoted(node.article)}{overridden}{after}"


@head.register
def _language_decision(node: s.LanguageDecision) -> str:
    where = f"{names(node.units)} of {as_name(node.of)}{as_of(node.as_of)}"
    domains = ", ".join(map(str, node.domains))
    language = as_name(node.language)
    return f"language decision {language} in {domains}: {where} under {quoted(node.article)}"


@head.register
def _community(node: s.Community) -> str:
    own = ", by own statement" if node.own else ""
    column = as_column(node.column, beside_words=True)
    where = f"{column} of {as_name(node.of)}{as_of(node.as_of)}"
    return f"community {as_name(node.name)}: {where}{own}"


@head.register
def _for_community(node: s.ForCommunity) -> str:
    return f"for {as_name(node.community)} {'on a voluntary roll' if node.voluntary else 'by law'}"


@head.register
def _open_only(node: s.OpenOnly) -> str:
    return f"open only to {names(node.names)} under {quoted(node.article)}"


@head.register
def _authority(node: s.Authority) -> str:
    what = f"{quoted(node.component)} of {as_name(node.of)}: {as_number(node.score)}"
    return f"authority {what} under {quoted(node.article)} coded by {quoted(node.coder)}"


# ------------------------------------------------------------------------- money


@head.register
def _tax(node: s.Tax) -> str:
    word = "resource" if node.resource else "tax"
    return f"{word} {as_name(node.name)} under {quoted(node.article)}"


@head.register
def _yields(node: s.Yields) -> str:
    column = as_column(node.column, beside_words=True)
    rate = f"{as_number(node.rate)} of " if node.rate != 1 else ""
    return f"yields {rate}{column}{as_of(node.as_of)} in {as_name(node.units)}"


@head.register
def _share_to(node: s.ShareTo) -> str:
    how = " where raised" if node.raised else ""
    if node.column:
        how = f" by {as_column(node.column, beside_words=True)}{as_of(node.as_of)}"
    return f"{as_number(node.share)} to {node.level}{how}"


@head.register
def _transfer(node: s.Transfer) -> str:
    per = f" per {as_column(node.per, beside_words=True)}{as_of(node.as_of)}" if node.per else ""
    what = f"{as_number(node.amount)}{per} to {names(node.to)} from {node.level}"
    return f"transfer {as_name(node.name)}: {what} under {quoted(node.article)}"


@head.register
def _equalisation(node: s.Equalisation) -> str:
    return f"equalisation {as_name(node.name)} of {as_name(node.of)} under {quoted(node.article)}"


@head.register
def _capacity(node: s.Capacity) -> str:
    if node.taxes:
        return f"capacity of {names(node.taxes)}"
    return f"capacity {as_column(node.column, beside_words=True)}{as_of(node.as_of)}"


@head.register
def _need(node: s.Need) -> str:
    return f"need {as_column(node.column, beside_words=True)}{as_of(node.as_of)}"


@head.register
def _method(node: s.Method) -> str:
    return f"formula {quoted(node.name)}"


@head.register
def _fills(node: s.Fills) -> str:
    gap = f"{as_number(node.share)} of the gap to {as_number(node.target)} of average"
    return f"fills {gap}, paid by {node.payer}"


@head.register
def _limit(node: s.Limit) -> str:
    if node.kind == "loses":
        return f"no unit loses more than {as_number(node.amount)}"
    return f"no unit {node.kind} {as_number(node.amount)} of average"


@head.register
def _changed_by(node: s.ChangedBy) -> str:
    return f"changed by {as_name(node.procedure)}"


@head.register
def _borrowing(node: s.Borrowing) -> str:
    if node.level is not None:
        return f"borrowing: {node.level} {quoted(node.text)} under {quoted(node.article)}"
    debt = as_column(node.debt, beside_words=True) + as_of(node.debt_as_of)
    base = as_column(node.base, beside_words=True) + as_of(node.base_as_of)
    limit = f"at most {as_number(node.limit)} of {base}"
    return f"borrowing of {as_name(node.of)}: {debt} {limit} under {quoted(node.article)}"

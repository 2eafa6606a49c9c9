"""The ladder: protections walked around by first amending the rule that protects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.constitution.model import Model
from foedus.constitution.syntax import Of, Procedure
from foedus.errors import BadInput, Diagnostic
from foedus.proof.claims_paths import whose_consent
from foedus.proof.compare import known, mismatch
from foedus.proof.court import arithmetic, in_words
from foedus.proof.diff import aligned
from foedus.proof.engine import LIMIT, Verdict, decide
from foedus.proof.games import Games, Setting
from foedus.proof.properties import everyone
from foedus.proof.query import Claim, Query

#: Matters by which a procedure says that it decides how procedures themselves are changed.
AMENDING = ("amending procedure", "amendment of this constitution", "this constitution")


@dataclass(frozen=True, slots=True)
class Rung(Answer):
    """One protected matter: the rule that protects it, and the rule by which that rule is changed.

    `walkable`: some coalition that cannot decide the matter can first change its rule, and then
    decide. None where undecided, or where the two rules cannot be read over the same voters.
    """

    matter: str
    protected_by: str
    amended_by: str
    where: str
    walkable: bool | None
    path: tuple[str, ...]
    coalition: Mapping[str, int] | None
    engine: str
    assumption: str
    label: Label = Label.EXACT
    method: str = "a coalition that passes the amending rule and not the protecting one"
    reference: str = "Albert 2019, Constitutional Amendments, on entrenchment of amendment rules"


def ladder(model: Model, *, amended_by: str = "", seconds: float = LIMIT) -> tuple[Rung, ...]:
    """Return, for every matter that a procedure names, whether its protection can be walked around.

    `amended_by` names the procedure by which procedures themselves are changed; by default the one
    that decides the "amending procedure". A matter decided by that rule itself has no ladder.
    Raises BadInput (E266, E268).
    """
    games = Games(model)
    changer = _changer(games, amended_by)
    found = []
    for procedure in games.book.procedures.values():
        named = [m for d in procedure.decides for m in (*d.matters, *(c.value for c in d.changes))]
        if procedure.name == changer.name:
            continue
        for setting in games.settings([procedure.name, changer.name]) if named else []:
            found += [_rung(games, m, procedure, changer, setting, seconds) for m in named]
    return tuple(_first_unit(found))


def _changer(games: Games, named: str) -> Procedure:
    if named:
        return games.book.procedures[known(games, named)]
    found = [
        p
        for p in games.book.procedures.values()
        if any(m.casefold() in AMENDING for d in p.decides for m in d.matters)
    ]
    if found:
        return found[0]
    what = "the text does not say by which procedure its procedures are changed"
    place = games.model.constitution.place
    help = 'name it with --amended-by, or write `decides "amending procedure"` in it'
    expected = "; ".join(games.book.procedures)
    raise BadInput(Diagnostic("E268", what, place, expected, help))


def _first_unit(rungs: list[Rung]) -> list[Rung]:
    """Keep one rung for each matter, rule and verdict: units that fare alike are told once."""
    kept: dict[tuple[object, ...], Rung] = {}
    for rung in rungs:
        reading = ", ".join(p for p in rung.where.split(", ") if p.startswith("reading"))
        kept.setdefault((rung.matter, rung.protected_by, rung.walkable, reading), rung)
    return list(kept.values())


def _rung(
    games: Games,
    matter: str,
    procedure: Procedure,
    changer: Procedure,
    setting: Setting,
    seconds: float,
) -> Rung:
    strict = games.game(Of(procedure.name), setting)
    amend = games.game(Of(changer.name), setting)
    assumption = (
        f'the rule "{procedure.name}" may itself be changed, under "{changer.name}"; whether it '
        "may be is a question of law that is not decided here"
    )
    names = (matter, procedure.name, changer.name, setting.text)
    problem = mismatch(amend, strict)
    if problem:
        return Rung(*names, None, (problem,), None, "", assumption)
    first, second, _ = aligned(amend.rule, strict.rule)
    query = Query((Claim(first, True), Claim(second, False)))
    answer = decide(query, seconds=seconds)
    if answer.verdict is not Verdict.FOUND or answer.coalition is None:
        sure = answer.verdict is Verdict.NONE
        why = f"whoever can change the rule can decide the matter: {answer.argument}"
        told = (why if sure else answer.argument,)
        return Rung(*names, False if sure else None, told, None, answer.engine, assumption)
    consent = ", ".join(whose_consent(amend)) or "nobody in particular"
    own = {n: k for n, k in answer.coalition.items() if n in strict.rule.names}
    shown = {n: k for n, k in answer.coalition.items() if n in amend.rule.names}
    blocked = arithmetic(strict, own) if strict.rule.passes(everyone(strict.rule)) else "never"
    path = (
        f'"{matter}" is protected by "{procedure.name}" ({strict.article}); such a coalition '
        f"cannot decide it: {blocked}",
        f'first: change that rule under "{changer.name}" ({amend.article}), which needs the '
        f"consent of {consent}; one of such: {in_words(amend, shown)}",
        f'then: decide "{matter}" by the changed rule',
    )
    return Rung(*names, True, path, answer.coalition, answer.engine, assumption)

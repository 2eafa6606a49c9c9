"""Nodes of guarantees, questions, expected votes and what they claim."""

from __future__ import annotations

from fractions import Fraction

from lark import Token

from foedus.constitution.build import Maker, rule
from foedus.constitution.syntax_claims import (
    Alone,
    Appointing,
    Bound,
    Boycott,
    CanPass,
    Changing,
    Claim,
    Counting,
    Expect,
    ForEach,
    Goal,
    Guarantee,
    Implies,
    Interchangeable,
    Names,
    NoVote,
    Of,
    OnlyWith,
    Outvoted,
    Power,
    Question,
    Role,
    Roles,
    Same,
    Smallest,
    Stance,
    Taking,
    Vacancies,
)
from foedus.constitution.syntax_conditions import Change
from foedus.constitution.syntax_core import Op
from foedus.errors import Place

#: What a claim begins with, before the verb tells whether it is voters or a procedure.
Left = tuple[Names, str]


@rule("guarantee")
def _guarantee(_maker: Maker, place: Place, title: str, because: str | None) -> Guarantee:
    return Guarantee(title, because or "", place=place)


@rule("question")
def _question(_maker: Maker, place: Place, title: str) -> Question:
    return Question(title, place=place)


@rule("adopted")
def _adopted(_maker: Maker, _place: Place) -> tuple[bool, str]:
    return True, ""


@rule("rejected")
def _rejected(_maker: Maker, _place: Place, because: str | None) -> tuple[bool, str]:
    return False, because or ""


@rule("expect")
def _expect(
    _maker: Maker, place: Place, procedure: str, reading: str | None, votes: str,
    as_of: str | None, _arrow: Token, verdict: tuple[bool, str],
) -> Expect:  # fmt: skip
    adopted, because = verdict
    return Expect(procedure, votes, adopted, because, reading or "", as_of or "", place=place)


@rule("voter")
def _voter(_maker: Maker, _place: Place, name: str) -> str:
    return str(name)


@rule("voters", "voters_comma", "voters_and")
def _voters(_maker: Maker, place: Place, *names: str) -> Names:
    return Names(names, place=place)


@rule("voters_or")
def _voters_or(_maker: Maker, place: Place, *names: str) -> Names:
    return Names(names, "or", place=place)


@rule("left")
def _left(_maker: Maker, _place: Place, names: Names, view: str | None) -> Left:
    return names, view or ""


@rule("of")
def _of(_maker: Maker, place: Place, procedure: str, view: str | None) -> Of:
    return Of(procedure, view or "", place=place)


def _game(maker: Maker, left: Left) -> Of:
    """Return the left side as a procedure; more than one name is reported."""
    names, view = left
    if len(names.names) > 1:
        maker.report(
            "E030",
            "this is said of one procedure at a time",
            names.place,
            "the name of one procedure",
            "repeat the sentence on a line of its own for each procedure",
        )
    return Of(names.names[0], view, place=names.place)


def _who(maker: Maker, left: Left) -> Names:
    """Return the left side as voters; a view is reported: it belongs to the procedure."""
    names, view = left
    if view:
        maker.report(
            "E030",
            f'"in view {view}" belongs behind the procedure, not behind the voters',
            names.place,
            "voters, then what is said of them",
        )
    return names


def _holds(can: Token) -> bool:
    return str(can) == "can"


@rule("can_pass")
def _can_pass(
    maker: Maker, place: Place, left: Left, can: Token, stance: Token, who: Names
) -> CanPass:
    return CanPass(_game(maker, left), Stance(str(stance)), who, _holds(can), place=place)


@rule("only_with")
def _only_with(maker: Maker, place: Place, left: Left, who: Names) -> OnlyWith:
    return OnlyWith(_game(maker, left), who, place=place)


@rule("alone")
def _alone(maker: Maker, place: Place, left: Left, can: Token, power: Token, of: Of) -> Alone:
    return Alone(_who(maker, left), Power(str(power)), of, _holds(can), place=place)


@rule("outvoted")
def _outvoted(maker: Maker, place: Place, left: Left, can: Token, of: Of) -> Outvoted:
    return Outvoted(_who(maker, left), of, _holds(can), place=place)


@rule("interchangeable")
def _interchangeable(
    _maker: Maker, place: Place, units: str, negated: Token | None, of: Of
) -> Interchangeable:
    return Interchangeable(units, of, negated is None, place=place)


@rule("implies")
def _implies(maker: Maker, place: Place, left: Left, second: Of) -> Implies:
    return Implies(_game(maker, left), second, place=place)


@rule("not_implies")
def _not_implies(maker: Maker, place: Place, left: Left, second: Of) -> Implies:
    return Implies(_game(maker, left), second, False, place=place)


@rule("same")
def _same(maker: Maker, place: Place, left: Left, negated: Token | None, second: Of) -> Same:
    return Same(_game(maker, left), second, negated is None, place=place)


@rule("boycott")
def _boycott(maker: Maker, place: Place, left: Left, negated: Token | None) -> Boycott:
    return Boycott(_game(maker, left), negated is None, place=place)


@rule("no_vote")
def _no_vote(maker: Maker, place: Place, left: Left, of: Of) -> NoVote:
    return NoVote(_who(maker, left), of, place=place)


@rule("appointing")
def _appointing(maker: Maker, place: Place, left: Left, can: Token, organ: str) -> Appointing:
    return Appointing(organ, _who(maker, left), _holds(can), place=place)


@rule("who_appoints")
def _who_appoints(_maker: Maker, place: Place, organ: str) -> Appointing:
    return Appointing(organ, place=place)


@rule("bound")
def _bound(_maker: Maker, place: Place, op: Op, amount: Fraction) -> Bound:
    return Bound(op, amount, place=place)


@rule("everyone")
def _everyone(_maker: Maker, _place: Place) -> Counting:
    return Counting.EVERYONE


@rule("majorities")
def _majorities(_maker: Maker, _place: Place) -> Counting:
    return Counting.MAJORITIES


@rule("smallest_coalition")
def _smallest_coalition(
    _maker: Maker, place: Place, goal: Token, of: Of, bound: Bound | None
) -> Smallest:
    return Smallest(of, Goal(str(goal)), bound=bound, place=place)


@rule("smallest_share")
def _smallest_share(
    _maker: Maker, place: Place, column: str, as_of: str | None, counting: Counting,
    goal: Token, of: Of, bound: Bound | None,
) -> Smallest:  # fmt: skip
    return Smallest(of, Goal(str(goal)), column, as_of or "", counting, bound, place=place)


@rule("nobody")
def _nobody(_maker: Maker, _place: Place) -> tuple[Names | None, bool]:
    return None, True


@rule("role_who")
def _role_who(_maker: Maker, _place: Place, who: Names) -> tuple[Names | None, bool]:
    return who, False


@rule("roles")
def _roles(
    _maker: Maker, place: Place, role: Token, of: Of, who: tuple[Names | None, bool] | None
) -> Roles:
    names, nobody = who or (None, False)
    return Roles(Role(str(role)), of, names, nobody, place=place)


@rule("taking")
def _taking(_maker: Maker, place: Place, matter: str, unit: str, needs: Names | None) -> Taking:
    return Taking(matter, unit, needs, place=place)


@rule("leaving")
def _leaving(_maker: Maker, place: Place, unit: str, needs: Names | None) -> Changing:
    return Changing(Change.LEAVING, unit, needs, place=place)


@rule("borders")
def _borders(_maker: Maker, place: Place, unit: str, needs: Names | None) -> Changing:
    return Changing(Change.BORDERS, unit, needs, place=place)


@rule("powers_change")
def _powers_change(_maker: Maker, place: Place, unit: str, needs: Names | None) -> Changing:
    return Changing(Change.POWERS, unit, needs, place=place)


@rule("intervention")
def _intervention(_maker: Maker, place: Place, unit: str, needs: Names | None) -> Changing:
    return Changing(Change.INTERVENTION, unit, needs, place=place)


@rule("vacancies")
def _vacancies(_maker: Maker, place: Place, body: str, of: Of, bound: Bound | None) -> Vacancies:
    return Vacancies(body, of, bound, place=place)


@rule("for_each")
def _for_each(_maker: Maker, place: Place, names: tuple[str, ...], claim: Claim) -> ForEach:
    return ForEach(names, claim, place=place)

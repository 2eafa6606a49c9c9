"""The ballot layer of a procedure: boycotts, a no that helps, vacancies, ternary power."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from foedus.answer import Answer, Label
from foedus.constitution.model import Model
from foedus.constitution.readings import with_others
from foedus.errors import BadInput, TooLarge
from foedus.proof.ballot_compile import ballot_rule
from foedus.proof.ballot_limbs import Unsized
from foedus.proof.ballot_query import Boycott, Pair, boycott, shift
from foedus.proof.ballot_rule import BallotRule, Option, Profile, in_words
from foedus.proof.engine import LIMIT, Verdict
from foedus.proof.games import Games
from foedus.proof.open_tally import settled, thresholds
from foedus.proof.ternary import TernaryPower, power

YES, ABSTAIN, ABSENT, NO = Option
_WORDS = {YES: "saying yes", ABSTAIN: "abstaining", ABSENT: "staying away", NO: "voting no"}
#: Steps that, in a monotone rule, never turn a pass into a failure, by the third choice.
_UPWARD = {
    ABSTAIN: ((NO, ABSTAIN), (ABSTAIN, YES), (NO, YES)),
    ABSENT: ((NO, ABSENT), (ABSENT, YES), (NO, YES)),
}


@dataclass(frozen=True, slots=True)
class Turn(Answer):
    """One voter does otherwise and the outcome turns; both profiles can be counted by hand."""

    voter: str
    start: str
    end: str
    before: Mapping[str, tuple[int, int, int, int]]
    after: Mapping[str, tuple[int, int, int, int]]
    passes_before: bool

    @property
    def text(self) -> str:
        """The turn in one sentence."""
        first, last = ("passes", "fails") if self.passes_before else ("fails", "passes")
        return (
            f"{self.voter} {self.end} instead of {self.start}: with {in_words(self.before)} it "
            f"{first}; with one of {self.voter} {self.end} it {last}"
        )


@dataclass(frozen=True, slots=True)
class BallotLayer(Answer):
    """What ballots do that yes and no alone cannot show, in one reading and for one unit.

    `sensitive`: whether a voter who stays away instead of voting no can defeat what would pass;
    None where undecided. `fewest` and `largest` take everyone else to vote: the fewest opponents
    who defeat it so, and the ballots with the most yes votes that can be. `no_helps`: one more no
    makes it pass. `yes_hurts`: one more yes makes it fail. `power` holds the indices with
    abstaining (and with staying away) as the third choice, `refused` why there are none.
    """

    procedure: str
    article: str
    where: str
    size: int
    sensitive: bool | None
    away: Turn | None
    fewest: Boycott | None
    largest: Boycott | None
    no_helps: tuple[Turn, ...]
    yes_hurts: tuple[Turn, ...]
    power: tuple[TernaryPower, ...]
    refused: tuple[str, ...]
    undecided: tuple[str, ...]
    assumptions: tuple[str, ...]
    problem: str = ""
    label: Label = Label.EXACT
    method: str = "two profiles of ballots as one integer program; divisions counted exactly"
    reference: str = "Felsenthal & Machover 1997; Freixas & Palacios 2008"


ASSUMED = (
    "An abstention stands for a blank ballot too; an invalid one counts as it does.",
    "Whoever votes no signs a petition, and nobody else does.",
    "Whoever votes again votes as before; a person who is silent has stayed away.",
)


def ballot_layers(
    model: Model,
    procedure: str,
    *,
    unit: str = "",
    filled: Mapping[str, int] | None = None,
    seconds: float = LIMIT,
) -> tuple[BallotLayer, ...]:
    """Return the ballot layer of a procedure under every reading (for one unit concerned).

    `filled` says how many can take part, by body, group or unit. Where the text leaves a threshold
    open, it is given at the lowest and at the highest. Raises BadInput (E266) for an unknown
    procedure.
    """
    from foedus.proof.compare import known

    games = Games(model)
    decl = games.book.procedure(known(games, procedure))
    found: dict[tuple[str, ...], BallotLayer] = {}
    versions = _versions(model, bool(thresholds(with_others(games.book, decl))))
    for setting in games.settings([procedure], (unit,) if unit else ()):
        for end, version in versions.items():
            key = (*setting.reading.values(), end)
            where = ", ".join(filter(None, (setting.text, end)))
            if key in found:
                continue
            try:
                rule = ballot_rule(
                    version, procedure, reading=setting.reading, unit=setting.unit, filled=filled
                )
            except (Unsized, BadInput) as exc:
                why = exc.diagnostics[0].what if isinstance(exc, BadInput) else str(exc)
                found[key] = _unknown(decl.name, decl.article, where, why)
                continue
            found[key] = layer(rule, decl.name, decl.article, where, seconds=seconds)
    return tuple(found.values())


def _versions(model: Model, opened: bool) -> dict[str, Model]:
    """Return the model, or with thresholds left open both versions at their ends, named."""
    if not opened:
        return {"": model}
    ends = {"lowest": False, "highest": True}
    return {
        f"{word} threshold of those the text leaves open": replace(
            model, constitution=settled(model.constitution, high=high)
        )
        for word, high in ends.items()
    }


def _unknown(procedure: str, article: str, where: str, why: str) -> BallotLayer:
    return BallotLayer(
        procedure, article, where, 0, None, None, None, None, (), (), (), (why,), (), (), why
    )


def layer(
    rule: BallotRule,
    procedure: str = "",
    article: str = "",
    where: str = "",
    *,
    seconds: float = LIMIT,
) -> BallotLayer:
    """Return what a rule over ballots does; each search may take `seconds`."""
    undecided: list[str] = []

    down: dict[tuple[Option, Option], Turn | None] = {}
    for start, end in dict.fromkeys(pair for third in _UPWARD.values() for pair in third):
        pair = shift(rule, start, end, passes=True, seconds=seconds)
        if pair.verdict is Verdict.UNDECIDED:
            undecided.append(f"whether {_WORDS[end]} instead of {_WORDS[start]} turns it")
        down[start, end] = turned(pair, start, end, True)
    away = down[NO, ABSENT]
    fewest = largest = None
    if away is not None:
        fewest = boycott(rule, seconds=seconds)
        if fewest.verdict is Verdict.FOUND:
            largest = boycott(rule, largest=True, seconds=seconds)
    # A no that helps against absence is the boycott read the other way round.
    helps = [_reversed(t) for t in (away, down[NO, ABSTAIN]) if t is not None]
    hurts = [down[pair] for pair in ((ABSTAIN, YES), (ABSENT, YES), (NO, YES))]
    powers, refused = _powers(rule, down, bool(undecided))
    return BallotLayer(
        procedure, article, where, rule.size,
        None if away is None and undecided else away is not None,
        away, fewest, largest,
        tuple(helps), tuple(t for t in hurts if t),
        powers, refused, tuple(undecided), ASSUMED,
    )  # fmt: skip


def turned(pair: Pair, start: Option, end: Option, passes: bool) -> Turn | None:
    """Return a pair of profiles as a turn in words; None where there is none."""
    if pair.verdict is not Verdict.FOUND or pair.before is None or pair.after is None:
        return None
    before, after = _shown(pair.before), _shown(pair.after)
    return Turn(pair.who, _WORDS[start], _WORDS[end], before, after, passes)


def _shown(profile: Profile) -> dict[str, tuple[int, int, int, int]]:
    return dict(profile)


def _reversed(turn: Turn) -> Turn:
    return Turn(turn.voter, turn.end, turn.start, turn.after, turn.before, not turn.passes_before)


def _powers(
    rule: BallotRule, down: Mapping[tuple[Option, Option], Turn | None], unsure: bool
) -> tuple[tuple[TernaryPower, ...], tuple[str, ...]]:
    """Return the indices for each third choice, and for each that has none the reason."""
    found: list[TernaryPower] = []
    refused: list[str] = []
    alike = all(own[ABSTAIN] == own[ABSENT] for form in rule.forms for own in form.values())
    for out, reason in _reasons(down, unsure):
        if alike and out is ABSENT:
            continue
        if not rule.size:
            reason = "nobody votes in it: there is no power to share"
        if reason:
            refused.append(reason)
            continue
        try:
            one = power(rule, out)
            found.append(replace(one, out="abstain or absent") if alike else one)
        except TooLarge as exc:
            what = str(exc).splitlines()[0]
            refused.append(f"{_WORDS[out]} as the third choice: not counted, {what}")
    return tuple(found), tuple(refused)


def _reasons(
    down: Mapping[tuple[Option, Option], Turn | None], unsure: bool
) -> Iterator[tuple[Option, str]]:
    for out, steps in _UPWARD.items():
        head = f"{_WORDS[out]} as the third choice: "
        broken = next((t for pair in steps if (t := down[pair])), None)
        if broken is not None:
            what = f"{broken.end} instead of {broken.start} can turn a pass into a failure"
            yield out, f"{head}no index, the rule is not monotone: {what} ({broken.voter})"
        elif unsure:
            yield out, f"{head}no index, it is undecided whether the rule is monotone"
        else:
            yield out, ""

"""What deciding claims shares: games, limits, voters by name, witnesses in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from foedus.answer import Label
from foedus.constitution.bind_bodies import undivided
from foedus.constitution.compile_types import Compiled, OpenQuota
from foedus.constitution.syntax import Names, Of
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.proof.engine import Solution, Verdict, certify, decide
from foedus.proof.explain import limbs
from foedus.proof.games import Games, Setting
from foedus.proof.properties import everyone
from foedus.proof.query import Claim, Query, never
from foedus.proof.recheck import WitnessRejected, as_json, passes
from foedus.proof.verdicts import UNCERTIFIED, Finding, Status
from foedus.proof.witnesses import Alike, passing
from foedus.rules.gates import Coalition
from foedus.shares import hundredths

#: Names a witness in words lists before it says how many more.
SHOWN = 12


@dataclass(slots=True)
class Court:
    """The games of one model, the seconds a query may take, and whether proofs are made twice.

    `open` collects the thresholds left open that the games of the current claim met; `known`, the
    queries answered, may be shared by several texts.
    """

    games: Games
    seconds: float = 10.0
    certify: bool = False
    open: dict[str, OpenQuota] = field(default_factory=dict)
    witnesses: dict[int, list[Coalition]] = field(default_factory=dict)
    known: dict[object, Solution] = field(default_factory=dict)

    def game(self, of: Of, setting: Setting) -> Compiled:
        """Return the game a claim is about, noting the thresholds it leaves open."""
        compiled = self.games.game(of, setting)
        for quota in compiled.open_quotas:
            self.open.setdefault(quota.key, quota)
        return compiled

    def decide(self, query: Query, *, first: bool = False) -> tuple[Solution, str]:
        """Return the answer to a query and, with `certify`, what the second engine says.

        Raises WitnessRejected where two engines disagree (a defect of foedus).
        """
        found = self._found(query, self.seconds, first)
        if not self.certify or found.verdict is Verdict.UNDECIDED:
            return found, ""
        second = certify(query, seconds=self.seconds)
        if second is None:
            return found, UNCERTIFIED
        if second.verdict is not found.verdict or (
            not first and found.label is Label.EXACT and second.value != found.value
        ):
            raise WitnessRejected(f"{found.engine} and {second.engine} disagree")
        return found, second.engine

    def _found(
        self, query: Query, seconds: float, first: bool = False, solver: bool = True
    ) -> Solution:
        """Return the answer to a query; one answered before is not searched again."""
        key = (query.key(), seconds, first, solver)
        if key not in self.known:
            found = decide(query, seconds=seconds, first=first, solver=solver)
            if found.verdict is Verdict.UNDECIDED:
                return found
            self.known[key] = found
        return self.known[key]

    def asking(self, seconds: dict[str, None]) -> Callable[[Query, float], Solution]:
        """Return who answers queries with any coalition and notes each second engine."""

        def ask(query: Query, within: float) -> Solution:
            found, second = replace(self, seconds=within).decide(query, first=True)
            if second:
                seconds[second] = None
            return found

        return ask

    def voters(
        self, game: Compiled, names: Iterable[str], place: Place
    ) -> dict[str, dict[str, int]]:
        """Return, for each name, its voters in the game (none where it has no vote).

        Raises BadInput (E250) with every name nobody bears.
        """
        found, errors = {}, []
        for name in names:
            if name not in game.members:
                what = f'nobody called "{name}" is known here'
                body = self.games.book.bodies.get(name.partition(": ")[0])
                hint = undivided(body, game.as_of) if body else ""
                hint = hint or did_you_mean(name, game.members)
                errors.append(Diagnostic("E250", what, place, "a body, group, unit or set", hint))
                continue
            counts = {v.name: v.count for v in game.rule.voters}
            found[name] = {n: counts[n] for n in game.members[name] if counts[n]}
        if errors:
            raise BadInput(errors)
        return found

    def named(self, game: Compiled, who: Names) -> dict[str, dict[str, int]]:
        """Return the voters of each name of a claim."""
        return self.voters(game, who.names, who.place)

    def no_vote(self, game: Compiled, names: Iterable[str]) -> Finding:
        """Return the finding that these have no vote."""
        # The name of a set is one or many: "no vote for" is right for both.
        reason = f"no vote for {', '.join(names)} under {game.article}"
        return Finding(Status.NO_VOTE, reason, article=game.article, assumptions=game.assumptions)

    def without(self, game: Compiled, out: Iterable[str]) -> Outcome:
        """Return whether it passes with these voters at no and every other at yes, and why."""
        out = set(out)
        rest = everyone(game.rule, out)
        data = as_json(game.rule)
        if passes(data, rest) is not game.rule.passes(rest):
            raise WitnessRejected("two evaluators disagree")
        if not game.rule.passes(rest):
            reason = "with everyone else at yes: " + arithmetic(game, rest)
            return Outcome(False, reason, None, data)
        coalition = self._witness(game, out, rest)
        words = f"passes with {in_words(game, coalition)}"
        return Outcome(True, words, coalition, data, passing(game.rule, coalition, no=out))

    def _witness(self, game: Compiled, out: set[str], rest: Coalition) -> Coalition:
        """Return a small passing coalition without `out`: one found before, or a new one."""
        known = self.witnesses.setdefault(id(game), [])
        for coalition in known:
            if not out & coalition.keys():
                return coalition
        query = Query((Claim(game.rule, True),), fixed=never(list(out)))
        found = self._found(query, min(1.0, self.seconds), solver=False)
        coalition = rest if found.coalition is None else found.coalition
        known.append(coalition)
        return coalition


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a proposal passes, in words, with the coalition where it does."""

    passes: bool
    reason: str
    coalition: Coalition | None
    data: Mapping[str, Any]
    alike: Alike | None = None

    def finding(self, game: Compiled, status: Status) -> Finding:
        """Return the outcome as a finding."""
        return Finding(
            status,
            self.reason,
            self.coalition,
            article=game.article,
            assumptions=game.assumptions,
            certified="evaluator over JSON",
            rule=self.data,
            alike=self.alike,
            brief="passes with those …" if self.coalition else "",
        )


def verdict(holds: bool) -> Status:
    """Return holds or fails."""
    return Status.HOLDS if holds else Status.FAILS


def arithmetic(game: Compiled, coalition: Coalition, most: int = 4) -> str:
    """Return the deciding limbs of a coalition in one line."""
    found = [limb.text for limb in limbs(game.rule, coalition, game.articles)]
    if not found:
        return "nobody else decides"
    more = f"; and {len(found) - most} more" if len(found) > most else ""
    return "; ".join(found[:most]) + more


def in_words(game: Compiled, coalition: Coalition) -> str:
    """Return a coalition as a list: "172 of 343 House, Alpha, Beta and 9 more"."""
    counts = {v.name: v.count for v in game.rule.voters}
    spoken = [game.alone(n) for n in counts]
    named = []
    for name, k in coalition.items():
        short = game.alone(name)
        short = name if counts[name] > 1 or spoken.count(short) > 1 else short
        if k:
            named.append(short if counts[name] == 1 else f"{k} of {counts[name]} {short}")
    if not named:
        return "nobody at all"
    rest = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    comma = "; " if any("," in n for n in named) else ", "
    return comma.join(named[:SHOWN]) + rest


def percent(share: Fraction, places: int = 3) -> str:
    """Return a share as a percentage, rounded half up, "about" where it is not exact.

    What is nearly nothing is "under 0.001 %", what is nearly the whole "over 99.999 %".
    """
    shown = hundredths(share, places)
    if shown[0] in "<>":
        return f"{'under' if shown[0] == '<' else 'over'} {shown[1:]} %"
    scaled = share * 100 * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = f"{whole // 10**places}.{whole % 10**places:0{places}d}"
    return f"{text} %" if scaled.denominator == 1 else f"about {text} %"

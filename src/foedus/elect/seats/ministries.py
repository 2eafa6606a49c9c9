"""Sequential portfolios: parties choose ministries in the order of D'Hondt quotients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.certificates import chosen, staged
from foedus.elect.seats.result import Certificate
from foedus.elect.seats.ties import Number, Remedy, Resolution, Tie, resolve
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True, slots=True)
class Pick:
    """One step: who chose what, with which quotient; `declined` are those who passed."""

    party: str
    office: str
    quotient: Fraction
    declined: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ministries(Answer):
    """The picks in order; they stop before a tie that nothing decides."""

    picks: tuple[Pick, ...]
    tie: Tie | None
    able: dict[str, int]
    resolutions: tuple[Resolution, ...] = ()
    label: Label = Label.EXACT
    reference: str = "act of 1998, s. 18 (ministers by the d'Hondt formula)"

    @property
    def certificate(self) -> Certificate:
        """A stage a pick, in which the picker has the largest quotient, and one for all together.

        The first stage is the D'Hondt allocation of the offices taken; a tie left open is the
        last. Parties that declined are in none.
        """
        held, parts = dict.fromkeys(self.able, 0), []
        for pick in self.picks:
            parts.append(chosen(self._quotients(held), [pick.party]))
            held[pick.party] += 1
        if self.tie is not None:
            parts.append(chosen(self._quotients(held), [], [self.tie]))
        whole = {**allocate("dhondt", len(self.picks), self.able).proof, "kind": "divisor"}
        whole |= {"size": len(self.picks), "seats": held, "ties": ()}
        counted = range(1, len(self.picks) + 1)
        return staged([whole, *parts], held, counted=counted)

    def _quotients(self, held: Mapping[str, int]) -> dict[str, Fraction]:
        return {p: Fraction(s, held[p] + 1) for p, s in self.able.items()}

    def seats(self) -> dict[str, int]:
        """Return the number of offices by party."""
        found: dict[str, int] = {}
        for p in self.picks:
            found[p.party] = found.get(p.party, 0) + 1
        return found

    def rows(self) -> list[dict[str, object]]:
        """Return one row a pick."""
        return [
            {
                "step": i, "party": p.party, "office": p.office, "quotient": p.quotient,
                "declined": p.declined,
            }
            for i, p in enumerate(self.picks, 1)
        ]  # fmt: skip


def ministries(
    strength: Mapping[str, int],
    offices: Sequence[str],
    wishes: Mapping[str, Sequence[str]] | None = None,
    *,
    votes: Mapping[str, Number] | None = None,
    remedy: Remedy | None = None,
    decline: Sequence[str] = (),
) -> Ministries:
    """Let parties pick offices one by one by the quotient strength / (offices held + 1).

    A party takes the first of its `wishes` still free, else the first free office. Equal
    quotients go to the party with more first-preference `votes` where given, then to `remedy`;
    otherwise the picks stop at a tie. Parties in `decline` pass once and for all.
    Raises BadInput (E406) where nobody may pick.
    """
    held = dict.fromkeys(strength, 0)
    free, out = list(offices), set(decline)
    picks: list[Pick] = []
    decided: list[Resolution] = []
    while free:
        able = {p: Fraction(s, held[p] + 1) for p, s in strength.items() if s and p not in out}
        if not able:
            what = "no party is left to choose an office"
            raise BadInput(Diagnostic("E406", what, Place("strength"), "a party with members"))
        peak = max(able.values())
        first = [p for p, q in able.items() if q == peak]
        chosen = _one(first, peak, votes, remedy, len(free))
        if isinstance(chosen, Tie):
            return Ministries(tuple(picks), chosen, _able(strength, out), tuple(decided))
        if isinstance(chosen, Resolution):
            decided.append(chosen)
            chosen = chosen.winners[0]
        wish = next((o for o in (wishes or {}).get(chosen, ()) if o in free), free[0])
        free.remove(wish)
        held[chosen] += 1
        picks.append(Pick(chosen, wish, peak, tuple(p for p in decline if strength.get(p))))
    return Ministries(tuple(picks), None, _able(strength, out), tuple(decided))


def _able(strength: Mapping[str, int], out: set[str]) -> dict[str, int]:
    return {p: s for p, s in strength.items() if s and p not in out}


def _one(
    first: list[str],
    peak: Fraction,
    votes: Mapping[str, Number] | None,
    remedy: Remedy | None,
    free: int,
) -> str | Tie | Resolution:
    """Return who picks next among equals, how a remedy decided it, or the tie."""
    if votes is not None and len(first) > 1:
        most = max(votes.get(p, 0) for p in first)
        first = [p for p in first if votes.get(p, 0) == most]
    if len(first) == 1:
        return first[0]
    tie = Tie(1, tuple(first), f"quotient {peak}, {free} office{'' if free == 1 else 's'} free")
    return resolve(tie, remedy, votes or {}) if remedy else tie

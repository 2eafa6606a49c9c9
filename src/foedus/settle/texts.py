"""The single negotiating text: each version held against the demands, and what changed.

Fisher & Ury, Getting to Yes (1981), ch. 7; Raiffa, The Art and Science of Negotiation (1982),
ch. 14. A version is never called accepted before every party at the table has said yes to all of
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from foedus.answer import Answer, Label
from foedus.settle.demands import Problem
from foedus.settle.model import Criticism, Draft, Negotiation
from foedus.settle.space import Clause, Demand


class Kept(StrEnum):
    """Whether a version meets a demand; open where it leaves the questions to come."""

    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Changed:
    """One clause between two versions; `words` are (sign, text) with sign "=", "-" or "+"."""

    clause: str
    what: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Checked(Answer):
    """One version: options it settles, demands kept, broken and open, criticism, who said yes.

    `answered` are criticisms of the version before whose clause changed here, `unanswered` those
    whose clause is the same. `not_yet` are parties at the table without a yes to the whole.
    """

    draft: str
    title: str
    date: str
    options: Mapping[str, str]
    open_questions: tuple[str, ...]
    demands: Mapping[str, Kept]
    criticism: tuple[Criticism, ...]
    answered: tuple[Criticism, ...]
    unanswered: tuple[Criticism, ...]
    yes: tuple[str, ...]
    not_yet: tuple[str, ...]
    changed: tuple[Changed, ...]
    label: Label = Label.EXACT
    method: str = "each demand evaluated on the options that the clauses stand for"

    @property
    def accepted(self) -> bool:
        """Return whether every party at the table has said yes to the whole text."""
        return not self.not_yet


def recheck(problem: Problem) -> tuple[Checked, ...]:
    """Return every version of the negotiation's text, rechecked, in file order."""
    drafts = problem.negotiation.drafts
    return tuple(
        _checked(problem, draft, drafts[k - 1] if k else None) for k, draft in enumerate(drafts)
    )


def _checked(problem: Problem, draft: Draft, before: Draft | None) -> Checked:
    negotiation = problem.negotiation
    options = dict(c.choice for c in draft.clauses if c.choice)
    demands = {d.name: _kept(negotiation, d, options) for d in (*problem.hard, *problem.demands)}
    changed = difference(before, draft) if before else ()
    touched = {c.clause for c in changed}
    old = before.criticism if before else ()
    table = [p.key for p in negotiation.parties if not p.absent]
    return Checked(
        draft.key, draft.title, draft.date, options,
        tuple(q.key for q in negotiation.questions if q.key not in options),
        demands, draft.criticism,
        tuple(c for c in old if c.clause in touched),
        tuple(c for c in old if c.clause not in touched),
        tuple(draft.yes), tuple(p for p in table if p not in draft.yes), changed,
    )  # fmt: skip


def _kept(negotiation: Negotiation, demand: Demand, options: Mapping[str, str]) -> Kept:
    found = [_clause(negotiation, c, options) for c in demand.clauses]
    if Kept.BROKEN in found:
        return Kept.BROKEN
    return Kept.OPEN if Kept.OPEN in found else Kept.KEPT


def _clause(negotiation: Negotiation, clause: Clause, options: Mapping[str, str]) -> Kept:
    """Return whether the options settled decide a clause, whatever the open questions become."""
    free: dict[int, set[int]] = {}
    for x in clause:
        question = negotiation.questions[x.question]
        chosen = options.get(question.key)
        if chosen is None:
            others = set(range(len(question.options))) - {x.option}
            free.setdefault(x.question, set()).update({x.option} if x.positive else others)
        elif (question.options[x.option].key == chosen) is x.positive:
            return Kept.KEPT
    if any(len(s) == len(negotiation.questions[q].options) for q, s in free.items()):
        return Kept.KEPT
    return Kept.OPEN if any(free.values()) else Kept.BROKEN


def difference(before: Draft, after: Draft) -> tuple[Changed, ...]:
    """Return the clauses that were added, removed, reworded or stand for something else."""
    keys = dict.fromkeys((*(c.key for c in before.clauses), *(c.key for c in after.clauses)))
    found = []
    for key in keys:
        old, new = before.clause(key), after.clause(key)
        if old is None or new is None:
            what = "added" if old is None else "removed"
        elif old.text != new.text:
            what = "reworded"
        elif old.choice != new.choice:
            what = "stands for another option"
        else:
            continue
        words = _words(old.text.split() if old else [], new.text.split() if new else [])
        found.append(Changed(key, what, words))
    return tuple(found)


def _words(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("=", " ".join(old[a:b])))
            continue
        found += [("-", " ".join(old[a:b]))] if b > a else []
        found += [("+", " ".join(new[c:d]))] if d > c else []
    return tuple(found)

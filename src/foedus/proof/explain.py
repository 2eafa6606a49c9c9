"""Why a coalition passes or fails, as arithmetic: "Art. 142(2): 23 of 46; 24 needed"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from foedus.answer import Answer
from foedus.rules.gates import Coalition, Gate, Rule


@dataclass(frozen=True, slots=True)
class Limb(Answer):
    """One gate that decides: the open weight on its row, what is needed, and the row's total."""

    label: str
    article: str
    have: int
    need: int
    total: int

    @property
    def met(self) -> bool:
        """Whether the weight reaches the quota."""
        return self.have >= self.need

    @property
    def text(self) -> str:
        """The limb in one line: article, what is counted, "have of total; need needed"."""
        head = ": ".join(filter(None, [self.article, self.label]))
        return f"{head or 'condition'}: {self.have:,} of {self.total:,}; {self.need:,} needed"


@dataclass(slots=True)
class _Walk:
    rule: Rule
    state: list[int]
    articles: Mapping[str, str]
    seen: dict[int, None] = field(default_factory=dict)
    limbs: list[Limb] = field(default_factory=list)

    def visit(self, node: int, wanted: bool) -> None:
        """Collect the gates that make `node` open (or closed), connectors passed over."""
        n = len(self.rule.voters)
        if node < n or node in self.seen:
            return
        self.seen[node] = None
        gate = self.rule.gates[node - n]
        items = self.rule.rows[gate.row].items
        if not self._plain(gate, items):
            self.limbs.append(self._limb(gate, items))
            return
        for k, _ in items:
            if (self.state[k] > 0) is not wanted:
                continue
            if k >= n:
                self.visit(k, wanted)
            else:
                self.limbs.append(Limb(self.rule.voters[k].name, "", self.state[k], 1, 1))

    def _plain(self, gate: Gate, items: tuple[tuple[int, int], ...]) -> bool:
        """Whether the gate only joins others: all of them or any, single voters among them."""
        n = len(self.rule.voters)
        inner = any(k >= n for k, _ in items)
        single = all(k >= n or self.rule.voters[k].count == 1 for k, _ in items)
        weights = {w for _, w in items}
        return inner and single and weights == {1} and gate.quota in (1, len(items))

    def _limb(self, gate: Gate, items: Iterable[tuple[int, int]]) -> Limb:
        have = sum(w * self.state[k] for k, w in items)
        total = self.rule.total(gate.row)
        return Limb(gate.label, self.articles.get(gate.label, ""), have, gate.quota, total)


def limbs(
    rule: Rule, coalition: Coalition, articles: Mapping[str, str] | None = None
) -> tuple[Limb, ...]:
    """Return the gates that decide how this coalition fares: the open ones where it passes, the
    closed ones where it fails.

    A coalition that passes by one of several alternatives shows each that is open. Raises
    ValueError for an unknown voter.
    """
    walk = _Walk(rule, rule.open_nodes(coalition), articles or {})
    walk.visit(rule.root, rule.passes(coalition))
    return tuple(dict.fromkeys(walk.limbs))

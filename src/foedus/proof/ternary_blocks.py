"""A ternary rule cut into blocks of voters that no limb mixes, and what each leaves of the rule.

A limb reads the voters of one block only, so that divisions of different blocks are counted
apart and multiplied; a block acts on the outcome by which of its limbs hold, no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.proof.ballot_rule import BallotRule, Leaf, Option, Tree, leaves
from foedus.proof.limb_tree import Join, Negation

#: What is left of a rule when some limbs are known: a tree of the others, or the outcome.
Rest = Tree | bool


@dataclass(frozen=True, slots=True)
class Alike:
    """Members whom every form treats alike: `adds[f]` is what one adds by yes, out, no."""

    names: tuple[str, ...]
    count: int
    adds: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Voters whose limbs have no other voter: groups, their forms, and limbs (form, least)."""

    groups: tuple[Alike, ...]
    forms: tuple[int, ...]
    limbs: tuple[Leaf, ...]

    @property
    def size(self) -> int:
        """How many members vote here."""
        return sum(g.count for g in self.groups)


def bare(tree: Tree) -> Tree:
    """Return the tree without labels, so that equal limbs are equal."""
    match tree:
        case Leaf():
            return Leaf(tree.form, tree.least)
        case Negation():
            return Negation(bare(tree.item))
        case Join():
            return Join(tuple((w, bare(i)) for w, i in tree.items), tree.quota)


def rest(tree: Rest, known: Mapping[Leaf, bool]) -> Rest:
    """Return what is left of a tree of bare limbs when some of them are known."""
    match tree:
        case bool():
            return tree
        case Leaf():
            return known.get(tree, tree)
        case Negation():
            inner = rest(tree.item, known)
            return not inner if isinstance(inner, bool) else Negation(inner)
        case Join():
            return _joined(tree, known)


def _joined(tree: Join[Leaf], known: Mapping[Leaf, bool]) -> Rest:
    quota, left = tree.quota, list[tuple[int, Tree]]()
    for weight, item in tree.items:
        inner = rest(item, known)
        if not isinstance(inner, bool):
            left.append((weight, inner))
        elif inner:
            quota -= weight
    if quota <= 0:
        return True
    if sum(w for w, _ in left) < quota:
        return False
    return left[0][1] if len(left) == 1 else Join(tuple(left), quota)


def blocks_of(rule: BallotRule, tree: Tree, out: Option) -> list[Block]:
    """Return the blocks of a rule whose bare tree is `tree`; voters nobody reads are a block."""
    limbs = tuple(dict.fromkeys(leaf for leaf in leaves(tree)))
    block = {v.name: {v.name} for v in rule.voters if v.count}
    for f in dict.fromkeys(leaf.form for leaf in limbs):
        merged = set[str]().union(*(block[n] for n in rule.forms[f] if n in block))
        for n in merged:
            block[n] = merged
    found: dict[int, set[str]] = {id(s): s for s in block.values()}
    idle = [s for s in found.values() if not any(s & rule.forms[x.form].keys() for x in limbs)]
    sets = [s for s in found.values() if s not in idle]
    sets += [set[str]().union(*idle)] if idle else []
    return [_block(rule, names, limbs, out) for names in sets]


def _block(rule: BallotRule, names: set[str], limbs: tuple[Leaf, ...], out: Option) -> Block:
    own = tuple(x for x in limbs if rule.forms[x.form].keys() & names)
    forms = tuple(dict.fromkeys(x.form for x in own))
    options = (Option.YES, out, Option.NO)
    alike: dict[tuple[tuple[int, int, int], ...], list[str]] = {}
    count = {v.name: v.count for v in rule.voters}
    for v in rule.voters:
        if v.name in names and v.count:
            weights = [rule.forms[f].get(v.name, (0, 0, 0, 0)) for f in forms]
            adds = tuple((w[options[0]], w[options[1]], w[options[2]]) for w in weights)
            alike.setdefault(adds, []).append(v.name)
    groups = [Alike(tuple(n), sum(count[x] for x in n), adds) for adds, n in alike.items()]
    return Block(tuple(groups), forms, own)


def merged(blocks: list[Block]) -> Block:
    """Return several blocks as one: their members add nothing to the forms of the others."""
    forms = tuple(f for b in blocks for f in b.forms)
    groups, before = list[Alike](), 0
    for b in blocks:
        after = len(forms) - before - len(b.forms)
        zero = (0, 0, 0)
        groups += [
            Alike(g.names, g.count, (*[zero] * before, *g.adds, *[zero] * after)) for g in b.groups
        ]
        before += len(b.forms)
    return Block(tuple(groups), forms, tuple(x for b in blocks for x in b.limbs))

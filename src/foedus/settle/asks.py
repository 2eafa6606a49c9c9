"""What a red line may ask of the constitution that a package builds, and whether a text keeps it.

A guarantee by its title; a power, as "police: region may execute" (or "... in Alpha"); money, as
"Value added tax: at least 45/100 to region", or what a unit has in the end, "Alpha: at least 120".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from foedus.constitution.model import Model
from foedus.constitution.syntax import Function, Guarantee, Level, ShareTo, Tax, pick
from foedus.federation.matrix import matrix, unit_names
from foedus.settle.model import Take

_LEVELS, _FUNCTIONS = "|".join(Level), "|".join(Function)
_POWER = re.compile(rf"(.+?):\s*({_LEVELS}) may ({_FUNCTIONS})(?: in (.+))?")
_MONEY = re.compile(rf"(.+?):\s*at least ([0-9]+(?:/[1-9][0-9]*)?)(?: to ({_LEVELS}))?")

HOLDS, FAILS, ABSENT, UNDECIDED = "holds", "fails", "not in the text", "undecided"
#: Decides a guarantee of a model: its status as a word.
Decide = Callable[[Model, Guarantee], str]


def power(text: str) -> tuple[str, Level, Function, str] | None:
    """Return matter, level, function and unit ("" for every unit); None where it is no power."""
    found = _POWER.fullmatch(text.strip())
    if not found:
        return None
    return found[1].strip('" '), Level(found[2]), Function(found[3]), (found[4] or "").strip('" ')


def money(text: str) -> tuple[str, Fraction, Level | None] | None:
    """Return tax, least share and level; or unit, least amount and None; None where it is neither.

    A share is at most 1.
    """
    found = _MONEY.fullmatch(text.strip())
    if not found:
        return None
    level = Level(found[3]) if found[3] else None
    least = Fraction(found[2])
    return None if level and least > 1 else (found[1].strip('" '), least, level)


def verdict(model: Model, take: Take, asks: str, decide: Decide) -> str:
    """Return HOLDS, FAILS, ABSENT or UNDECIDED; a guarantee by `decide`, the rest as written."""
    if take is Take.POWER:
        return _power(model, asks)
    if take is Take.MONEY:
        return _money(model, asks)
    titled = [g for g in model.constitution.all(Guarantee) if g.title == asks]
    return decide(model, titled[0]) if titled else ABSENT


def _power(model: Model, asks: str) -> str:
    found = power(asks)
    assert found is not None
    matter, level, function, unit = found
    powers = matrix(model)
    unit = unit_names(model).get(unit, unit)
    if any(c.level is level for c in powers.of(matter, function, unit)):
        return HOLDS
    named = any(c.matter == matter for c in powers.cells) or powers.residual
    return FAILS if named else ABSENT


def _money(model: Model, asks: str) -> str:
    found = money(asks)
    assert found is not None
    name, least, level = found
    if level is None:
        return _in_the_end(model, name, least)
    taxes = [t for t in model.constitution.all(Tax) if t.name == name]
    if not taxes:
        return ABSENT
    share = sum((s.share for s in pick(taxes[0].details, ShareTo) if s.level is level), Fraction(0))
    return HOLDS if share >= least else FAILS


def _in_the_end(model: Model, unit: str, least: Fraction) -> str:
    """Whether a unit's shares, transfers and equalisation reach an amount, exactly."""
    from foedus.fiscal.arrangement import arrangement
    from foedus.fiscal.flows import flows

    bound = arrangement(model)
    if bound is None:
        return ABSENT
    after = flows(bound).after
    label = unit_names(model).get(unit, unit)
    if label not in after:
        return ABSENT
    return HOLDS if after[label] >= least else FAILS

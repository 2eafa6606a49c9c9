"""No error of a text's money hides another: every set of faults is told whole, in one run."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path

import pytest
from fiscal_world import EVEN, TAX, model

from conftest import FULL
from foedus.errors import BadInput, Diagnostic, Place
from foedus.fiscal.answer import money
from foedus.fiscal.collect import collected

SECOND = EVEN.replace("Fund", "Second").replace('"Art. 6"', '"Art. 7"')
FILLS = "fills 1/2 of the gap to 1 of average, paid by region"
BORROWING = 'borrowing of Regions: %s as of 2020 at most 1/2 of revenue as of 2020 under "%s"\n'
SOUND = {
    "tax": TAX,
    "transfer": 'transfer Grant: 5 to Beta from centre under "Art. 8"\n',
    "need": EVEN,
    "formula": SECOND,
    "key": TAX.replace("Income tax", "Duty"),
    "limit": BORROWING % ("debt", "9"),
    "other limit": BORROWING % ("oil", "10"),
}
#: The same sentences, each with one fault: its code, and what is said of it.
FAULTS = {
    "tax": (TAX.replace("tax_power", "tax_powr"), "E212", "tax_powr"),
    "transfer": (SOUND["transfer"].replace("Beta", "Delta"), "E851", '"Delta", which is no unit'),
    "need": (EVEN.replace("need population", "need nothing"), "E852", '"Fund" divides by zero'),
    "formula": (SECOND.replace(FILLS, 'formula "linear-64"'), "E853", '"linear-64"'),
    "key": (
        SOUND["key"].replace("where raised", "by nothing as of 2020"),
        "E852",
        "0 in every unit",
    ),
    "limit": (SOUND["limit"].replace("of revenue", "of nothing"), "E852", '"nothing" is 0 in'),
    "other limit": (SOUND["other limit"].replace("oil", "oyl"), "E212", "oyl"),
}
SETS = list(chain.from_iterable(combinations(FAULTS, n) for n in range(len(FAULTS) + 1)))


def told(folder: Path, wrong: tuple[str, ...]) -> list[Diagnostic]:
    parts = [FAULTS[k][0] if k in wrong else SOUND[k] for k in SOUND]
    try:
        money(model(folder, *parts))
    except BadInput as problem:
        return list(problem.diagnostics)
    return []


def test_every_set_of_faults_is_told_whole(tmp_path: Path) -> None:
    """128 sets of seven faults: each fault once, at a line, and nothing that is not there.

    By default none, each, each two, and all.
    """
    assert len(SETS) == 2 ** len(FAULTS) == 128
    for wrong in SETS if FULL else [x for x in SETS if len(x) in (0, 1, 2, len(FAULTS))]:
        found = told(tmp_path, wrong)
        assert len(found) == len(wrong), (wrong, [d.what for d in found])
        for name in wrong:
            _, code, words = FAULTS[name]
            assert any(d.code == code and words in d.what for d in found), (wrong, name)
        assert all(d.place.line and d.expected for d in found)
        assert len({(d.place.line, d.what) for d in found}) == len(found)


def test_two_equalisations_that_nobody_can_pay_are_both_named(tmp_path: Path) -> None:
    """What only the amounts show: the gap is filled to twice the average, and all are equal."""
    flat = TAX.replace("tax_power", "population").replace("  1/2 to centre\n", "")
    many = [
        EVEN.replace("Fund", name).replace("gap to 1 of", "gap to 2 of") for name in ("One", "Two")
    ]
    with pytest.raises(BadInput) as caught:
        money(model(tmp_path, flat, *many))
    assert [d.code for d in caught.value.diagnostics] == ["E852", "E852"]
    assert ["One" in d.what or "Two" in d.what for d in caught.value.diagnostics] == [True, True]
    assert all("nobody can pay" in d.what for d in caught.value.diagnostics)


@pytest.mark.parametrize("value", [0, "", (), "found"])
def test_what_is_found_is_returned_and_what_is_wrong_collected(value: object) -> None:
    errors: list[Diagnostic] = []
    assert collected(errors, lambda: value) is value
    assert errors == []

    def wrong() -> object:
        raise BadInput([Diagnostic(code, "it is", Place("a", 1)) for code in ("E850", "E851")])

    assert collected(errors, wrong) is None
    assert [d.code for d in errors] == ["E850", "E851"]

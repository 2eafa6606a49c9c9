"""Error codes of powers, chambers, regional authority and money in the language."""

from __future__ import annotations

from foedus.codes import Explanation as E

CODES: dict[str, E] = {
    "E069": E(
        "the same power or veto twice",
        "Each function of a matter is given to a level, in a unit, by one sentence (or one row of "
        "the table of powers); a second chamber has one kind of veto on a matter. Several "
        "articles stand in one text.",
        'power "police": region may legislate, execute in Alpha under "Arts 12, 138"',
    ),
    "E072": E(
        "no component of the Regional Authority Index, or a score out of its range",
        "The ten components are institutional depth, policy scope, fiscal autonomy, borrowing "
        "autonomy, representation, law making, executive control, fiscal control, borrowing "
        "control and constitutional reform. They are never added up.",
        'authority "law making" of Cantons: 1/2 under "Art. 3" coded by "the editors, 2020"',
    ),
    "E074": E(
        "shares of a tax above one",
        "What levels get of a tax adds up to at most the whole of it. A share left over is shown "
        "as assigned to nobody.",
        "1/2 to centre\n1/2 to region where raised",
    ),
    "E077": E(
        "a tax that says nothing on its yield, or says it twice",
        "One line names the column and the date of what is raised in each unit; without it no "
        "amount can be computed.",
        "yields vat_raised as of 2013 in Cantons",
    ),
    "E078": E(
        "an equalisation that lacks a part",
        "It needs a capacity (a column, or the revenue of taxes), a need (what it is divided by) "
        "and one formula, or lines `fills ...`.",
        'capacity tax_power as of 2013\nneed population as of 2013\nformula "linear-63"',
    ),
    "E157": E(
        "a row of the table of powers that cannot be read",
        "Columns: matter, functions (with blanks between), level, article; and, where wanted, "
        "units (with semicolons between), residual (yes), status (verified, unverified) and note.",
        'matter,functions,level,article\npolice,legislate execute,region,"Art. 70"',
    ),
}

"""Error codes of voting power (E350-E399)."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E350": Explanation(
        "the weights table cannot be used",
        "A bare game needs a CSV table with a header, a column of names (each once) and a column "
        "of weights.",
        "member,electors\nAlpha,54\nBeta,40",
    ),
    "E351": Explanation(
        "no such column",
        "The column named does not occur in the table's header. Names are matched exactly.",
        "foedus power --quota 270 --weights TABLE.csv --column electors",
    ),
    "E352": Explanation(
        "a weight is not a known non-negative number",
        "Weights are integers, decimals or fractions (54, 1.5, 23/2), without thousands "
        "separators. A blank cell is unknown, and an unknown weight has no power index.",
    ),
    "E353": Explanation(
        "the quota is not clear",
        'Write a whole number (270), or "more than" or "at least" and a fraction or percentage of '
        "the total. A bare percentage is refused: exactly half passes under one and fails under "
        "the other.",
        '--quota "more than 1/2"\n--quota "at least 85%"\n--quota 270',
    ),
    "E354": Explanation(
        "no such index or engine",
        "Indices and engines go by the names that `foedus power --list` prints. Owen and "
        "Banzhaf-Owen values need blocs: give --by.",
    ),
    "E355": Explanation(
        "this engine cannot count this rule",
        "Some engines count single weighted gates only, or rules of limited size. "
        "--engine auto chooses one that fits.",
    ),
    "E356": Explanation(
        "options that do not go together",
        "Give either a constitution FILE and a procedure, or a bare game by --quota, --weights "
        "and --column.",
        'foedus power un-security-council "Substantive decision"\n'
        "foedus power --quota 270 --weights TABLE.csv --column electors",
    ),
    "E357": Explanation(
        "the voters cannot be put together that way",
        "--by takes a column of the weights table, or for a constitution one of the kinds of names "
        "it declares (body, group, unit, set ...); the sets of that kind must not overlap.",
    ),
    "E358": Explanation(
        "a change of the rule that cannot be made",
        "--join takes NAME=WEIGHT of a unit that is not a member yet (for a constitution NAME: "
        "COLUMN=FIGURE, ... of the table of its units), --leave the name of a member, and somebody "
        "must be left. --gate takes the number of a clause as `foedus power "
        "sensitivity` prints it; where there is one clause only, say --quotas.",
        "foedus power accession --quota 5 --weights TABLE.csv --column votes --join Delta=3\n"
        'foedus power secession eu-council "Reinforced qualified majority" --leave MT',
    ),
    "E359": Explanation(
        "the inverse problem has no answer",
        "Wanted shares must not all be 0, and the quota must be between one vote and all votes "
        "given out (--total).",
    ),
}

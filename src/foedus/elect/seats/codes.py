"""Error codes of seat allocation, E400 to E499."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E400": Explanation(
        "no such method of allocating seats",
        "Methods go by their standard names; `foedus seats methods` lists them with their rule.",
        "foedus seats sainte-lague 630 parties.csv --population votes",
    ),
    "E401": Explanation(
        "a number of seats is not a whole number from 0 up",
        "The size of a house, every minimum, maximum, base and direct seat: integers from 0 up.",
    ),
    "E402": Explanation(
        "a population or a number of votes cannot be used",
        "Each cell must hold a whole number from 0 up, written without thousands separators. An "
        "empty cell means unknown, never zero: fill it in or leave the row out.",
    ),
    "E403": Explanation(
        "two rows have the same key",
        "Each unit or party stands in one row. Choose another key column with --key, or join the "
        "rows.",
    ),
    "E404": Explanation(
        "the bounds cannot be met",
        "The minimum seats of all together exceed the seats there are, the maximum seats fall "
        "short of them, or a minimum lies above a maximum. Change the bounds or the house size.",
    ),
    "E405": Explanation(
        "a total does not add up",
        "The rows do not sum to the total that the table or --total states. A unit is missing, or "
        "one is counted twice.",
    ),
    "E406": Explanation(
        "nobody can receive a seat",
        "All populations or votes are zero, the table has no rows, or no one passes the threshold.",
    ),
    "E407": Explanation(
        "fewer seats than claimants under a method that gives everybody one",
        "Adams, Dean and Huntington-Hill give each claimant a seat before anyone gets a second, so "
        "they are undefined for fewer seats than claimants.",
    ),
    "E408": Explanation(
        "no such column",
        "The column named is not in the header of the table.",
    ),
    "E409": Explanation(
        "more full quotas than seats",
        "With a small quota the whole quotas may exceed the seats. Laws differ: `withhold` takes "
        "seats from the smallest remainders, `raise-quota` counts again with the next larger "
        "quota. Say which with over_award=.",
    ),
    "E410": Explanation(
        "the two margins do not fit together",
        "In a two-way allocation the seats of the rows and those of the columns must have the same "
        "sum, and every row and column with seats needs votes to fill them.",
    ),
    "E411": Explanation(
        "a remedy for the tie is needed",
        "The law must say who receives a tied seat: a recorded lot (with its seed), the larger or "
        "smaller vote, or a named order.",
    ),
    "E417": Explanation(
        "a record of lots drawn in public cannot be read, or does not fit the ties",
        "One row a tie: who was tied and who was drawn, names joined by a bar, as many as receive "
        "a seat or everybody in the order drawn. Where the same names are tied twice, `stage` "
        "holds what they share, as the tie shows it. Each tie has its row and each row its tie.",
        "tied,drawn\nNorth|South|West,West",
    ),
    "E412": Explanation(
        "a certificate does not hold",
        "The checker found a step that does not follow from the figures in the certificate.",
    ),
    "E413": Explanation(
        "unknown name",
        "A threshold, bound, direct seat or alliance names somebody who is not in the table.",
    ),
    "E414": Explanation(
        "the shape of this allocation is undefined for these figures",
        "The parabola of a parabolic allocation needs at least three different populations and "
        "must rise with population between the bounds chosen.",
    ),
    "E415": Explanation(
        "no candidates left for a reserved seat",
        "A reserved seat, or a list's seat, has no candidate who may take it.",
    ),
    "E416": Explanation(
        "too few votes for this quota",
        "A quota rounded to a whole number needs more votes than seats: so many seats are left "
        "over that each remainder would receive more than one. Use another method.",
    ),
}

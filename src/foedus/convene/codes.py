"""Error codes E800-E849: conventions."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E800": Explanation(
        "a file of the convention cannot be read",
        "The path does not exist, is no table, or lacks a column that is needed. A conversation is "
        "a folder with a Polis export (participants-votes.csv, comments.csv) or with votes.csv or "
        "votes.parquet of its own.",
        "participant,statement,vote\np1,s1,agree",
    ),
    "E801": Explanation(
        "a cell is not what its column holds",
        "Votes are agree, disagree or pass (1, -1, 0), and blank where the statement was not seen; "
        "counts are whole numbers from 0; yes/no columns hold yes, no or nothing.",
    ),
    "E802": Explanation(
        "a person or a row appears twice",
        "Each person has one row, and one vote on a statement. Nothing is dropped silently: take "
        "one of the two out of the file.",
    ),
    "E803": Explanation(
        "an unknown region, value or name",
        "A region must be one of those listed; a quota must name a feature and a value that the "
        "pool has.",
    ),
    "E804": Explanation(
        "quotas contradict one another",
        "A least number above the greatest, or least numbers that add up to more than the panel "
        "(or greatest numbers to less). Quotas that only contradict one another taken together "
        "are no error: the smallest relaxation is printed.",
        "feature,value,min,max\nregion,North,10,10",
    ),
    "E805": Explanation(
        "a quota asks for more people than the pool has",
        "No lot can meet it: widen the invitation, or lower the quota.",
    ),
    "E806": Explanation(
        "a number is out of range",
        "Panels, tickets, groups and levels are positive and no larger than what they are taken "
        "from; a level lies between 0 and 1.",
    ),
    "E807": Explanation(
        "a threshold cannot be read",
        "Write it as N from R, or N from R with M each: 15,000 supporters from at least 4 regions "
        "are `15000 from 4`.",
    ),
    "E808": Explanation(
        "an agenda cannot be read",
        "A clause lists its options with the status quo among them; a ballot ranks options of that "
        "clause, `a > b > c`, options not named being tied below.",
    ),
    "E809": Explanation(
        "too many options to try every agenda",
        "All agendas are tried one by one up to 8 options; take some out or split the clause.",
    ),
    "E810": Explanation(
        "a convention file cannot be read",
        "convene/convention.toml names the files of a convention in a case; each must exist and "
        "every key must be known.",
    ),
}

"""Error codes of counting ballots, E500 to E599."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E500": Explanation(
        "no such rule of counting",
        "Rules go by their standard names; `foedus count rules` lists them with their reference.",
        "foedus count scottish ward.blt",
    ),
    "E501": Explanation(
        "the number of seats cannot be used",
        "One or more, and exactly one where the rule elects a single winner.",
    ),
    "E502": Explanation(
        "an option does not fit this rule or this file",
        "Rankings need --ranks for CSV files, scores and approvals need --scores, results by "
        "region need --region. A rule that reads rankings cannot count scores.",
    ),
    "E503": Explanation(
        "the format of the ballots is not known",
        "The name ends in .blt, .soc, .soi, .toc, .toi, .csv, .json (cdf) or .parquet, or "
        "--format says which it is.",
    ),
    "E520": Explanation(
        "a BLT file cannot be read",
        'First line CANDIDATES SEATS; a ballot is "WEIGHT CHOICE ... 0"; a line with 0 ends the '
        "ballots; then the names in quotes and the title.",
        '2 1\n3 1 2 0\n2 2 0\n0\n"Ada"\n"Ben"\n"Parish"',
    ),
    "E521": Explanation(
        "a PrefLib file cannot be read",
        "The header names each alternative (# ALTERNATIVE NAME 1: ...); then COUNT: 1,2,{3,4}.",
    ),
    "E522": Explanation(
        "a Scottish ballot CSV cannot be read",
        "First row CANDIDATES,SEATS; then WEIGHT,CHOICE,...; then the candidates and the ward.",
    ),
    "E523": Explanation(
        "a table of cast votes cannot be read",
        "--ranks names the columns of first, second, third choice; a cell holds a candidate, "
        "nothing, or several names joined by |.",
    ),
    "E524": Explanation(
        "ballots for which the law must say what happens",
        "Overvotes, skipped ranks, repeated and unknown candidates are treated differently from "
        "place to place. Say how: reject the ballot, end it there, or pass over that rank.",
        "foedus count irv cvr.csv --ranks r1,r2,r3 --overvote end --skipped pass --repeat pass",
    ),
    "E525": Explanation(
        "totals do not add up",
        "Ballots counted and rejected must sum to the total the file or --total states. Nothing "
        "is counted until they do.",
    ),
    "E526": Explanation(
        "a table of results cannot be read",
        "One row a region, one column a candidate, whole numbers from 0 up, no more votes than "
        "ballots cast.",
    ),
    "E527": Explanation(
        "a table of scores cannot be read",
        "--scores names a column for each candidate; cells are whole numbers (an empty cell is no "
        "score); for approval 1 or 0.",
    ),
    "E528": Explanation(
        "the second round does not fit the first",
        "It is between the two best placed and nobody else.",
    ),
    "E529": Explanation(
        "a condition of victory cannot be read",
        'Say "more than 1/2", "at least 2/5 and more than 1/10 ahead", or a fraction such as 2/3.',
    ),
    "E530": Explanation(
        "the engine does not know the lines of ballots that the law has to judge",
        "A distributed engine groups rows and does not number them. Every rejected ballot is "
        "listed with its line: clean the table, or count with --engine duckdb.",
    ),
    "E531": Explanation(
        "a report of cast vote records (NIST SP 1500-103, JSON) cannot be read",
        'It holds "Election" with "Contest" and "CVR" with "CVRSnapshot"; where several contests '
        "are in it, --contest names one. The place given is the number of the record.",
    ),
    "E533": Explanation(
        "a record of lots drawn in public cannot be read, or does not fit the count",
        "One row a tie: the stage it holds up and what it is for, as the count names them, who was "
        "tied, and who was drawn, names joined by a bar. Each tie has its row and each row its "
        "tie.",
        "stage,for,tied,drawn\n3,exclusion,Ada|Ben,Ben",
    ),
    "E532": Explanation(
        "a file cannot be written",
        "Its folder is there and may be written to; a folder to be filled (--witnesses) is made.",
    ),
}

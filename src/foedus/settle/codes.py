"""Error codes of positions and packages, E700-E799."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E701": Explanation(
        "a position without a statement",
        "Every position is tied to a statement of the case, so that nobody is given a position "
        "that nobody can look up. With a layer off, its statements are not there.",
        'statement = "premier-2014-03-18"',
    ),
    "E702": Explanation(
        "words that the quote does not contain",
        "The words of a position are taken letter by letter from the quote of its statement.",
    ),
    "E703": Explanation(
        "a quote that its stored source does not contain",
        'A statement of status "held" keeps a copy of its source in the case folder; the quote '
        "must stand in that copy (line breaks aside).",
    ),
    "E704": Explanation(
        "a question that is not defined",
        "Positions, rules and values name the keys of questions in the settle files.",
    ),
    "E705": Explanation(
        "an option that is not defined",
        "Positions, rules and values name the keys of a question's options.",
    ),
    "E706": Explanation(
        "a party that is not defined",
        "Positions and values name the keys of parties in the settle files.",
    ),
    "E707": Explanation(
        "a key stands twice",
        "Questions, options, rules, parties and positions have keys of their own: answers and "
        "--drop refer to them.",
    ),
    "E708": Explanation(
        "a condition that cannot be read",
        'A condition is "question = option" or "question != option".',
        'if = ["form = federal"]\nthen = ["language != one"]',
    ),
    "E709": Explanation(
        "a circular condition",
        "A party's conditions lead back to their own start (A only if B, B only if A). Two "
        "parties that each wait for the other are no error.",
    ),
    "E710": Explanation(
        "weights that do not sum to 100",
        "The weights of a party are whole percents over all questions and sum to 100; as "
        "intervals, their lower ends sum to at most 100 and their upper ends to at least 100.",
        "weights = { form = 60, language = 40 }",
    ),
    "E711": Explanation(
        "points that are missing or out of range",
        "Values give every option of every weighted question points from 0 to 100. None is "
        "filled in: a number that nobody stated is not used.",
    ),
    "E712": Explanation(
        "the rules leave no package",
        "No choice of one option for each question obeys every rule between options.",
    ),
    "E713": Explanation(
        "one party accepts and rejects the same option",
        "Both positions stand. If one replaced the other, mark the earlier one superseded; if "
        "they are under different conditions, write conditional positions.",
        'status = "superseded"',
    ),
    "E714": Explanation(
        "a guarantee that no text of the question has",
        "A position may demand a guarantee by its title, of a question whose options name "
        "constitutions of the case.",
        'kind = "guarantee"\nquestion = "form"\nguarantee = "No region can stop it"',
    ),
    "E715": Explanation(
        "a ladder or an order that names an option twice",
        "Each rung of a ladder adds options to those before it; an order names each option once.",
        'rungs = [["one"], ["two", "three"]]',
    ),
    "E716": Explanation(
        "a position whose kind and keys do not match",
        "accepts, accepts only and rejects name options; prefers has an order; conditional has "
        "if and then; ladder has rungs; guarantee names a guarantee.",
    ),
    "E717": Explanation(
        "no such party or demand",
        "--without and --for name a party, --drop a demand (a position's key; a ladder's rung is "
        "KEY/1, KEY/2 ...). `foedus settle CASE` lists both.",
    ),
    "E718": Explanation(
        "a sealed sheet that does not belong here",
        "A sealed sheet holds positions of one party only, the one it is named after. Nothing of "
        "its content is shown.",
    ),
    "E719": Explanation(
        "a statement of somebody else",
        "A position is tied to a statement by one of the party's own speakers: what X says of Y "
        "is a statement of X and no position of Y.",
        'speakers = ["Ministry of Foreign Affairs"]',
    ),
    "E720": Explanation(
        "a case without settle files",
        "The folder has no settle/*.toml: there are no questions and positions to work on.",
    ),
    "E722": Explanation(
        "a variant that is not there",
        "An option's variant names a file of settle/variants: sentences of the language that the "
        "option puts into the text of the package.",
        'variant = "equal-chamber.foedus"',
    ),
    "E723": Explanation(
        "options that do not build one text",
        "Either two questions name whole constitutions, or two variants that can be chosen "
        "together write the same sentence. Which of them holds is not guessed.",
    ),
    "E724": Explanation(
        "too many constitutions to build",
        "The options of the institutional questions multiply to more texts than are decided.",
    ),
    "E725": Explanation(
        "a power or a share that cannot be read",
        "Levels and functions are those of the language.",
        'power = "police: region may execute"\nmoney = "Oil: at least 1/2 to region"',
    ),
    "E726": Explanation(
        "a draft that does not fit together",
        "Criticism names a clause of its own draft; at most one clause stands for an option of a "
        "question.",
        '[[draft.criticism]]\nclause = "2"\nparty = "a"\nstatement = "a-2014-05-01"',
    ),
    "E728": Explanation(
        "a file of states that cannot be read",
        "The graph model needs states, and for each party an order of all of them and its moves "
        "between them. No order is guessed.",
        'states = ["talks", "war"]\n[[party]]\nname = "A"\norder = [["talks"], ["war"]]',
    ),
    "E729": Explanation(
        "points that cannot be divided",
        "Adjusted winner needs the same issues for two parties and points that sum to 100 each.",
        '[[party]]\nname = "A"\npoints = { land = 60, water = 40 }',
    ),
}

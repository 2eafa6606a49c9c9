"""Error codes of loading and compiling: E110-E169."""

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E110": Explanation(
        "no such procedure",
        "The file has no procedure of this name, or none of its dated versions is in force on the "
        "date asked for.",
        'FILE@2018-06-01, or compile_procedure(model, "Amendment", as_of="2018-06-01")',
    ),
    "E111": Explanation(
        "no such view",
        "A view belongs to one procedure. Name a view that the file gives of this procedure.",
        'view Regions of "Amendment": voters are Regions',
    ),
    "E112": Explanation(
        "a column of a list of names",
        "Weights and filters need a table. Units given as a list of names have no columns.",
        'units Provinces: table "provinces.csv", weight population as of 2021',
    ),
    "E113": Explanation(
        "several dates of one weight",
        "The units declare this weight as of several dates, and the threshold does not say which.",
        "at least 1/2 of population as of 2021",
    ),
    "E114": Explanation(
        "the table is missing",
        "Tables are CSV files named relative to the .foedus file; a table of units has a sidecar "
        "NAME.meta.toml beside it.",
        'units Provinces: table "provinces.csv"',
    ),
    "E115": Explanation(
        "no row is kept",
        "The filter of the units keeps no row of the table: compare the value with the cells.",
        'where type is "province"',
    ),
    "E116": Explanation(
        "unknown whether a row belongs",
        "A blank cell is unknown, never zero: the row is neither in the set nor outside it. Fill "
        "the cell with its source, or list the names of the set.",
        "set North: Alpha, Beta of Regions",
    ),
    "E117": Explanation(
        "a number is compared with text",
        "A filter with a number needs a column of numbers.",
        "native_l at least 1/2 as of 2001",
    ),
    "E118": Explanation(
        "no such unit",
        "A unit is named by its key, its label or an alias of the table's sidecar.",
    ),
    "E119": Explanation(
        "the cross-table does not fit",
        "The table of a composition has each column named after `by`, and whole numbers of members "
        "in the column named after `counting`.",
        'composition: table "seats.csv" by party, region counting members as of 2014',
    ),
    "E120": Explanation(
        "the cells do not add up",
        "The cells of a composition add up to the members of the body, or to the seats that the "
        "file states as filled.",
    ),
    "E121": Explanation(
        "whose seats are vacant?",
        "The body has groups, so a number of vacancies for the whole body does not say enough: "
        "where they fall changes the rule. Name the group.",
        'seats_filled={"Chamber: Dutch": 86}',
    ),
    "E122": Explanation(
        "two partitions at once",
        "The procedure counts the members by two partitions. Only a cross-table says how many "
        "belong to both groups.",
        'composition: table "seats.csv" by gender, language counting members as of 2014',
    ),
    "E123": Explanation(
        "more filled than seats", "The number of members who can vote is at most the seats by law."
    ),
    "E124": Explanation(
        "citizens are whole numbers",
        "The column of an electorate counts people; it holds whole numbers.",
    ),
    "E125": Explanation(
        "nobody of this name votes",
        "Only bodies, electorates, persons, units and sets vote.",
    ),
    "E126": Explanation(
        "a chair without a group",
        "The presiding member does not vote, or votes on ties only. Where the body has groups, the "
        "file must declare the chair as a person who is no member.",
        'person "Vice-President"',
    ),
    "E127": Explanation(
        "no such group",
        "The body, electorate or list has no group, unit or set of this name.",
        "Dutch in Chamber",
    ),
    "E128": Explanation(
        "not divided by this column",
        "`each COLUMN in BODY` needs a composition by it, or a column of the units' table.",
        "each region in Provinces approve by more than 1/2 of units",
    ),
    "E129": Explanation(
        "units and members together",
        "Votes of units and of members of a body are not added up.",
    ),
    "E132": Explanation(
        "a set with several definitions votes",
        "A set that is defined in several ways cannot vote: answers about it are given for each.",
    ),
    "E133": Explanation(
        "no weights",
        "Only units of a table have weights; members of a body have one vote each.",
        "Provinces approve by at least 1/2 of population as of 2021",
    ),
    "E134": Explanation(
        "a vote won by fewer votes",
        "A vote is won by more than, or at least, an amount: more yes never turns a win into a "
        "loss.",
    ),
    "E135": Explanation(
        "the base does not fit",
        "`units` counts units; `members sworn` and `registered voters` need a body or electorate.",
    ),
    "E136": Explanation(
        "a quota outside the text",
        "A threshold that the text leaves open allows only the quotas between its ends.",
    ),
    "E137": Explanation(
        "not one voter",
        "Assent and a tie-break belong to a person or to one unit.",
        "President assents",
    ),
    "E140": Explanation(
        "approve or reject in the wrong place",
        "`reject` stands below `unless`, `approve` everywhere else; yes votes are not counted "
        "below `unless`. Otherwise more yes could turn a win into a loss.",
        "unless Governorates reject by at least 3 units",
    ),
    "E141": Explanation(
        "which unit is concerned?",
        "The procedure needs the consent of the unit concerned: it is a family of rules, one for "
        "each unit. Choose a unit, or ask for all of them.",
        'compile_procedure(model, "Borders", unit="Alpha")',
    ),
    "E142": Explanation(
        "consent by how much?",
        "Where an organ of the unit concerned consents, the sentence gives its threshold.",
        "People in every unit concerned of Provinces approve by more than 1/2 of votes cast",
    ),
    "E143": Explanation(
        "a procedure refers to itself",
        "`procedure X passes` stands for the conditions of X, which must not need this procedure.",
    ),
    "E144": Explanation(
        "an open reading",
        "The text leaves the question open and no answer is the default. Choose an answer, or ask "
        "under every reading.",
        "FILE#Groups",
    ),
    "E145": Explanation(
        "the stricter rule is not stricter",
        "`then instead` replaces the other conditions of its block. If some coalition meets the "
        "new rule and not the old one, one more no (a signature) would make a proposal pass. It "
        "compiles only where the new rule is proved to imply the old one.",
        "if Assembly petition by at least 30 members, then also ...",
    ),
    "E146": Explanation(
        "too many readings", "At most 64 combinations of readings are decided one by one."
    ),
    "E147": Explanation(
        "no such reading",
        "The part of an address after # is an answer of one of the file's readings.",
        "FILE#Groups or FILE#Count=Groups",
    ),
    "E148": Explanation(
        "an open threshold",
        "The text leaves the threshold open between two ends. Choose one of the integer quotas it "
        "allows, or ask for every threshold.",
        'compile_procedure(model, "Secession", quotas={"Secession": 226})',
    ),
    "E150": Explanation(
        "the members are not divided by the view's voters",
        "A view needs to know which members belong to which voter: a composition whose groups are "
        "the voters' names, or a column that counts them.",
        "each with district_seats of Council as of 2012, voting as one bloc",
    ),
    "E151": Explanation(
        "a column needs units", "A view by column has one list of units of a table as its voters."
    ),
    "E152": Explanation(
        "a column of a body with groups",
        "The column says how many seats each unit has, not which groups they belong to.",
    ),
    "E153": Explanation(
        "the units hold too many seats",
        "The column of a view adds up to at most the members of the body, in whole seats.",
    ),
    "E154": Explanation(
        "vacant seats of which units?",
        "More seats are vacant than the view can place outside its units.",
        "no vote held in Alpha as of 2014-05-25",
    ),
    "E155": Explanation(
        "the view speaks of nobody",
        "A view says how bodies, electorates, persons, units and sets vote.",
    ),
    "E156": Explanation(
        "no seats of this name",
        "The seats filled are given by body, by group of a body or by unit.",
        'seats_filled={"Council": 423}',
    ),
    "E160": Explanation("the file cannot be read", "There is no such file, or it is not readable."),
    "E161": Explanation(
        "the address has no date, or one on which the text is not in force",
        "After @ an address has a year, month or day, from the day on which the text came into "
        "force.",
        "FILE@2018-06-01",
    ),
}

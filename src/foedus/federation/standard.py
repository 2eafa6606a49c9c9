"""A standard list of matters to start from, in the order in which texts tend to name them."""

from __future__ import annotations

from dataclasses import dataclass

#: The lists it follows. Heads of the texts themselves: Basic Law Arts 73-74; Constitution Act,
#: 1867, ss 91-92; Constitution of 1978, Arts 148-149; Seventh Schedule of 1950; Schedules 4 and 5
#: of 1996. Comparative tables: Watts, Comparing Federal Systems (2008), Appendix A; Majeed, Watts
#: & Brown (eds), Distribution of Powers and Responsibilities (Forum of Federations, 2006);
#: Hooghe et al., Measuring Regional Authority (2016), policy scope.
SOURCES = (
    "Watts, Comparing Federal Systems (2008), Appendix A",
    "Majeed, Watts & Brown (eds), Distribution of Powers and Responsibilities in Federal "
    "Countries (Forum of Federations, 2006)",
    "Hooghe et al., Measuring Regional Authority (2016), policy scope",
    "the lists of the texts themselves, where a table of powers names its articles",
)

#: Names used for the same matter elsewhere -> the standard name.
ALIASES = {
    "language": "official language",
    "state language": "official language",
    "language of schools": "school language",
    "schools": "school education",
    "taxes": "income tax",
    "health": "health services",
    "elections": "elections regional",
    "list of units": "unit borders",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter of the list: its name in a text, its title and the group it is shown in."""

    name: str
    title: str
    group: str


_ROWS = (
    ("citizenship", "Citizenship", "state"),
    ("immigration", "Immigration and asylum", "state"),
    ("defence", "Defence and armed forces", "state"),
    ("foreign affairs", "Foreign affairs", "state"),
    ("treaties", "Making of treaties", "state"),
    ("regional treaties", "External agreements of the units", "state"),
    ("unit borders", "Borders and creation of units", "state"),
    ("regional constitution", "Constitution or statute of the unit", "state"),
    ("emergency", "State of emergency", "state"),
    ("federal intervention", "Measures of the centre against a unit", "state"),
    ("elections national", "Elections to central bodies", "state"),
    ("elections regional", "Elections to bodies of the units", "state"),
    ("police", "General police and public order", "justice"),
    ("police federal", "Central police, intelligence, cross-border crime", "justice"),
    ("criminal law", "Criminal law", "justice"),
    ("civil law", "Civil (private) law", "justice"),
    ("courts", "Organisation of courts", "justice"),
    ("judges", "Appointment of judges", "justice"),
    ("constitutional review", "Constitutional review", "justice"),
    ("prisons", "Prisons", "justice"),
    ("official language", "Official and administrative language", "culture"),
    ("school language", "Language of schooling", "culture"),
    ("school education", "School education", "culture"),
    ("higher education", "Higher education and research", "culture"),
    ("culture", "Culture, monuments, museums", "culture"),
    ("religion", "Religious communities", "culture"),
    ("media", "Broadcasting and press", "culture"),
    ("minority rights", "Rights of minorities", "culture"),
    ("health services", "Hospitals and health services", "social"),
    ("health protection", "Public health, disease, medicines", "social"),
    ("social security", "Social insurance and pensions", "social"),
    ("social assistance", "Social assistance", "social"),
    ("labour law", "Labour law", "social"),
    ("housing", "Housing", "social"),
    ("land law", "Land and property in land", "land"),
    ("spatial planning", "Spatial planning", "land"),
    ("agriculture", "Agriculture", "land"),
    ("forests", "Forests, hunting, fisheries inland", "land"),
    ("minerals", "Minerals, oil and gas (subsoil)", "land"),
    ("offshore resources", "Offshore resources", "land"),
    ("water", "Water", "land"),
    ("environment", "Environment", "land"),
    ("energy", "Energy", "land"),
    ("trade internal", "Internal trade", "economy"),
    ("trade foreign", "Foreign trade", "economy"),
    ("banking", "Banking and insurance", "economy"),
    ("currency", "Currency", "economy"),
    ("railways", "Railways", "economy"),
    ("roads", "Roads", "economy"),
    ("post telecom", "Post and telecommunications", "economy"),
    ("income tax", "Taxes on income and profits", "money"),
    ("vat", "VAT or general sales tax", "money"),
    ("customs", "Customs", "money"),
    ("resource tax", "Royalties and taxes on resources", "money"),
    ("property tax", "Tax on real property", "money"),
    ("regional own tax", "Own taxes of the unit", "money"),
    ("local tax", "Local taxes", "money"),
    ("borrowing", "Borrowing by units", "money"),
    ("equalisation", "Fiscal equalisation", "money"),
    ("spending", "Who bears the cost (connexity)", "money"),
    ("municipal law", "Law of municipalities", "local"),
    ("municipal tasks", "Tasks of municipalities", "local"),
    ("federal law execution", "Execution of central laws", "order"),
    ("residual", "Matters not listed", "order"),
    ("conflict", "Conflict of laws between levels", "order"),
)

STANDARD: dict[str, Matter] = {name: Matter(name, title, group) for name, title, group in _ROWS}


def standard(name: str) -> Matter | None:
    """Return the matter of the list that a text's name stands for, or None."""
    return STANDARD.get(ALIASES.get(name, name))

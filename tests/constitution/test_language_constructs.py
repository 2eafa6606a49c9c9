"""What real constitutions need to say: each sentence, its article, and the node it becomes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction

import pytest

from foedus.constitution import syntax as s
from foedus.constitution.parse import read
from foedus.constitution.render import sentence

F = Fraction
CAST, MEMBERS, PRESENT, UNITS = s.Base.CAST, s.Base.MEMBERS, s.Base.PRESENT, s.Base.UNITS


def more(amount: F, base: s.Base, column: str = "", as_of: str = "") -> s.Threshold:
    return s.Threshold(s.Op.MORE_THAN, amount, base, True, column, as_of)


def least(amount: F, base: s.Base, column: str = "", as_of: str = "") -> s.Threshold:
    return s.Threshold(s.Op.AT_LEAST, amount, base, True, column, as_of)


def count(amount: int, base: s.Base, column: str = "") -> s.Threshold:
    return s.Threshold(s.Op.AT_LEAST, F(amount), base, False, column)


def one(name: str, inside: str = "") -> s.Subject:
    return s.Subject((name,), inside)


def approve(subject: s.Subject, threshold: s.AnyThreshold, **more_: object) -> s.Vote:
    return s.Vote(subject, s.Verb.APPROVE, threshold, **more_)  # type: ignore[arg-type]


def condition(text: str) -> s.Condition:
    """Return the condition of `passes when TEXT` (further lines are indented below it)."""
    first, *rest = text.strip("\n").splitlines()
    body = "\n".join([f"  passes when {first}", *(f"  {line}" for line in rest)])
    parsed = read(f'constitution X\nprocedure P under "Art. 1"\n{body}\n', "t")
    assert not parsed.errors, [e.render() for e in parsed.errors]
    return parsed.constitution.procedures[0].passes


half, third2 = F(1, 2), F(2, 3)

# fmt: off
SENTENCES = [
    # 1 bases: everywhere; United States Senate Rule XXII counts members sworn; Nepal Art. 274(8)
    ("Rada approve by more than 1/2 of members", approve(one("Rada"), more(half, MEMBERS))),
    ("Senate approve by at least 3/5 of members sworn",
     approve(one("Senate"), least(F(3, 5), s.Base.SWORN))),
    ("House approve by at least 2/3 of seats filled",
     approve(one("House"), least(third2, s.Base.FILLED))),
    ("House approve by at least 2/3 of members present",
     approve(one("House"), least(third2, PRESENT))),
    ("People approve by more than 1/2 of votes cast including blank and invalid",
     approve(one("People"), more(half, s.Base.CAST_AND_INVALID))),
    # North Macedonia Art. 74: majority of registered voters
    ("People approve by more than 1/2 of registered voters",
     approve(one("People"), more(half, s.Base.REGISTERED))),
    # 2 exact amounts: TEU 16(4); 12th Amendment; Bundesrat Art. 52(3)
    ("Members approve by at least 65/100 of population as of 2025",
     approve(one("Members"), least(F(65, 100), s.Base.WEIGHT, "population", "2025"))),
    ("States approve by at least 270 electors",
     approve(one("States"), count(270, s.Base.WEIGHT, "electors"))),
    ("Bundesrat approve by more than 1/2 of votes",
     approve(one("Bundesrat"), more(half, s.Base.WEIGHT, "votes"))),
    ("Members approve by all units", approve(one("Members"), least(F(1), UNITS))),
    # 3 quorums: Belgium Art. 195; Sudan 2011 turnout; an approval quorum
    ("House attend by at least 2/3 of members",
     s.Vote(one("House"), s.Verb.ATTEND, least(third2, MEMBERS))),
    ("People take part by at least 60/100 of registered voters",
     s.Vote(one("People"), s.Verb.TAKE_PART, least(F(3, 5), s.Base.REGISTERED))),
    ("People approve by at least 1/4 of registered voters",
     approve(one("People"), least(F(1, 4), s.Base.REGISTERED))),
    # 4 groups: Belgium Art. 4(3); Northern Ireland Act s. 4(5)(b); Kosovo Art. 81
    ("each of Dutch, French in Chamber approve by more than 1/2 of votes cast",
     approve(s.Subject(("Dutch", "French"), "Chamber", True), more(half, CAST))),
    ("each designation in Assembly approve by at least 40/100 of votes cast",
     approve(s.Subject((), "Assembly", True, "designation"), least(F(2, 5), CAST))),
    ("Reserved in Assembly approve by at least 2/3 of members",
     approve(one("Reserved", "Assembly"), least(third2, MEMBERS))),
    ("yes votes of Dutch, French in Chamber together reach at least 2/3 of votes cast in Chamber",
     s.YesVotes(s.Subject(("Dutch", "French"), "Chamber"), least(third2, CAST), one("Chamber"))),
    # 5 units with half votes and inner votes: Switzerland Art. 142; Iraq 2005 below
    ("Cantons approve by more than 1/2 of votes as of 1999",
     approve(one("Cantons"), more(half, s.Base.WEIGHT, "votes", "1999"))),
    # 6 regional sub-aggregates: S.C. 1996, c. 1
    ("Atlantic approve by at least 2 units", approve(one("Atlantic"), count(2, UNITS))),
    # 7 duals: Iraq 2005, TAL Art. 61(C); the four-member clause, TEU 16(4); UN Charter Art. 27(3)
    ("unless Governorates reject by at least 3 units, each by at least 2/3 of votes cast",
     s.Unless(s.Vote(one("Governorates"), s.Verb.REJECT, count(3, UNITS),
                     each_by=least(third2, CAST)))),
    ("unless Members reject by at least 4 units",
     s.Unless(s.Vote(one("Members"), s.Verb.REJECT, count(4, UNITS)))),
    ("unless Permanent reject by at least 1 units",
     s.Unless(s.Vote(one("Permanent"), s.Verb.REJECT, count(1, UNITS)))),
    # 8 petitions: Switzerland Art. 141; Northern Ireland s. 42 (1998 and 2022)
    ("if People petition by at least 50000 registered voters or Cantons petition by at least 8 "
     "units, then also People approve by more than 1/2 of votes cast",
     s.Petition((s.Signed(one("People"), count(50000, s.Base.REGISTERED)),
                 s.Signed(one("Cantons"), count(8, UNITS))), s.Effect.ALSO,
                approve(one("People"), more(half, CAST)))),
    ("if Assembly petition by at least 30 members from at least 2 party, then instead never",
     s.Petition((s.Signed(one("Assembly"), count(30, MEMBERS), 2, "party"),), s.Effect.INSTEAD,
                s.Never())),
    # 9 delay only: Belgium Art. 54
    ("if Dutch in Chamber petition by at least 3/4 of members, then delay 30 days",
     s.Petition((s.Signed(one("Dutch", "Chamber"), least(F(3, 4), MEMBERS)),),
                delay=s.Duration(30, s.Period.DAY))),
    # 10 overrides: Canada s. 47; Ukraine Art. 94
    ("Commons approve again after 180 days by more than 1/2 of votes cast",
     approve(one("Commons"), more(half, CAST), again=True, after=s.Duration(180, s.Period.DAY))),
    ("any of\n  President assents\n  Rada approve again by at least 2/3 of members",
     s.Block(s.Mode.ANY, (s.Assents("President"),
                          approve(one("Rada"), least(third2, MEMBERS), again=True)))),
    # 11 elections and sessions between: Spain Art. 168, Ukraine Art. 155
    ("in order\n  Rada approve by more than 1/2 of members\n  opinion of Court\n"
     "  next session of Rada\n  Rada approve again by at least 2/3 of members",
     s.Block(s.Mode.IN_ORDER, (
         approve(one("Rada"), more(half, MEMBERS)),
         s.Step(s.StepKind.OPINION, ("Court",)), s.Step(s.StepKind.NEXT_SESSION, ("Rada",)),
         approve(one("Rada"), least(third2, MEMBERS), again=True)))),
    ("in order\n  election of Congress, Senate\n  wait 1 month",
     s.Block(s.Mode.IN_ORDER, (s.Step(s.StepKind.ELECTION, ("Congress", "Senate")),
                               s.Step(s.StepKind.WAIT, (), s.Duration(1, s.Period.MONTH))))),
    # 12 the unit concerned: US Art. V; South Africa s. 74(8); Iraq Art. 126(4)
    ("every unit concerned of States approve", s.Concerned("States")),
    ("People in every unit concerned of Regions approve by more than 1/2 of votes cast",
     s.Concerned("Regions", "People", more(half, CAST))),
    # 13 unamendable: Germany Art. 79(3), Ukraine Art. 157
    ("never", s.Never()),
    # 14 a person's veto: Cyprus 1960 Art. 50; US Art. I s. 7
    ("President assents within 10 days, silence is consent",
     s.Assents("President", s.Duration(10, s.Period.DAY), "consent")),
    # 15 ties and joint sittings: US Art. I s. 3; Ethiopia Art. 105(2)
    ('Senate approve by more than 1/2 of votes cast, ties broken by "Vice-President"',
     approve(one("Senate"), more(half, CAST), tie_breaker="Vice-President")),
    ("House, Federation together approve by at least 2/3 of members",
     approve(s.Subject(("House", "Federation")), least(third2, MEMBERS))),
    # 18, 19 thresholds that the text leaves open: Clarity Act 2000; two readings of Belgium Art. 4
    ("Commons approve by undetermined from more than 1/2 to at most 2/3 of votes cast",
     approve(one("Commons"), s.Undetermined(s.Op.MORE_THAN, half, s.Op.AT_MOST, third2, CAST))),
    ("by reading Count\n  when Groups\n    never\n  when Everyone\n    House assents",
     s.ByReading("Count", (s.Case("Groups", (s.Never(),)),
                           s.Case("Everyone", (s.Assents("House"),))))),
    # 20 best efforts: Bosnia and Herzegovina IV.3.d
    ('shall endeavour "one third from each Entity"', s.Endeavour("one third from each Entity")),
    # blocks
    ('at least 2 of\n  procedure "Law" passes\n  never',
     s.AtLeast(2, (s.PassesToo("Law"), s.Never()))),
]
# fmt: on


@pytest.mark.parametrize("text,node", SENTENCES, ids=[t.split("\n")[0][:60] for t, _ in SENTENCES])
def test_a_sentence_becomes_its_node_and_back(text: str, node: s.Condition) -> None:
    assert condition(text) == node
    assert condition(sentence(node)) == node


def place(text: str, kind: type[s.Node]) -> str:
    """Return the place of the first node of a kind, depth first."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, kind):
            found.append(str(node.place) + f"-{node.place.end_column}")
        for field in fields(node) if is_dataclass(node) else ():
            value = getattr(node, field.name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, s.Node):
                    walk(item)

    walk(read(text, "t").constitution)
    return found[0]


PLACED = """constitution X  # a comment

units R: Alpha,
    Beta,
    Gamma
  article "1"
procedure P under "Art. 1"
  passes when all of
    Senate approve by more than 1/2 of members
"""


@pytest.mark.parametrize(
    "kind,at",
    [
        (s.Constitution, "t:1:1-15"),
        (s.Units, "t:3:1-16"),
        (s.Article, "t:6:3-14"),
        (s.Procedure, "t:7:1-27"),
        (s.Block, "t:8:15-21"),
        (s.Vote, "t:9:5-47"),
        (s.Subject, "t:9:5-11"),
        (s.Threshold, "t:9:23-47"),
    ],
)
def test_every_node_knows_its_place(kind: type[s.Node], at: str) -> None:
    assert place(PLACED, kind) == at

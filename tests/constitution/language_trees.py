"""Random syntax trees of the language, written without looking at the grammar."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from foedus.constitution import syntax as s

#: Words that the language uses itself: as columns they must survive, quoted or not.
WORDS = (
    "votes", "members", "units", "seats", "registered", "of", "its", "decided", "all", "approve",
    "again", "by", "each", "population", "native_x", "as", "in", "cast", "undetermined", "people",
    "source", "note", "is", "not", "per", "at", "least", "more", "within", "party", "it", "the",
)  # fmt: skip

anything = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12
).filter(str.strip)
text = st.one_of(
    st.sampled_from(['a "quoted" word', "back\\slash", "# no comment", "a, b: c"]), anything
)
name = st.one_of(
    st.sampled_from(["Alpha", "Beta", "Vice-President", "House of Peoples", "Élysée", "Д", "x"]),
    text,
)
column = st.one_of(st.sampled_from(WORDS), st.sampled_from(["Share", "two words", "über"]), text)
names = st.lists(name, min_size=1, max_size=3, unique=True).map(tuple)
columns = st.lists(column, min_size=1, max_size=3, unique=True).map(tuple)
count = st.integers(1, 10**12)
dates = st.one_of(
    st.dates().map(str), st.dates().map(lambda d: str(d)[:7]), st.dates().map(lambda d: str(d)[:4])
)
maybe_date = st.one_of(st.just(""), dates)
share = st.fractions(0, 1, max_denominator=200).filter(lambda f: f > 0)
duration = st.builds(s.Duration, st.integers(1, 400), st.sampled_from(s.Period))
plain_bases = [b for b in s.Base if b is not s.Base.WEIGHT]


@st.composite
def thresholds(draw: st.DrawFn) -> s.AnyThreshold:
    base = draw(st.sampled_from(s.Base))
    weight = (draw(column), draw(maybe_date)) if base is s.Base.WEIGHT else ("", "")
    kind = draw(st.sampled_from(["share", "count", "undetermined"]))
    if kind == "undetermined":
        low, high = sorted([draw(share), draw(share)])
        low_op = (
            s.Op.AT_LEAST if low == high else draw(st.sampled_from([s.Op.MORE_THAN, s.Op.AT_LEAST]))
        )
        high_op = draw(st.sampled_from([s.Op.AT_MOST, s.Op.LESS_THAN]))
        return s.Undetermined(low_op, low, high_op, high, base, *weight)
    if kind == "share":
        amount = draw(share)
        op = (
            s.Op.AT_LEAST if amount == 1 else draw(st.sampled_from([s.Op.MORE_THAN, s.Op.AT_LEAST]))
        )
        return s.Threshold(op, amount, base, True, *weight)
    number = draw(st.fractions(1, 900, max_denominator=9)) if weight[0] else Fraction(draw(count))
    op = draw(st.sampled_from([s.Op.MORE_THAN, s.Op.AT_LEAST]))
    return s.Threshold(op, number, base, False, *weight)


threshold = thresholds()
maybe_threshold = st.one_of(st.none(), threshold)
maybe_name = st.one_of(st.just(""), name)
subject = st.one_of(
    st.builds(s.Subject, names, maybe_name, each=st.booleans()),
    st.builds(lambda c, n: s.Subject((), n, True, c), column, name),
)
filters = st.one_of(
    st.builds(s.Filter, column, text, st.booleans()),
    st.builds(
        lambda c, op, a, p, d: s.Filter(c, "", False, op, a, p, d),
        column, st.sampled_from(s.Op), st.fractions(0, 900, max_denominator=99),
        st.one_of(st.just(""), column), dates,
    ),
)  # fmt: skip
where = st.one_of(
    st.builds(lambda f: s.Where((f,)), filters),
    st.builds(
        s.Where,
        st.lists(filters, min_size=2, max_size=3).map(tuple),
        st.sampled_from(["and", "or"]),
    ),
)

# ----------------------------------------------------------------------------- details

article, source, note = (st.builds(k, text) for k in (s.Article, s.Source, s.Note))
attributed = st.builds(s.AttributedTo, text)
in_force = st.one_of(
    st.builds(s.InForce, dates),
    st.lists(st.dates().map(str), min_size=2, max_size=2, unique=True).map(
        lambda d: s.InForce(min(d), max(d))
    ),
)
common = st.one_of(article, source, note, attributed, in_force)


def some(strategy: st.SearchStrategy, least: int = 0) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


partition = st.builds(s.Partition, some(st.builds(s.Group, count, name), 1), maybe_date)
no_vote_held = st.builds(s.NoVoteHeld, names, dates)
chosen_by = st.builds(s.ChosenBy, names, st.integers(0, 20))
body_detail = st.one_of(
    common, partition, no_vote_held, chosen_by,
    st.builds(s.ForCommunity, name, st.booleans()), st.builds(s.OpenOnly, names, text),
    st.builds(s.Composition, text, columns, column, dates),
    st.builds(s.SeatRule, count, name, name, column, maybe_date, st.integers(0, 9)),
    st.builds(s.SeatRule, count, name),
    st.builds(s.SeatCount, st.sampled_from(s.Seats), count, dates),
    st.builds(s.Presided, name, st.sampled_from(s.Chair)),
    st.builds(s.Standing, names),
)  # fmt: skip
who_decides = st.sampled_from(
    ["people", "legislature", "government", "delegation", "electors", "members"]
)
units_detail = st.one_of(
    common, no_vote_held, chosen_by, st.builds(s.DecidedBy, who_decides, maybe_threshold)
)

# ----------------------------------------------------------------------------- conditions

signed = st.one_of(
    st.builds(s.Signed, subject, threshold),
    st.builds(s.Signed, subject, threshold, st.integers(1, 9), column),
)
signings = st.one_of(
    st.builds(lambda x: ((x,), "or"), signed),
    st.tuples(st.lists(signed, min_size=2, max_size=3).map(tuple), st.sampled_from(["and", "or"])),
)
vote = st.one_of(
    st.builds(lambda x, t: s.Vote(x, s.Verb.TAKE_PART, t), subject, threshold),
    st.builds(
        s.Vote, subject, st.sampled_from([s.Verb.APPROVE, s.Verb.REJECT, s.Verb.ATTEND]), threshold,
        st.booleans(), st.one_of(st.none(), duration), maybe_threshold, maybe_name,
    ),
)  # fmt: skip
endeavour = st.builds(s.Endeavour, text)
leaf = st.one_of(
    vote,
    st.builds(s.YesVotes, subject, threshold, subject),
    st.builds(
        s.Assents, name, st.one_of(st.none(), duration),
        st.sampled_from(["", "consent", "refusal"]),
    ),
    st.builds(
        s.Concerned, name, maybe_name, maybe_threshold,
        st.sampled_from([s.Verb.APPROVE, s.Verb.REJECT, s.Verb.ATTEND]),
    ),
    st.builds(s.PassesToo, name), st.just(s.Never()), endeavour,
)  # fmt: skip
step = st.one_of(
    st.builds(lambda d: s.Step(s.StepKind.WAIT, (), d), duration),
    st.builds(
        s.Step,
        st.sampled_from([s.StepKind.ELECTION, s.StepKind.NEXT_SESSION, s.StepKind.OPINION]),
        names,
    ),
)


def _blocks(inner: st.SearchStrategy) -> st.SearchStrategy:  # type: ignore[type-arg]
    items = some(inner, 1)
    return st.one_of(
        st.builds(s.Block, st.sampled_from([s.Mode.ALL, s.Mode.ANY]), items),
        st.builds(lambda i: s.Block(s.Mode.IN_ORDER, i), some(st.one_of(inner, step), 1)),
        st.builds(s.AtLeast, st.integers(1, 3), items),
        st.builds(s.Unless, inner),
        st.builds(
            lambda g, e, c: s.Petition(g[0], e, c, None, g[1]),
            signings,
            st.sampled_from(s.Effect),
            inner,
        ),
        st.builds(lambda g, d: s.Petition(g[0], s.Effect.ALSO, None, d, g[1]), signings, duration),
        st.builds(s.ByReading, name, some(st.builds(s.Case, name, items), 1)),
    )


condition = st.recursive(leaf, _blocks, max_leaves=6)
decides = st.one_of(
    st.just(s.Decides(other=True)),
    st.builds(s.Decides, names, some(st.sampled_from(s.Change))),
)
procedure_detail = st.one_of(
    common, decides, endeavour, st.builds(s.Passes, condition),
    st.builds(s.ProposedBy, names), st.builds(lambda x: s.ProposedBy((), x), signed),
    st.builds(s.OptOut, name, maybe_threshold),
    st.builds(s.Window, st.sampled_from(s.WindowKind), duration), st.builds(s.NotDuring, text),
)  # fmt: skip

# ----------------------------------------------------------------------------- claims

of = st.builds(s.Of, name, maybe_name)
voter = st.one_of(st.just("it"), name)
who = st.one_of(
    st.builds(lambda n: s.Names((n,)), voter),
    st.builds(
        s.Names, st.lists(voter, min_size=2, max_size=3).map(tuple), st.sampled_from(["and", "or"])
    ),
)
maybe_who = st.one_of(st.none(), who)
holds = st.booleans()
bound = st.one_of(
    st.none(), st.builds(s.Bound, st.sampled_from(s.Op), st.fractions(0, 99, max_denominator=99))
)
goal = st.sampled_from(s.Goal)
roles = st.sampled_from(s.Role)
claim = st.recursive(
    st.one_of(
        st.builds(s.CanPass, of, st.sampled_from(s.Stance), who, holds),
        st.builds(s.OnlyWith, of, who),
        st.builds(s.Alone, who, st.sampled_from(s.Power), of, holds),
        st.builds(s.Outvoted, who, of, holds),
        st.builds(s.Interchangeable, name, of, holds),
        st.builds(lambda o, g, b: s.Smallest(o, g, bound=b), of, goal, bound),
        st.builds(s.Smallest, of, goal, column, maybe_date, st.sampled_from(s.Counting), bound),
        st.builds(s.Implies, of, of, holds),
        st.builds(s.Same, of, of, holds),
        st.builds(s.Roles, roles, of, maybe_who),
        st.builds(lambda r, o: s.Roles(r, o, None, True), roles, of),
        st.builds(s.Taking, name, voter, maybe_who),
        st.builds(s.Changing, st.sampled_from(s.Change), voter, maybe_who),
        st.builds(s.NoVote, who, of),
        st.builds(s.Boycott, of, holds),
        st.builds(s.Appointing, name),
        st.builds(s.Appointing, name, who, holds),
        st.builds(s.Vacancies, name, of, bound),
    ),
    lambda inner: st.builds(s.ForEach, names, inner),
    max_leaves=2,
)
claims = some(st.one_of(claim, note, source), 1)
clause = st.builds(
    s.Clause,
    st.sampled_from(
        ["trigger", "lasts", "suspends", "acts", "ends", "declared by", "renewed by",
         "reviewed by", "appointed by"]
    ),
    text,
)  # fmt: skip
view_detail = st.one_of(
    note, source, st.builds(s.Assuming, text),
    st.builds(s.EachWith, name, column, maybe_date, st.sampled_from(s.Bloc)),
    st.builds(s.EachWith, name, bloc=st.sampled_from(s.Bloc), people=st.booleans()),
    st.builds(s.Others, name, st.sampled_from(s.Bloc), st.booleans()),
)  # fmt: skip
functions = some(st.sampled_from(s.Function), 1)
maybe_names = st.one_of(st.just(()), names)

veto = st.one_of(
    st.builds(
        s.VetoOn, st.sampled_from(s.Veto), names, text, st.just(False), maybe_name,
        st.one_of(st.none(), duration),
    ),
    st.builds(
        lambda k, t, o, d: s.VetoOn(k, (), t, True, o, d),
        st.sampled_from(s.Veto), text, maybe_name, st.one_of(st.none(), duration),
    ),
)  # fmt: skip
chamber_clause = st.builds(
    s.Clause,
    st.sampled_from(
        ["choice", "term", "reconciliation", "instruction", "initiative", "money bills"]
    ),
    text,
)
level = st.sampled_from(s.Level)
tax_detail = st.one_of(
    note, source,
    st.builds(s.Yields, column, dates, name, share),
    st.builds(s.ShareTo, share, level, st.booleans()),
    st.builds(lambda a, b, c, d: s.ShareTo(a, b, False, c, d), share, level, column, dates),
)  # fmt: skip
equalisation_detail = st.one_of(
    note, source,
    st.builds(s.Capacity, column, dates),
    st.builds(lambda t: s.Capacity(taxes=t), names),
    st.builds(s.Need, column, dates),
    st.builds(s.Method, text),
    st.builds(s.Fills, share, share, level),
    st.builds(s.Limit, st.sampled_from(["below", "above", "loses"]), share),
    st.builds(s.ChangedBy, name),
)  # fmt: skip
federation = st.one_of(
    st.builds(s.PowersTable, text),
    st.builds(s.SecondChamber, name, text, some(st.one_of(veto, chamber_clause, note, source))),
    st.builds(
        s.LanguageDecision, name, some(st.sampled_from(s.Domain), 1), names, name, dates, text
    ),
    st.builds(s.Community, name, column, name, dates, st.booleans()),
    st.builds(s.Authority, text, name, share, text, text),
    st.builds(s.Tax, name, text, st.booleans(), some(tax_detail)),
    st.builds(s.Transfer, name, share, names, level, text),
    st.builds(s.Transfer, name, share, names, level, text, column, dates),
    st.builds(s.Equalisation, name, name, text, some(equalisation_detail)),
    st.builds(s.Borrowing, text, name, column, dates, share, column, dates),
    st.builds(lambda a, b, c: s.Borrowing(a, level=b, text=c), text, level, text),
)

# ----------------------------------------------------------------------------- statements

statement = st.one_of(
    st.builds(s.Body, name, count, st.one_of(st.none(), partition), some(body_detail)),
    st.builds(s.Electorate, name, name, column, dates, some(body_detail)),
    st.builds(lambda n, d: s.Electorate(n, details=d), name, some(body_detail)),
    st.builds(s.Person, name, some(body_detail)),
    st.builds(
        s.Organ, name, st.sampled_from(["court", "chamber", "government", "council", "bank"]),
        st.integers(0, 99), some(body_detail),
    ),
    st.builds(
        s.Units, name, text, st.one_of(st.none(), where), some(st.builds(s.Weight, column, dates)),
        details=some(units_detail),
    ),
    st.builds(lambda n, m, d: s.Units(n, names=m, details=d), name, names, some(units_detail)),
    st.builds(s.SetOf, name, name, where, definition=maybe_name, defined_by=maybe_name),
    st.builds(s.SetOf, name, name, names=names, definition=maybe_name, defined_by=maybe_name),
    st.builds(s.Reading, name, names),
    st.builds(s.Procedure, name, text, some(procedure_detail)),
    st.builds(s.View, name, name, names, some(view_detail)),
    st.builds(s.Guarantee, text, maybe_name, claims),
    st.builds(s.Question, text, claims),
    st.builds(
        s.Expect, name, text, st.just(True), st.just(""), maybe_name, maybe_date,
        some(st.one_of(note, source)),
    ),
    st.builds(s.Expect, name, text, st.just(False), maybe_name, maybe_name, maybe_date),
    st.builds(s.Matters, names),
    st.builds(s.Powers, name, st.sampled_from(s.Level), functions, text, maybe_names),
    st.builds(
        lambda lv, f, t, u: s.Powers("", lv, f, t, u, True),
        st.sampled_from(s.Level), functions, text, maybe_names,
    ),
    st.builds(s.ConflictRule, st.sampled_from(s.Level), text),
    st.builds(
        s.LanguageRight, name, some(st.sampled_from(s.Domain), 1), name, text,
        st.one_of(st.none(), where), st.one_of(st.none(), st.sampled_from(s.Level)),
    ),
    federation,
    st.builds(s.Emergency, name, text, some(st.one_of(clause, note, source))),
    st.builds(s.Guarantor, name, text, some(st.one_of(clause, note, source))),
    note,
)  # fmt: skip

constitution = st.builds(
    s.Constitution, name, some(st.one_of(source, note, attributed, in_force)), some(statement)
)

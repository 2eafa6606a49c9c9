"""How a matter can be taken back: by which procedure, whose consent, what makes it easier first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foedus.answer import Answer, Label
from foedus.constitution.compile_types import Compiled
from foedus.constitution.syntax import Of, Procedure
from foedus.federation.standard import ALIASES
from foedus.proof.claims_paths import whose_consent
from foedus.proof.compare import mismatch
from foedus.proof.court import in_words
from foedus.proof.diff import aligned
from foedus.proof.engine import Verdict, decide
from foedus.proof.games import Games, Setting
from foedus.proof.properties import everyone
from foedus.proof.query import Claim, Query

#: Matters by which a procedure says that it decides how procedures themselves are changed.
AMENDING = (
    "amending procedure",
    "amendment of this constitution",
    "this constitution",
    "rules of amendment",
)
#: Seconds that one earlier amendment may take to decide.
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Easier(Answer):
    """An earlier amendment of a rule, and one of the coalitions that it lets through.

    `easier` is None where it could not be decided.
    """

    amend: str
    article: str
    easier: bool | None
    coalition: str
    text: str


@dataclass(frozen=True, slots=True)
class Path(Answer):
    """One path by which a matter can be moved: the procedure, whose consent, the unit's own say.

    `residual`: the procedure decides any other matter. `possible` is False where nobody can ever
    do it. `unit_stops_it` is None where the unit has no vote in it (or none was asked for).
    `opt_out` are the units that may keep the change from binding them.
    """

    matter: str
    unit: str
    procedure: str
    article: str
    where: str
    residual: bool
    possible: bool
    consent: tuple[str, ...]
    unit_stops_it: bool | None
    opt_out: tuple[str, ...]
    earlier: tuple[Easier, ...]
    assumptions: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "who stops it by saying no while everyone else says yes"
    reference: str = "Albert 2019, Constitutional Amendments (amendment of amendment rules)"

    @property
    def text(self) -> str:
        """The path in one sentence."""
        head = f'"{self.procedure}" ({self.article})' + (
            " as the rule for any other matter" if self.residual else ""
        )
        if not self.possible:
            return f"{head}: never, whoever agrees"
        told = f"{head}: needs {', '.join(self.consent) or 'nobody in particular'}"
        if self.unit and self.unit_stops_it is None:
            told += f"; no vote for {self.unit} in it"
        elif self.unit:
            told += f"; {self.unit} {'can' if self.unit_stops_it else 'cannot'} stop it alone"
        if self.unit and self.opt_out:
            may = "may" if self.unit in self.opt_out else "may not"
            return f"{told}; {self.unit} {may} opt out of it"
        return f"{told}; a unit may opt out of it" if self.opt_out else told


def paths(games: Games, matter: str, unit: str = "", *, ladder: bool = True) -> tuple[Path, ...]:
    """Return every path by which a matter can be moved between levels, one for each reading.

    Procedures that decide the matter by name come first; one that decides any other matter is a
    path where none does. A procedure that decides powers is a path for every matter. With
    `ladder`, each says which earlier amendment of its own rule makes it easier. Empty where no
    procedure of the text decides it.
    """
    named, residual = _deciding(games, matter)
    found: list[Path] = []
    for procedure in named or residual:
        found += path_of(games, matter, unit, procedure, residual=not named, ladder=ladder)
    return tuple(found)


def path_of(
    games: Games,
    matter: str,
    unit: str,
    procedure: Procedure,
    *,
    residual: bool = False,
    ladder: bool = False,
) -> list[Path]:
    """Return the path through one procedure, in each of its readings.

    Where it needs the consent of the unit concerned and no unit is named, one stands for all.
    """
    concerned = games.concerned(procedure.name)
    own = (unit,) if unit in concerned else concerned[:1]
    found = []
    for setting in games.settings([procedure.name], own):
        path = _path(games, matter, unit, procedure, setting, residual)
        if ladder and path.possible:
            path = replace(path, earlier=tuple(_earlier(games, procedure, setting)))
        found.append(path)
    return found


def _deciding(games: Games, matter: str) -> tuple[list[Procedure], list[Procedure]]:
    named, residual = [], []
    wanted = {matter, *(a for a, name in ALIASES.items() if name == matter)}
    for procedure in games.book.procedures.values():
        matters = {m for d in procedure.decides for m in d.matters}
        changes = {str(c) for d in procedure.decides for c in d.changes}
        if wanted & matters or "powers" in changes:
            named.append(procedure)
        elif any(d.other for d in procedure.decides):
            residual.append(procedure)
    return named, residual


def _path(
    games: Games, matter: str, unit: str, procedure: Procedure, setting: Setting, residual: bool
) -> Path:
    game = games.game(Of(procedure.name), setting)
    possible = game.rule.passes(everyone(game.rule))
    consent = games.once(("consent", id(game)), lambda: whose_consent(game)) if possible else ()
    stops: bool | None = None
    standing = _voters(game, unit) if unit else {}
    if standing:
        stops = not game.rule.passes(everyone(game.rule, standing))
    return Path(
        matter,
        unit,
        procedure.name,
        game.article,
        setting.text,
        residual,
        possible,
        consent,
        stops,
        game.opt_out,
        (),
        game.assumptions,
    )


def _voters(game: Compiled, name: str) -> list[str]:
    counts = {v.name: v.count for v in game.rule.voters}
    return [v for v in game.members.get(name, ()) if counts.get(v)]


def _earlier(games: Games, procedure: Procedure, setting: Setting) -> Iterator[Easier]:
    strict = games.game(Of(procedure.name), setting)
    for changer in changers(games):
        if changer.name == procedure.name:
            continue
        own = setting.unit if games.concerned(changer.name) else ()
        for one in games.settings([changer.name], own)[:1]:
            amend = games.game(Of(changer.name), Setting({**one.reading, **setting.reading}, own))
            yield _compared(changer, amend, strict)


def changers(games: Games) -> tuple[Procedure, ...]:
    """Return the procedures by which procedures themselves are changed, as the text names them.

    Without one it is the rule for any other matter; none where the text has neither.
    """
    every = list(games.book.procedures.values())
    named = [
        p for p in every if any(m.casefold() in AMENDING for d in p.decides for m in d.matters)
    ]
    return tuple(named or [p for p in every if any(d.other for d in p.decides)])


def _compared(changer: Procedure, amend: Compiled, strict: Compiled) -> Easier:
    names = (changer.name, amend.article)
    problem = mismatch(amend, strict)
    if problem:
        return Easier(*names, None, "", problem)
    first, second, _ = aligned(amend.rule, strict.rule)
    answer = decide(Query((Claim(first, True), Claim(second, False))), seconds=SECONDS)
    if answer.verdict is Verdict.FOUND and answer.coalition is not None:
        shown = {n: k for n, k in answer.coalition.items() if n in amend.rule.names}
        words = in_words(amend, shown)
        text = (
            f'first change the rule itself under "{changer.name}" ({amend.article}); one of the '
            f"coalitions that can do that and cannot decide the matter now: {words}. Whether the "
            "rule may be changed so is a question of law"
        )
        return Easier(*names, True, words, text)
    if answer.verdict is Verdict.NONE:
        text = f'whoever can change the rule under "{changer.name}" can decide the matter anyway'
        return Easier(*names, False, "", text)
    return Easier(*names, None, "", f"not decided within {SECONDS} s")

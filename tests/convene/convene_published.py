"""Published results of Polis conversations, read from the optional folder of golden data."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from foedus.convene.matrix import VoteMatrix, from_triples

POLIS = ("below-100-ptpts", "above-100-ptpts")


def fixture(shared: Path, name: str) -> tuple[dict, VoteMatrix, list[int]]:  # type: ignore[type-arg]
    folder = shared / "data" / "convene" / "polis-math" / name
    math = json.loads((folder / "math-pca2.json").read_text())
    votes = json.loads((folder / "votes.json").read_text())
    # The two fixtures name the same two columns differently.
    who, what = ("pid", "tid") if "pid" in votes[0] else ("participant_id", "statement_id")
    people = sorted({v[who] for v in votes})
    at = {p: i for i, p in enumerate(people)}
    latest = {(v[who], v[what]): v for v in sorted(votes, key=lambda v: int(v["modified"]))}
    tids = math["tids"]
    triples = np.array(
        [(at[p], tids.index(t), v["vote"]) for (p, t), v in latest.items() if t in tids]
    )
    matrix = from_triples(
        triples[:, 0], triples[:, 1], triples[:, 2], len(people), [str(t) for t in tids],
        people=tuple(str(p) for p in people),
    )  # fmt: skip
    return math, matrix, people


def published_groups(math: dict, people: list[int]) -> np.ndarray:  # type: ignore[type-arg]
    base = dict(zip(math["base-clusters"]["id"], math["base-clusters"]["members"], strict=True))
    label = np.full(len(people), -1)
    for group in math["group-clusters"]:
        for b in group["members"]:
            for pid in base[b]:
                label[people.index(pid)] = group["id"]
    return label


def golden(shared: Path, case: str) -> dict[str, str]:
    path = shared / "data" / "convene" / "convene_golden.csv"
    with path.open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["case"] == case]
    return {r["quantity"]: r["value"] for r in rows}


def kept(math: dict, votes: VoteMatrix) -> VoteMatrix:  # type: ignore[type-arg]
    """The matrix without what moderation took out, which it names as an export does."""
    out = {str(t) for t in math["mod-out"]} & set(votes.statements)
    inside = votes.kept([j for j, s in enumerate(votes.statements) if s not in out])
    return replace(inside, moderated=tuple(sorted(out)))

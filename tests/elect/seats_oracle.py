"""Run with the interpreter of the rivals: what interregnum answers, and the examples it ships.

Reads a JSON object on standard input: {"cases": [{method, seats, votes}]}; prints {"answers":
[seats or null where it fails], "one_way": [...], "two_way": [...], "mixed": [...]}.
"""

import json
import sys
from pathlib import Path

import interregnum
import yaml
from interregnum.methods.singlevote.highest_averages import HighestAveragesAllocator

HERE = Path(interregnum.__file__).parent / "tests"


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def fixtures():
    """Return the one-way examples that say who wins, by method, seats and votes."""
    for folder, key in (("highest_averages", "divisor_f"), ("largest_remainder", "quota_f")):
        for path in sorted((HERE / "fixtures" / folder).glob("*.yaml")):
            d = load(path)
            yield {"name": d["name"], "method": d["params"][key], "seats": d["seats"],
                   "votes": dict(d["votes"]), "winners": dict(d["winners"])}  # fmt: skip


def nodes(d):
    yield d
    for part in d.get("divisions", []):
        yield from nodes(part)


def elections():
    """Return real one-way elections: plain nodes without thresholds, with their official seats."""
    for path in sorted((HERE / "examples").rglob("*.yaml")):
        for d in nodes(load(path)):
            who = d.get("candidates")
            plain = isinstance(who, list) and who and all(isinstance(c, dict) for c in who)
            if not plain or d.get("method") not in ("highest_averages", "largest_remainder"):
                continue
            if any(k in d for k in ("exclude", "include", "first_vote")) or "?" in str(who[0]):
                continue
            if any("votes" not in c or str(c["name"])[0] in "?!" for c in who):
                continue
            params = d.get("method_params", {})
            first = int(d.get("initial_seats", 0))
            resumed = bool(d.get("resume_allocation"))
            yield {
                "name": f"{path.stem}: {d.get('name')}",
                "method": params.get("divisor_f") or params.get("quota_f"),
                "seats": d["seats"] + first * len(who), "minimum": first * resumed,
                "base": first * (not resumed),
                "votes": {c["name"]: c["votes"] for c in who},
                "winners": {c["name"]: c["seats"] for c in who if c.get("seats")},
            }  # fmt: skip


def two_way():
    """Return the two-way examples: margins, votes and seats."""
    for path in sorted((HERE / "fixtures" / "biproportional").glob("*.yaml")):
        d = load(path)
        yield {"name": path.stem, "parties": dict(d["party_seats"]),
               "districts": dict(d["district_seats"]), "votes": d["votes"]}  # fmt: skip


def additional_members():
    """Return the additional member elections of regions: direct seats, votes, list seats."""
    for path in sorted((HERE / "examples" / "uk").glob("*.yaml")):
        top = load(path)
        for d in nodes(top):
            parts = {p.get("name"): p for p in d.get("divisions", [])}
            lists, direct = parts.get("additional members"), parts.get("constituencies")
            if not lists or not direct or not isinstance(lists.get("candidates"), list):
                continue
            won = {}
            for area in direct["divisions"]:
                for c in area.get("candidates", []):
                    if c.get("seats"):
                        key = c.get("alliance", c["name"])
                        won[key] = won.get(key, 0) + c["seats"]
            yield {"name": f"{path.stem}: {d.get('name')}", "seats": lists["seats"], "direct": won,
                   "votes": {c["name"]: c["votes"] for c in lists["candidates"]},
                   "list": {c["name"]: c["seats"] for c in lists["candidates"] if c.get("seats")},
                   }  # fmt: skip


def answer(case):
    """Return interregnum's seats of one case in the order of its votes, or None."""
    table = [(str(i), v) for i, v in enumerate(case["votes"])]
    try:
        found = HighestAveragesAllocator(case["method"]).calc(table, case["seats"]).allocation
    except Exception:
        return None
    by = {c.name: c.seats for c in found}
    return [by.get(str(i), 0) for i in range(len(table))]


given = json.load(sys.stdin)
print(json.dumps({
    "answers": [answer(c) for c in given["cases"]],
    "one_way": [*fixtures(), *elections()],
    "two_way": list(two_way()),
    "mixed": list(additional_members()),
}))  # fmt: skip

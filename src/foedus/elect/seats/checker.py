"""The separate checker: verifies a certificate from its JSON alone and shares no other code."""

from collections import Counter as Bag
from fractions import Fraction as F
from typing import Any

#: family -> (p, n) -> s(n) ** k and k, where p is the family's parameter
SIGNPOSTS: dict[str, Any] = {
    "stationary": lambda p, n: (n + p, 1),
    "modified": lambda p, n: (n + F(1, 2) if n else p / 2, 1),
    "macanese": lambda _, n: (F(2**n), 1),
    "estonian": lambda _, n: (F((n + 1) ** 9), 10),
    "geometric": lambda _, n: (F(n * n + n), 2),
    "mean": lambda p, n: (F(n**p + (n + 1) ** p, 2), int(p)),
    "harmonic": lambda p, n: (F(2 * (n * n + n) ** p, n**p + (n + 1) ** p), int(p)),
}
#: what stage s has of stage t: seats, votes, house; or one seat fewer: over k of the least x lack
LINKS: dict[str, Any] = {
    "seats": lambda s, t, k, _: s["size"] == t["seats"][k],
    "votes": lambda s, t, k, _: sum(map(F, s["values"].values())) == F(t["values"][k]),
    "house": lambda s, t, *_: F(s["level"]) * t["size"] == 1,
    "short": lambda s, t, k, x: s["size"] + 1 == t["size"] and (x - Bag(s["seats"])).total() > k,
}


def quota(c: dict[str, Any], v: dict[str, F]) -> F:
    """Return the quota by its rule, of whoever takes part in it: votes over seats."""
    seats = c["size"] - c["base"] * len(v) - sum(c["outside"].values())
    votes, rule = sum(v.values()) - sum(v[k] for k in c["outside"]), c["quota_rule"]
    q = votes / F(seats + {"hare": 0, "hare-whole": 0, "imperiali-quota": 2}.get(rule, 1))
    return F(q // 1 + 1) if rule in ("hare-whole", "droop") else q


def earned(c: dict[str, Any], scale: dict[str, Any]) -> list[str]:
    """Return who has seats that the divisor (times the scale of its column) does not earn."""
    (family, _, p), power, level = c["signposts"].partition(":"), int(c["power"]), F(c["level"])
    v = {k: F(x) ** int(F(c["exponent"]) * power) for k, x in c["values"].items()}
    out = ["quota"] * ("quota_rule" in c and level != quota(c, v))
    tied = {k for t in c["ties"] for k in t["among"]}
    for k, n in ((k, seats - c["base"]) for k, seats in c["seats"].items()):
        low, high, ok = c["min"].get(k, 0), c["max"].get(k, n + 1), True
        for m, side in ((n - 1, 1), (n, -1)):
            if low <= m < high:
                s, root = SIGNPOSTS[family](F(p or 0), m)
                gap = v.get(k, 0) - level * F(scale.get(k, 1)) * s ** (power // root)
                ok &= gap * side >= 0 and (side > 0 or not tied or (gap == 0 < s) == (k in tied))
        out += [] if ok and low <= n <= high - (k in tied) else [k]
    held = [*c["seats"].values(), *(t["seats"] for t in c["ties"])]
    return out + ["sum"] * (sum(held) != c["size"] or c["seats"].keys() != v.keys())


def check(c: dict[str, Any], scale: dict[str, Any] | None = None) -> list[str]:
    """Return every fault found in a certificate; an empty list means it is verified."""
    if c["kind"] != "stages":
        return earned(c, scale or {})
    parts, least = c["stages"], Bag(c["least"])
    out = [f"stage {i}: {f}" for i, s in enumerate(parts, 1) for f in check(s, c["scale"])]
    total = sum((Bag(parts[i]["seats"]) for i in c["counted"]), Bag(c["given"]))
    out += [f"{n} {k}" for n, i, p, k in c["links"] if not LINKS[n](parts[i], parts[p], k, least)]
    return out + ["seats"] * (dict(+(total | least)) != {k: n for k, n in c["seats"].items() if n})

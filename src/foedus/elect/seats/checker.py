"""The separate checker: verifies a certificate from its JSON alone and shares no other code."""

from fractions import Fraction as F
from itertools import product
from typing import Any


def signpost(name: str, n: int) -> tuple[F, int]:
    """Return (s(n) ** k, k) for a family name with its parameter."""
    family, _, p = name.partition(":")
    if family in ("stationary", "modified"):
        return (n + F(p) if family[0] == "s" else F(p) / 2 if n == 0 else n + F(1, 2)), 1
    if family in ("macanese", "estonian"):
        return (F(2**n), 1) if family[0] == "m" else (F((n + 1) ** 9), 10)
    a, b, k = n ** (k := abs(int(p)) or 2), (n + 1) ** k, k
    return (F(n * n + n) if p == "0" else F(a + b, 2) if p[0] != "-" else F(2 * a * b, a + b)), k


def sound(c: dict[str, Any], n: int, value: F, low: int, high: int, tied: bool = False) -> bool:
    """Tell whether value ** exponent / D earns n seats, where D ** power is c["level"]."""
    power, ok = int(c["power"]), low <= n <= high
    for m, side in ((n - 1, 1), (n, -1)):
        if low <= m < high:
            s, k = signpost(c["signposts"], m)
            gap = value ** int(F(c["exponent"]) * power) - F(c["level"]) * s ** (power // k)
            ok = ok and gap * side >= 0 and not (tied and side == -1 and gap)
    return ok


def remainder(c: dict[str, Any], v: dict[str, F], key: str, n: int, tied: bool) -> bool:
    """Tell whether the quota and the cut among the remainders give n seats above the base."""
    step, fixed, open_ = c["step"], c["fixed"], sum(v.values()) - sum(v[k] for k in c["outside"])
    add = {"hare": 0, "hare-whole": 0, "imperiali-quota": 2}.get(c["quota_rule"], 1)
    left = c["size"] - c["base"] * len(v) - sum(c["outside"].values()) + add
    q = F(open_) / left if left and open_ else F(1)
    q = F(q // 1 + 1) if c["quota_rule"] in ("hare-whole", "droop") else q
    more, gap = n - v[key] // q, (v[key] % q - F(c["cut"])) * step
    full = step == 1 and v[key] // q >= c["max"].get(key, v[key])
    if key in fixed or tied:
        return bool(n == fixed[key] if key in fixed else gap == 0 and more == min(step, 0))
    return gap >= 0 if more == step else more == 0 and (full or gap <= 0)


def check(c: dict[str, Any]) -> list[str]:
    """Return every fault found in a certificate; an empty list means it is verified."""
    if c["kind"] == "stages":
        return [f"stage {i}: {f}" for i, s in enumerate(c["stages"], 1) for f in check(s)]
    x, out = c["seats"], []
    if c["kind"] == "biproportional":
        sums = [sum(a) for a in x], [sum(a) for a in zip(*x, strict=True)]
        for (i, r), (j, d) in product(*map(enumerate, (c["row_divisors"], c["column_divisors"]))):
            value, low, n = F(c["values"][i][j]) / F(r) / F(d), c["min"][i][j], x[i][j]
            out += [] if sound(c, n, value, low, n + 1) else [f"cell {i}, {j}"]
        return out + ["margins"] * (sums != (c["rows"], c["columns"]))
    v, tied = {k: F(y) for k, y in c["values"].items()}, {k for t in c["ties"] for k in t["among"]}
    for k, n in ((k, seats - c["base"]) for k, seats in x.items()):
        part = (v[k], c.get("min", {}).get(k, 0), c["max"].get(k, n + 1), k in tied)
        ok = sound(c, n, *part) if c["kind"] == "divisor" else remainder(c, v, k, n, k in tied)
        out += [] if ok else [k]
    return out + ["sum"] * (sum(x.values()) + sum(t["seats"] for t in c["ties"]) != c["size"])

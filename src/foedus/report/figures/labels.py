"""Short labels for units: the shortest beginnings that cannot be confused with each other."""

from __future__ import annotations

from collections.abc import Sequence

#: Words that say what kind of unit this is and not which one.
KINDS = frozenset(
    (
        *("autonomous", "republic", "oblast", "region", "province", "state", "canton", "city"),
        *("district", "community", "federal", "special", "status", "of", "the", "and", "with"),
    )
)


def core(name: str) -> str:
    """Return the part of a unit's name that says which one it is."""
    kept = [w for w in name.split() if w.casefold() not in KINDS]
    return " ".join(kept) or name


def short_labels(names: Sequence[str], least: int = 5, most: int = 8) -> tuple[str, ...]:
    """Return for each name a label of at most `most` letters that no other unit has.

    A name that fits stays whole; a longer one is cut to its shortest beginning, of `least` letters
    or more, that is its own, with a point. Names that cannot be told apart so are numbered.
    """
    cores = [core(n) for n in names]
    labels = [c if len(c) <= most else _cut(c, cores, least, most) for c in cores]
    told = [_told_apart(labels, k, names) for k in range(len(names))]
    return tuple(_numbered(told, k) for k in range(len(names)))


def _cut(name: str, names: Sequence[str], least: int, most: int) -> str:
    others = [n for n in names if n != name]
    for size in range(least, most):
        head = name[:size].rstrip()
        if not any(o.startswith(head) for o in others):
            return f"{head}."
    return f"{name[: most - 1].rstrip()}."


def _told_apart(labels: Sequence[str], k: int, names: Sequence[str]) -> str:
    words = names[k].split()
    if labels.count(labels[k]) == 1 or len(words) < 2:
        return labels[k]
    return f"{words[0][:4]} {words[-1][0]}."


def _numbered(labels: Sequence[str], k: int) -> str:
    before = labels[:k].count(labels[k])
    return f"{labels[k][:6]} {before + 1}" if before else labels[k]

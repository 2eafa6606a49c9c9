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


def short_labels(names: Sequence[str], least: int = 4, most: int = 8) -> tuple[str, ...]:
    """Return for each name the shortest beginning, of `least` letters or more, that is its own.

    Where two names share their first `most` letters the labels keep that length and are numbered.
    """
    cores = [core(n) for n in names]
    labels = [_own_beginning(c, cores, least, most) for c in cores]
    return tuple(
        label if labels.count(label) == 1 else _numbered(labels, k, names)
        for k, label in enumerate(labels)
    )


def _own_beginning(name: str, names: Sequence[str], least: int, most: int) -> str:
    others = [n for n in names if n != name]
    for size in range(least, most + 1):
        head = name[:size]
        if not any(o.startswith(head) for o in others):
            return head
    return name[:most]


def _numbered(labels: Sequence[str], k: int, names: Sequence[str]) -> str:
    same = [j for j, label in enumerate(labels) if label == labels[k]]
    shortest = min(same, key=lambda j: (len(names[j]), j))
    if k == shortest:
        return labels[k]
    return f"{labels[k]} {[j for j in same if j != shortest].index(k) + 2}"

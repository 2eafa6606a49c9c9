"""Exact sums of products of binomials, by remainders (Chinese remainder theorem).

A vector x of counts of the types stands for prod C(count, x) sets of members: far beyond 64 bits,
so sums over millions of vectors are taken modulo primes below 2^31, in numpy, joined at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import prod
from operator import mul
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
#: Terms added up before a remainder is taken: 2^22 numbers below 2^31 stay below 2^53.
TERMS = 1 << 22


@cache
def binomials_modulo(count: int, prime: int) -> Array:
    """Return C(count, x) modulo a prime for every x from 0 to count."""
    found = np.asarray([value % prime for value in binomials(count)], dtype=np.int64)
    found.flags.writeable = False
    return found


@cache
def binomials(count: int) -> tuple[int, ...]:
    """Return C(count, x) for every x from 0 to count."""
    found = [1]
    for x in range(count):
        found.append(found[-1] * (count - x) // (x + 1))
    return tuple(found)


def sums(keys: Array, terms: Array, prime: int, top: int) -> Array:
    """Return, for each key below `top`, the sum of its terms (below the prime) modulo the prime."""
    whole = np.zeros(top, dtype=np.int64)
    for k in range(0, len(keys), TERMS):
        part = np.bincount(keys[k : k + TERMS], terms[k : k + TERMS], minlength=top)
        whole = (whole + part.astype(np.int64)) % prime
    return whole


@cache
def primes(bits: int) -> tuple[int, ...]:
    """Return primes just below 2^31 whose product has more than so many bits."""
    found: list[int] = []
    product = 1
    while product.bit_length() <= bits:
        found.append(_prime(len(found)))
        product *= found[-1]
    return tuple(found)


def joined(moduli: Sequence[int], remainders: Array) -> list[int]:
    """Return the numbers below the product of the primes; one row of remainders a prime."""
    modulus, parts = _parts(tuple(moduli))
    found = [0] * remainders.shape[1]
    for k in np.flatnonzero(remainders.any(axis=0)).tolist():
        found[k] = sum(map(mul, remainders[:, k].tolist(), parts)) % modulus
    return found


@cache
def _parts(moduli: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Return the primes' product and, for each, the number that is 1 there and 0 elsewhere."""
    modulus = prod(moduli)
    others = [modulus // p for p in moduli]
    return modulus, tuple(o * pow(o, -1, p) for o, p in zip(others, moduli, strict=True))


@cache
def _prime(k: int) -> int:
    """Return the prime below 2^31 that has k primes between."""
    candidate = _prime(k - 1) - 2 if k else (1 << 31) - 1
    while not _is_prime(candidate):
        candidate -= 2
    return candidate


def _is_prime(number: int) -> bool:
    """Return whether an odd number from 9 to 2^31 is a prime.

    Strong pseudoprimes to the bases 2, 3, 5 and 7 begin at 3,215,031,751 (Jaeschke 1993).
    """
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    for base in (2, 3, 5, 7):
        power = pow(base, (number - 1) >> twos, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True

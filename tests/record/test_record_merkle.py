"""The Merkle tree against the definitions of RFC 6962, written out recursively."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.merkle import (
    check_consistency,
    check_inclusion,
    completed_nodes,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_hash,
)

#: The eight inputs and roots of the certificate-transparency reference implementation
#: (merkle tree test data of RFC 6962 libraries).
INPUTS = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def mth(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, on leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def tree(leaves: list[bytes], batches: list[int] | None = None):  # type: ignore[no-untyped-def]
    """The stored nodes after appending in batches, and a lookup over them."""
    nodes: dict[tuple[int, int], bytes] = {}
    done = 0

    def node(level: int, index: int) -> bytes:
        return leaves[index] if level == 0 else nodes[level, index]

    for size in batches or [len(leaves)]:
        batch = leaves[done : done + size]
        for level, index, value in completed_nodes(done, batch, node):
            nodes[level, index] = value
        done += len(batch)
    return node


def test_the_published_roots() -> None:
    leaves = [leaf_hash(d) for d in INPUTS]
    node = tree(leaves)
    assert [root_hash(n, node).hex() for n in range(1, 9)] == ROOTS
    assert root_hash(0, node).hex() == sha256(b"").hexdigest()


LEAVES = [leaf_hash(bytes([i])) for i in range(40)]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_roots_do_not_depend_on_batches(batches: list[int]) -> None:
    leaves = (LEAVES * 2)[: sum(batches)]
    node = tree(leaves, batches)
    for n in range(len(leaves) + 1):
        assert root_hash(n, node) == mth(leaves[:n])


@pytest.mark.parametrize("size", range(1, 34))
def test_every_inclusion_proof_verifies_and_no_other_leaf_does(size: int) -> None:
    node = tree(LEAVES)
    root = mth(LEAVES[:size])
    for i in range(size):
        path = inclusion_proof(i, size, node)
        assert check_inclusion(LEAVES[i], i, size, path, root)
        assert not check_inclusion(LEAVES[(i + 1) % 40], i, size, path, root)
        assert not check_inclusion(LEAVES[i], i, size, [*path, root], root)
        if path:
            assert not check_inclusion(LEAVES[i], i, size, path[:-1], root)
        if size > 1:
            assert not check_inclusion(LEAVES[i], (i + 1) % size, size, path, root)


@pytest.mark.parametrize("new", range(1, 34))
def test_every_consistency_proof_verifies_and_no_forged_one_does(new: int) -> None:
    node = tree(LEAVES)
    for old in range(new + 1):
        path = consistency_proof(old, new, node)
        roots = mth(LEAVES[:old]), mth(LEAVES[:new])
        assert check_consistency(old, new, *roots, path)
        forged = mth([LEAVES[39], *LEAVES[1:new]])
        assert not check_consistency(old, new, forged if old else LEAVES[0], roots[1], path)
        if old not in (0, new):
            assert not check_consistency(old, new, roots[0], forged, path)
            assert not check_consistency(old, new, *roots, path[:-1])


@pytest.mark.parametrize("index,size", [(-1, 3), (3, 3), (0, 0)])
def test_a_proof_of_what_is_not_there_is_refused(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not among"):
        inclusion_proof(index, size, tree(LEAVES))

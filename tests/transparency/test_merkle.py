"""The tree, against the vectors of RFC 6962 implementations and against pymerkle."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from transparency import merkle

# Inputs and roots of the reference tests of certificate-transparency (merkle_tree_test.cc).
INPUTS = [
    bytes.fromhex(text)
    for text in [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def tree(contents):
    """A look-up over the whole tree, grown one leaf at a time."""
    held = {}
    for index, content in enumerate(contents):
        hashed = merkle.leaf_hash(content)
        frontier = {place: held[place] for place in merkle.places((0, index))}
        held |= merkle.grown(index, [hashed], frontier)
    return lambda wanted: {place: held[place] for place in wanted}


def naive_root(contents):
    """MTH, word for word from RFC 6962, section 2.1."""
    if not contents:
        return hashlib.sha256().digest()
    if len(contents) == 1:
        return hashlib.sha256(b"\x00" + contents[0]).digest()
    cut = 1
    while cut * 2 < len(contents):
        cut *= 2
    return hashlib.sha256(
        b"\x01" + naive_root(contents[:cut]) + naive_root(contents[cut:])
    ).digest()


def naive_proof(old, contents, *, whole):
    """SUBPROOF, word for word from RFC 6962, section 2.1.2 (pymerkle's proofs have another form)."""
    if old == len(contents):
        return [] if whole else [naive_root(contents)]
    cut = 1
    while cut * 2 < len(contents):
        cut *= 2
    if old <= cut:
        return [*naive_proof(old, contents[:cut], whole=whole), naive_root(contents[cut:])]
    return [
        *naive_proof(old - cut, contents[cut:], whole=False),
        naive_root(contents[:cut]),
    ]


def test_it_works():
    lookup = tree(INPUTS)
    for size, wanted in enumerate(ROOTS):
        assert merkle.root(size, lookup).hex() == wanted


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_inclusion_paths_are_those_of_the_reference(index, size, path):
    found = merkle.inclusion_proof(index, size, tree(INPUTS))
    assert [hashed.hex() for hashed in found] == path


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_consistency_paths_are_those_of_the_reference(old, new, path):
    found = merkle.consistency_proof(old, new, tree(INPUTS))
    assert [hashed.hex() for hashed in found] == path


contents_of_leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=80)


@given(contents_of_leaves)
def test_roots_are_those_of_the_definition_and_of_pymerkle(contents):
    lookup = tree(contents)
    other = InmemoryTree.init_from_entries(contents, algorithm="sha256")
    for size in range(1, len(contents) + 1):
        found = merkle.root(size, lookup)
        assert found == naive_root(contents[:size])
        assert found == other.get_root(size)


@given(contents_of_leaves, st.data())
def test_pymerkle_accepts_our_inclusion_proofs_and_gives_the_same(contents, data):
    size = data.draw(st.integers(1, len(contents)))
    index = data.draw(st.integers(0, size - 1))
    ours = merkle.inclusion_proof(index, size, tree(contents))
    other = InmemoryTree.init_from_entries(contents, algorithm="sha256")
    theirs = other.prove_inclusion(index + 1, size)
    assert list(ours) == theirs.path[1:]
    root = merkle.root(size, tree(contents))
    verify_inclusion(other.get_leaf(index + 1), root, theirs)
    hashed = merkle.leaf_hash(contents[index])
    assert merkle.inclusion_holds(hashed, index, size, ours, root)


@given(contents_of_leaves, st.data())
def test_a_proof_bent_anywhere_is_refused(contents, data):
    size = data.draw(st.integers(1, len(contents)))
    index = data.draw(st.integers(0, size - 1))
    lookup = tree(contents)
    proof = list(merkle.inclusion_proof(index, size, lookup))
    root = merkle.root(size, lookup)
    hashed = merkle.leaf_hash(contents[index])
    wrong = bytes(32)
    assert not merkle.inclusion_holds(wrong, index, size, proof, root)
    assert not merkle.inclusion_holds(hashed, index, size, proof, wrong)
    assert not merkle.inclusion_holds(hashed, index, size, [*proof, wrong], root)
    assert not merkle.inclusion_holds(hashed, size, size, proof, root)
    assert not merkle.inclusion_holds(hashed, -1, size, proof, root)
    if proof:
        assert not merkle.inclusion_holds(hashed, index, size, proof[:-1], root)
        at = data.draw(st.integers(0, len(proof) - 1))
        bent = [*proof[:at], wrong, *proof[at + 1 :]]
        assert not merkle.inclusion_holds(hashed, index, size, bent, root)


@given(contents_of_leaves, st.data())
def test_consistency_holds_between_any_two_sizes_and_for_pymerkle(contents, data):
    new = data.draw(st.integers(1, len(contents)))
    old = data.draw(st.integers(1, new))
    lookup = tree(contents)
    proof = merkle.consistency_proof(old, new, lookup)
    roots = merkle.root(old, lookup), merkle.root(new, lookup)
    assert merkle.consistency_holds(old, new, proof, *roots)
    other = InmemoryTree.init_from_entries(contents, algorithm="sha256")
    verify_consistency(*roots, other.prove_consistency(old, new))
    assert list(proof) == naive_proof(old, contents[:new], whole=True)


@given(contents_of_leaves, st.data())
def test_a_fork_has_no_consistency_proof(contents, data):
    new = data.draw(st.integers(1, len(contents)))
    old = data.draw(st.integers(1, new))
    forked = [contents[0] + b"!", *contents[1:]]
    lookup = tree(contents)
    proof = merkle.consistency_proof(old, new, lookup)
    old_root, new_root = merkle.root(old, lookup), merkle.root(new, lookup)
    other_old = merkle.root(old, tree(forked))
    assert not merkle.consistency_holds(old, new, proof, other_old, new_root)
    assert not merkle.consistency_holds(old, new, [*proof, bytes(32)], old_root, new_root)
    forked_proof = merkle.consistency_proof(old, new, tree(forked))
    assert not merkle.consistency_holds(old, new, forked_proof, other_old, new_root)
    if old < new:
        assert not merkle.consistency_holds(old, new, proof[:-1], old_root, new_root)


def test_from_nothing_everything_extends_and_nothing_else_passes():
    lookup = tree(INPUTS)
    root = merkle.root(3, lookup)
    assert merkle.consistency_holds(0, 3, [], merkle.EMPTY_ROOT, root)
    assert merkle.consistency_holds(0, 0, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)
    assert not merkle.consistency_holds(0, 3, [], root, root)
    assert not merkle.consistency_holds(0, 3, [root], merkle.EMPTY_ROOT, root)
    assert not merkle.consistency_holds(0, 0, [], root, root)
    assert not merkle.consistency_holds(3, 2, [], root, root)


def test_what_is_not_in_the_tree_has_no_proof():
    with pytest.raises(ValueError, match="no leaf 8"):
        merkle.inclusion_proof(8, 8, tree(INPUTS))
    with pytest.raises(ValueError, match="cannot extend"):
        merkle.consistency_proof(3, 2, tree(INPUTS))


@given(st.integers(0, 300), st.integers(1, 300))
def test_growing_in_batches_gives_the_same_tree(size, more):
    hashes = [merkle.leaf_hash(str(number).encode()) for number in range(size + more)]
    whole = merkle.grown(0, hashes, {})
    frontier = {place: whole[place] for place in merkle.places((0, size))}
    added = merkle.grown(size, hashes[size:], frontier)
    assert added.items() <= whole.items()
    assert merkle.grown(0, hashes[:size], {}) | added == whole

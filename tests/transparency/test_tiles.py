import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency import merkle, tiles
from transparency.merkle import Place
from transparency.tiles import NotATile, Tile


def test_it_works():
    assert tiles.path(1234067) == "x001/x234/067"
    assert tiles.tile_at("0", "x001/x234/067") == Tile(0, 1234067)
    assert tiles.tile_at("1", "000.p/17") == Tile(1, 0, 17)


@given(st.integers(0, 2**55 - 1), st.integers(1, 256), st.integers(0, 63))
def test_every_address_comes_back(index, width, level):
    assert tiles.tile_at(str(level), tiles.path(index, width)) == Tile(level, index, width)


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("0", "0"),
        ("0", "1234"),
        ("0", "x000/001"),
        ("0", "001/002"),
        ("0", "x001"),
        ("0", "000.p/0"),
        ("0", "000.p/256"),
        ("0", "000.p/01"),
        ("0", "000.p/"),
        ("0", "٠٠٠"),
        ("00", "000"),
        ("64", "000"),
        ("-1", "000"),
        ("0", "../000"),
        ("0", "/".join(["x999"] * 9 + ["999"])),
    ],
)
def test_an_address_has_one_form_only(level, written):
    with pytest.raises(NotATile):
        tiles.tile_at(level, written)


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification():
    found = list(tiles.of_tree(70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in found) == 273
    assert [tile for tile in found if tile.width < 256] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert list(tiles.of_tree(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.of_tree(0)) == []


@given(st.integers(0, 200_000))
def test_a_tree_has_its_tiles_and_no_wider_ones(size):
    for tile in tiles.of_tree(size):
        assert tile.exists_in(size)
        assert tile.width == 256 or not Tile(tile.level, tile.index, tile.width + 1).exists_in(size)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entries_come_back(entries):
    assert tiles.entries_of(tiles.bundle(entries)) == tuple(entries)


def test_a_bundle_is_lengths_and_bytes():
    assert tiles.bundle([b"abc", b""]) == b"\x00\x03abc\x00\x00"
    assert tiles.bundle([bytes(65_535)])[:2] == b"\xff\xff"
    with pytest.raises(NotATile):
        tiles.bundle([bytes(65_536)])
    for broken in (b"\x00", b"\x00\x03ab"):
        with pytest.raises(NotATile):
            tiles.entries_of(broken)


@given(st.integers(1, 700))
def test_the_root_follows_from_the_tiles_alone(size):
    grown = merkle.grown(0, [merkle.leaf_hash(str(n).encode()) for n in range(size)], {})
    files = {tile: b"".join(grown[place] for place in tile.places) for tile in tiles.of_tree(size)}

    def hash_of(place: Place) -> bytes:
        level, step = divmod(place.level, tiles.LEVEL_STEP)
        if step:
            left = hash_of(Place(place.level - 1, 2 * place.position))
            return merkle.node_hash(left, hash_of(Place(place.level - 1, 2 * place.position + 1)))
        tile = next(t for t in files if t.level == level and t.begin <= place.position < t.end)
        return tiles.hashes_of(files[tile])[place.position - tile.begin]

    wanted = merkle.root(size, lambda asked: {place: grown[place] for place in asked})
    assert merkle.root(size, lambda asked: {place: hash_of(place) for place in asked}) == wanted

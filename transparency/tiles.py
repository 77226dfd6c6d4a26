"""The layout of C2SP tlog-tiles: hashes and entries as files that can be mirrored. Pure.

A tile holds up to 256 hashes of one level (level L holds subtrees of 256**L leaves); an entry
bundle holds the contents of up to 256 leaves. Every tile of a given width is immutable.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from transparency.merkle import HASH_BYTES, Place

WIDTH: Final = 256
LEVEL_STEP: Final = 8  # levels of the binary tree in one level of tiles
MAX_LEVEL: Final = 63
MAX_ENTRY_BYTES: Final = 65_535  # an entry's length is a uint16
_LENGTH_BYTES: Final = 2
_LEVEL: Final = re.compile(r"0|[1-9][0-9]?")
_PATH: Final = re.compile(r"((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class NotATile(ValueError):
    """The address or the bytes are not those of a tile or bundle."""


@dataclass(frozen=True)
class Tile:
    """A tile's address: its level, its index in the level, and how many hashes it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def begin(self) -> int:
        """The index, on the tile's level, of its first hash."""
        return self.index * WIDTH

    @property
    def end(self) -> int:
        """The index, on the tile's level, after its last hash."""
        return self.begin + self.width

    @property
    def places(self) -> tuple[Place, ...]:
        """The subtrees whose hashes the tile holds."""
        level = self.level * LEVEL_STEP
        return tuple(Place(level, index) for index in range(self.begin, self.end))

    def exists_in(self, size: int) -> bool:
        """Whether a tree of `size` leaves has all that the tile holds."""
        return self.end <= size >> (self.level * LEVEL_STEP)


def path(index: int, width: int = WIDTH) -> str:
    """The last part of a tile's address: 1234067 becomes x001/x234/067, partial ones end .p/W."""
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03d}")
    written = "/".join(parts)
    return written if width == WIDTH else f"{written}.p/{width}"


def tile_at(level: str, written: str) -> Tile:
    """The tile at `tile/<level>/<written>`; NotATile unless both are in their one allowed form."""
    match = _PATH.fullmatch(written)
    if match is None or not _LEVEL.fullmatch(level) or int(level) > MAX_LEVEL:
        raise NotATile("This is not the address of a tile.")
    index = int(match[1].replace("x", "").replace("/", "") + match[2])
    width = int(match[3]) if match[3] else WIDTH
    if path(index, width) != written or (match[3] and width >= WIDTH) or index >= 1 << 55:
        raise NotATile("This is not the address of a tile.")
    return Tile(int(level), index, width)


def of_tree(size: int) -> Iterable[Tile]:
    """Every tile of a tree of `size` leaves: full ones, and the partial one at each right edge."""
    level = 0
    while hashes := size >> (level * LEVEL_STEP):
        for index in range(hashes // WIDTH):
            yield Tile(level, index)
        if hashes % WIDTH:
            yield Tile(level, hashes // WIDTH, hashes % WIDTH)
        level += 1


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one after another, each behind its length as big-endian uint16."""
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise NotATile("An entry is longer than 65,535 bytes.")
        parts += [len(entry).to_bytes(_LENGTH_BYTES, "big"), entry]
    return b"".join(parts)


def entries_of(content: bytes) -> tuple[bytes, ...]:
    """The entries of a bundle; NotATile when it does not end with an entry."""
    found = []
    at = 0
    while at < len(content):
        begin = at + _LENGTH_BYTES
        at = begin + int.from_bytes(content[at:begin], "big")
        if begin > len(content) or at > len(content):
            raise NotATile("The bundle ends within an entry.")
        found.append(content[begin:at])
    return tuple(found)


def hashes_of(content: bytes) -> Sequence[bytes]:
    """The hashes of a tile; NotATile when its length is not that of 1 to 256 hashes."""
    count, rest = divmod(len(content), HASH_BYTES)
    if rest or not 1 <= count <= WIDTH:
        raise NotATile("A tile holds between 1 and 256 hashes of 32 bytes.")
    return [content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES)]

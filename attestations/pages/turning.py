"""Which page is asked for, and the addresses that lead on from it (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass

from attestations.pages.bounds import MOST_PAGES, Width


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; anything that is no page is the first, and no width fits."""

    number: int
    width: Width
    is_turning: bool

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """From an address's `?page=` and `?width=`."""
        said = given.get("page", "")
        number = (
            int(said) if said.isascii() and said.isdecimal() and len(said) < len("100000") else 1
        )
        width = Width.LARGE if given.get("width") == Width.LARGE else Width.FIT
        return cls(max(number, 1), width, bool(said))


@dataclass(frozen=True, slots=True)
class Turns:
    """The addresses of the other pages, and of this one in the other width; "" where there is none."""

    first: str
    previous: str
    following: str
    last: str
    other_width: str


def turns(here: str, asked: Asked, pages: int) -> Turns:
    """Where one can go from this page of a file with so many pages, whose page stands at `here`."""
    last = min(pages, MOST_PAGES)
    other = Width.FIT if asked.width is Width.LARGE else Width.LARGE

    def to(number: int, *, is_there: bool, width: Width = asked.width) -> str:
        return f"{here}?page={number}&width={width.value}" if is_there else ""

    return Turns(
        first=to(1, is_there=asked.number > 2),  # noqa: PLR2004  # else the previous is the first
        previous=to(asked.number - 1, is_there=asked.number > 1),
        following=to(asked.number + 1, is_there=asked.number < last),
        last=to(last, is_there=asked.number < last - 1),
        other_width=to(asked.number, is_there=True, width=other),
    )

"""PDF files that nobody should have to draw: every one that is refused as evidence, and broken ones.

Each goes through the confined child, as a page that somebody reads in place does. Whatever it is, a page
or a reason comes of it within the limits, and nothing else.
"""

import hashlib
import random
import resource
import time
from collections.abc import Iterator
from typing import Final

import pytest
import weasyprint

from attestations.pages import asking
from attestations.pages.bounds import LONGEST_SIDE, MOST_PIXELS, Problem, Width
from attestations.vault import path_of
from tests.attestations import paged as papers
from tests.security.hostile_files import REFUSED, TAKEN, Hostile

BROKEN: Final = 200
"""So many files are broken by chance; always the same."""
WORDS: Final = """<style>@page {size: A4} h1 {color: #1d4f73} td {border: 1px solid}</style>
<h1>Minutes</h1><p>What the board decided: Ελληνικά, العربية, 日本語.</p>
<table><tr><td>Open</td><td>3</td></tr></table>
<svg width="200" height="80"><path d="M0 0 C 60 80 120 0 200 80" fill="none" stroke="red"/></svg>
<p style="break-before: page">The second page.</p>"""


@pytest.fixture(autouse=True)
def vault(settings, tmp_path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def outcome(content: bytes, number: int = 1) -> Problem | None:
    """None for a page that is whole; the time and memory that it took are within bounds."""
    digest = hashlib.sha256(content).hexdigest()
    path_of(digest).parent.mkdir(parents=True, exist_ok=True)
    path_of(digest).write_bytes(content)
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        page = asking.page(digest, number, Width.LARGE)
    except asking.NotDrawn as reason:
        return reason.problem
    finally:
        assert time.monotonic() - began < asking.LIMITS.seconds + 5
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KiB, here
    assert max(page.width, page.height) <= LONGEST_SIDE
    assert page.width * page.height <= MOST_PIXELS + 2 * LONGEST_SIDE  # both sides are rounded up
    assert page.media_type in {"image/png", "image/jpeg"}
    return None


def called(each: Hostile) -> str:
    return each.name


PDFS = [each for each in (*REFUSED, *TAKEN) if each.bytes()[:5] == b"%PDF-"]


@pytest.mark.parametrize("each", PDFS, ids=called)
def test_what_is_hostile_ends(each: Hostile) -> None:
    outcome(each.bytes())


def test_a_picture_of_900_million_pixels_ends() -> None:
    assert outcome(papers.huge_picture()) in {None, Problem.TOO_MUCH}


def broken(whole: bytes, chance: random.Random) -> bytes:
    """The file with bytes changed, taken out, doubled or cut off."""
    made = bytearray(whole)
    for _ in range(chance.choice((1, 3, 30, 300))):
        place = chance.randrange(len(made))
        how = chance.randrange(5)
        if how == 0:
            made[place] = chance.randrange(256)
        elif how == 1:
            made[place] ^= 1 << chance.randrange(8)
        elif how == 2:
            del made[place : place + chance.randrange(1, 64)]
        elif how == 3:
            made[place:place] = made[place : place + chance.randrange(1, 64)]
        else:
            made[place : place + 1] = str(chance.choice((0, -1, 2**31 - 1, 2**63))).encode()
    return bytes(made[: chance.randrange(len(made))] if chance.random() < 0.1 else made)


def files() -> Iterator[bytes]:
    """Whole ones: of our own renderer, with its streams packed and open; and written by hand."""
    yield weasyprint.HTML(string=WORDS).write_pdf()
    yield weasyprint.HTML(string=WORDS).write_pdf(uncompressed_pdf=True, full_fonts=False)
    yield papers.paged("One", "Two")
    yield papers.scan()


def test_what_is_broken_by_chance_ends() -> None:
    whole = list(files())
    assert [outcome(each) for each in whole] == [None] * len(whole)
    chance = random.Random(5)
    counted: dict[Problem | None, int] = {}
    for number in range(BROKEN):
        found = outcome(broken(whole[number % len(whole)], chance))
        counted[found] = counted.get(found, 0) + 1
    assert counted[None] > 0
    assert counted[Problem.DAMAGED] > 0
    assert Problem.BUSY not in counted

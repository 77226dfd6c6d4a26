import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

STANDINGS = {
    "declared": "Declared, not assessed",
    "conforming": "Conforming",
    "conditional": "Conditional",
    "not_conforming": "Not conforming",
    "lapsed": "Lapsed",
    "suspended": "Suspended",
    "revoked": "Revoked",
    "withdrawn": "Withdrawn",
    "superseded": "Superseded",
    "not_listed": "Not listed",
}


def shown(name: str, **parameters: object) -> str:
    return render_to_string(f"components/{name}.html", parameters)


def test_it_works() -> None:
    page = shown("standing", status="conforming")
    assert "Conforming</strong>" in page
    assert "standing--conforming" in page


@pytest.mark.parametrize(("status", "word"), STANDINGS.items())
def test_every_standing_has_its_word_and_its_own_shape(status: str, word: str) -> None:
    shapes = {
        slug: re.search(r"<svg.*</svg>", shown("standing", status=slug))[0] for slug in STANDINGS
    }
    assert shown("standing", status=status).endswith(f"{word}</strong>")
    assert [slug for slug, shape in shapes.items() if shape == shapes[status]] == [status]


def test_principles_have_five_names_and_five_shapes() -> None:
    codes = ["GOV", "ETH", "SEC", "SUP", "OPN"]
    assert "Supply-chain integrity" in shown("principle", code="SUP")
    assert len({re.sub("glyph--...", "", shown("glyph", code=code)) for code in codes}) == len(
        codes
    )


@pytest.mark.parametrize("level", range(5))
def test_a_level_shows_as_many_dots_as_it_says(level: int) -> None:
    page = shown("level", level=level)
    assert page.count("level__dot--on") == level
    assert f"{level}<span" in page


def test_a_level_that_is_not_settled_says_so() -> None:
    assert "not settled" in shown("level", level=None)


def test_bars_draw_the_threshold_and_repeat_themselves_as_a_table() -> None:
    rows = [{"code": "GOV", "name": "Governance", "declared": "91.3", "assessed": None}]
    page = shown("bars", title="One is declared", rows=rows)
    assert 'x1="80%"' in page
    assert 'width="91.3%"' in page
    assert "not assessed" in page
    assert re.search(r"<td[^>]*>91\.3</td>\s*<td[^>]*>–</td>", page)


def test_dates_are_for_people_and_machines() -> None:
    at = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
    assert shown("date", value=date(2026, 11, 22)) == (
        '<time datetime="2026-11-22">22 November 2026</time>'
    )
    assert ">22 November 2026, 14:02 UTC</time>" in shown("date", value=at, with_time=True)
    assert shown("date", value=None) == "–"


def test_steps_say_which_is_now() -> None:
    page = shown("steps", current="signing")
    assert page.count("(done)") == 2
    assert page.count("(now)") == 1
    assert shown("steps", current="published").count("(done)") == 5


def test_every_component_is_described() -> None:
    described = (settings.BASE_DIR / "docs/look.md").read_text()
    inner = {"error_links", "steps_at", "messages"}
    for path in Path(settings.BASE_DIR / "templates/components").glob("*.html"):
        if path.stem not in inner:
            assert f"`{path.stem}`" in described, path.stem


def test_nothing_is_inline() -> None:
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:")
    pages = Path(settings.BASE_DIR / "templates").rglob("*.html")
    found = [
        str(page)
        for page in pages
        if not page.is_relative_to(settings.BASE_DIR / "templates/reports")
        and inline.search(page.read_text())
    ]
    assert found == []


def test_a_comment_ends_on_its_line() -> None:
    """Django shows one that does not to everybody, word for word."""
    shown = [
        str(page)
        for page in Path(settings.BASE_DIR / "templates").rglob("*")
        if page.is_file() and re.search(r"\{#(?!.*#\})", page.read_text())
    ]
    assert shown == []

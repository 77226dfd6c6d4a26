import pytest
import tinyhtml5

from reports.directions import OWN_LINES, set_directions
from reports.lettering import CLOSES, OPENS, apart

ARABIC, LONG = "شركة النور", "شركة النور للتقنية والاستشارات في الدوحة وقطر كلها"
HEBREW, KANA = "תמיכה", "ひかり"


def directed(body: str, country: str = "", head: str = "") -> str:
    from xml.etree.ElementTree import tostring

    root = tinyhtml5.parse(f"<html><head>{head}</head><body>{body}", namespace_html_elements=False)
    set_directions(root, country)
    return tostring(root, encoding="unicode", method="html")


def test_it_works() -> None:
    assert f'<p dir="rtl" lang="und-Arab">{ARABIC}</p>' in directed(f"<p>{apart(ARABIC)}</p>")


def test_beside_other_words_a_text_gets_an_element_of_its_own() -> None:
    made = directed(f"<p>Assessed by {apart(ARABIC)}; decided by {apart(KANA)}.</p>")
    assert (
        f'<p>Assessed by <span dir="rtl" lang="und-Arab">{ARABIC}</span>; decided by '
        f'<span lang="ja">{KANA}</span>.</p>'
    ) in made


def test_two_names_in_a_row_stay_in_their_order() -> None:
    made = directed(f"<td>{apart(ARABIC)}, {apart(HEBREW)}</td>".join(["<table><tr>", "</table>"]))
    assert made.index(ARABIC) < made.index(HEBREW)
    assert made.count("<span") == 2


def test_a_long_text_of_the_other_direction_gets_lines_of_its_own() -> None:
    made = directed(f"<p><strong>Declared 3.</strong> {apart(LONG)}</p>")
    assert f'<span dir="rtl" lang="und-Arab" class="{OWN_LINES}">{LONG}</span>' in made
    assert OWN_LINES not in directed(f"<h3><b>x</b> {apart(LONG)}</h3>")


def test_lines_of_two_directions_each_have_theirs() -> None:
    made = directed(f"<p>{apart(f'{ARABIC} Ltd')}\n{apart(f'Ltd {ARABIC}')}\nplain</p>")
    assert made.count('dir="rtl"') == 1
    assert made.count("<span") == 2


def test_broken_lines_of_one_way_are_one_text() -> None:
    made = directed(f"<div>{apart(ARABIC)}<br>{apart(ARABIC)}</div>")
    assert f'<div dir="rtl" lang="und-Arab">{ARABIC}<br>{ARABIC}</div>' in made


def test_titles_attributes_and_drawings_have_the_words_alone() -> None:
    said = apart(ARABIC)
    made = directed(
        f'<p title="{said}">x</p><svg><title>{said}</title><text>{said}</text></svg>',
        head=f'<title>{said}</title><meta content="{said}">',
    )
    assert made.count(ARABIC) == 5
    assert "lang=" not in made


@pytest.mark.parametrize("body", [
    "<p>{0}</p>", "<p>x {0} y</p>", "<td>{0}<br>{0}</td>", "<p><b>{0}</b>{0}<i>x</i>{0}</p>", "{0}",
    "<p>{0}\n{0}x</p>", "<svg><text>{0}</text></svg>", "<p>\n{0}\n</p>",
])  # fmt: skip
def test_no_isolate_is_left_and_no_letter_is_lost(body) -> None:
    for text in (ARABIC, LONG, HEBREW, KANA, f"a {ARABIC} b"):
        made = directed(body.format(apart(text)))
        assert OPENS not in made
        assert CLOSES not in made
        assert made.count(text) == body.count("{0}")

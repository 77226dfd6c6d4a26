"""Long texts are set as they were set, and at a cost that grows with their length alone."""

import pytest
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred

from reports.accessibility import well_told
from reports.breaking import of_what_decides

TEXTS = {
    "one word": "W" * 1500,
    "narrow letters": "i" * 1500,
    "marks": ("a" + "\u0301" * 6) * 200,
    "letters without width": ("\u200d" * 300 + "ab") * 4 + "c" * 600,
    "nothing but joiners": "\u200d" * 1500,
    "a word among words": "some words " * 10 + "W" * 1000 + " and more words" * 20,
    "words": "some words of ordinary length " * 40,
    "soft hyphens": "a\u00ad" * 600,
    "lines": ("x" * 150 + "\n\n") * 6,
    "from right to left": "ع" * 1200,
    "without spaces": "字" * 1200,
    "spaces": "a" + " " * 1200 + "b",
}
PAGE = """<style>html { font: 9pt "Noto Sans"; overflow-wrap: anywhere } p { white-space: pre-line }
td { border: 1px solid }</style><body><p>Before: %s<p style="width: 0.5cm">%s<table><td>a<td>%s</table>"""


def lines(text: str) -> list[tuple[str, float, float]]:
    """Every piece of text on the pages, and where it stands."""
    document = weasyprint.HTML(string=PAGE % (text, text[:200], text[:200])).render()
    return [
        (box.text, box.position_x, box.position_y)
        for page in document.pages
        for box in page._page_box.descendants()
        if isinstance(box, boxes.TextBox)
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_it_works(text: str) -> None:
    own = lines(text)
    with well_told():
        assert lines(text) == own


@pytest.mark.parametrize("kind", ["one word", "marks", "from right to left"])
def test_no_line_sees_all_that_follows(kind: str, monkeypatch) -> None:
    seen = []

    def counted(split):
        def told(text, *rest, **named):
            seen.append(len(text))
            return split(text, *rest, **named)

        return told

    for module in (inline, preferred):
        counting = counted(module.split_first_line)
        monkeypatch.setattr(module, "split_first_line", of_what_decides(counting))
    costs = []
    for times in (1, 4):
        seen.clear()
        weasyprint.HTML(string=f'<p style="overflow-wrap: anywhere">{TEXTS[kind] * times}').render()
        costs.append(sum(seen))
    assert costs[1] < 5 * costs[0]


def test_writing_a_document_uses_it() -> None:
    own = (inline.split_first_line, preferred.split_first_line)
    with well_told():
        for module, before in zip((inline, preferred), own, strict=True):
            assert module.split_first_line.__qualname__.startswith(of_what_decides.__name__)
            assert module.split_first_line is not before
    assert (inline.split_first_line, preferred.split_first_line) == own

"""What a screen reader is told: every word tagged, headings in steps, tables with heads, pictures with words."""

import io
import itertools
import re
from collections.abc import Iterator

import pikepdf
import pytest

from tests.reports.receipt_sample import receipt_contents, typeset_receipt

HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


@pytest.fixture(scope="module", params=["report", "many scripts", "receipt"])
def pdf(request, unsigned, set_in_many_scripts) -> Iterator[pikepdf.Pdf]:
    made = {
        "report": lambda: unsigned,
        "many scripts": lambda: set_in_many_scripts,
        "receipt": lambda: typeset_receipt(receipt_contents()),
    }
    with pikepdf.open(io.BytesIO(made[request.param]())) as opened:
        yield opened


def elements(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for each in root.get("/K", []):
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem":
            yield each
            yield from elements(each)


def of(pdf: pikepdf.Pdf, *tags: str) -> list[pikepdf.Object]:
    return [each for each in elements(pdf.Root.StructTreeRoot) if str(each.S) in tags]


def test_it_works(pdf) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert pdf.Root.Lang == "en-GB"
    assert of(pdf, "/P")


def test_headings_begin_with_one_and_never_skip_a_step(pdf) -> None:
    levels = [HEADINGS.index(str(each.S)) + 1 for each in of(pdf, *HEADINGS)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(levels) > 5
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_head_of_a_table_has_its_scope_and_every_cell_a_head(pdf) -> None:
    tables = of(pdf, "/Table")
    assert tables
    for table in tables:
        cells = [each for each in elements(table) if str(each.S) in ("/TH", "/TD")]
        heads = {str(each.ID): str(each.A.Scope) for each in cells if each.S == "/TH"}
        assert heads
        assert set(heads.values()) <= {"/Column", "/Row"}
        for cell in (each for each in cells if each.S == "/TD"):
            named = [str(each) for each in cell.A.Headers]
            assert named
            assert set(named) <= set(heads)
            row = [str(each.ID) for each in cell.P.K if each.S == "/TH"]
            assert set(row) <= set(named)


def test_every_picture_has_words(pdf) -> None:
    for figure in of(pdf, "/Figure"):
        assert len(str(figure.Alt)) > 10


def test_no_word_stands_outside_the_tags(pdf) -> None:
    """What is drawn is a tag's, by its number, or an artefact (ISO 14289-1, 7.1): nothing else."""
    owned = {}
    for each in elements(pdf.Root.StructTreeRoot):
        for kid in each.get("/K", []):
            if not isinstance(kid, pikepdf.Dictionary):
                owned.setdefault(each.Pg.objgen, set()).add(int(kid))
    for page in pdf.pages:
        drawn = page.Contents.read_bytes()
        depth, numbers = 0, []
        for word in re.finditer(rb"/MCID (\d+)|(BDC|BMC)\b|\b(EMC)\b|\] ?(TJ)", drawn):
            number, opened, closed, shown = word.groups()
            if number:
                numbers.append(int(number))
            depth += bool(opened) - bool(closed)
            assert not shown or depth > 0
        assert depth == 0
        assert len(numbers) == len(set(numbers))
        in_margins = set(numbers) - owned[page.obj.objgen]
        assert len(in_margins) <= 6  # two at the head of a page, four at its foot


def test_every_link_says_where_it_leads_and_is_tagged(pdf) -> None:
    links = of(pdf, "/Link")
    assert links
    for page in pdf.pages:
        for each in page.get("/Annots", []):
            assert str(each.get("/Contents", "")) or "/Dest" in each or "/A" in each
            assert "/StructParent" in each


def test_the_outline_leads_to_every_part(pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [each.title for each in outline.root]
    second = list(of(pdf, "/H2"))
    assert len(titles) == len(second)
    assert len(titles) >= 5

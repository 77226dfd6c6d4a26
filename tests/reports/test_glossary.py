import re

import pytest

from confinement.parent import ROOT
from reports.glossary import TERMS, terms


def plain(text: str) -> str:
    """Markdown without its marks: emphasis, code, the targets of links."""
    without_links = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return re.sub(r"[*`]", "", without_links).strip()


ROWS = {
    plain(word): plain(meaning)
    for word, meaning in re.findall(
        r"^\| (\*\*.+?) \| (.+) \|$",
        (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word)
def test_a_report_explains_a_word_as_the_glossary_does(term) -> None:
    assert ROWS[term.word] == term.meaning


def test_the_words_stand_in_order_and_a_declaration_has_no_word_of_an_assessment() -> None:
    words = [each.word for each in TERMS]
    assert words == sorted(words)
    declared = {each.word for each in terms("declared")}
    assert {"Level", "Scope", "Standing"} < declared
    assert not declared & {"Verdict", "Finding", "Outcome", "Sample"}
    assert {each.word for each in terms("assessed")} == set(words)

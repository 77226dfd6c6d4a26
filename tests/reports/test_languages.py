import pytest

from reports.languages import direction, language
from tests.reports.scripts import PASSAGES


@pytest.mark.parametrize("passage", PASSAGES.values(), ids=PASSAGES)
def test_it_works(passage) -> None:
    assert language(passage.text, passage.country) == passage.language
    assert direction(passage.text) == passage.way


@pytest.mark.parametrize(("text", "country", "tag"), [
    ("門", "", "zh-Hant"), ("门", "", "zh-Hans"), ("骨", "", "zh-Hans"), ("骨", "JP", "ja"),
    ("骨", "KR", "ko"), ("骨", "HK", "zh-Hant-HK"), ("门", "JP", "zh-Hans"), ("働", "", "ja"),
    ("𠮷", "JP", "ja"), ("𠮷", "", "zh-Hans"), ("Ltd 2026 €", "JP", None), ("", "CN", None),
    ("東京タワー", "CN", "ja"),
])  # fmt: skip
def test_of_chinese_characters_alone_the_country_decides_where_it_has_them(
    text, country, tag
) -> None:
    assert language(text, country) == tag

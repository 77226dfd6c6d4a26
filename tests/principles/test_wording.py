import json
import subprocess
import sys

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from principles.wording import canonical, digest, edition_content
from tests.whole import examples

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=15,
)

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-10_000, 10_000, places=3).map(float),
    st.integers(-(2**53) + 1, 2**53 - 1),
)


def turned(content: object) -> object:
    """The same content, every object's keys in the opposite order."""
    if isinstance(content, dict):
        return {key: turned(content[key]) for key in reversed(content)}
    return [turned(each) for each in content] if isinstance(content, list) else content


def test_it_works(data) -> None:
    assert len(digest(edition_content(data))) == 64
    assert canonical({"b": 1, "a": {2: 99.0, 1: 99.5}}) == b'{"a":{"1":99.5,"2":99},"b":1}'


@settings(max_examples=examples(200), deadline=None)
@given(JSON)
def test_the_order_of_keys_does_not_matter(content: object) -> None:
    assert digest(content) == digest(turned(content))
    assert digest(content) == digest(json.loads(json.dumps(content)))


@settings(max_examples=examples(300), deadline=None)
@given(st.one_of(JSON, NUMBERS, st.dictionaries(st.text(max_size=3), NUMBERS, max_size=4)))
def test_the_bytes_are_those_of_the_standards_own_writer(content: object) -> None:
    assert canonical(content) == rfc8785.dumps(content)


@pytest.mark.parametrize("content", [
    0.0, -0.0, 1e-4, 9.9e-5, 1e15, 1e16, 2.0**53, 99.0, "\x7f\x1f\u2028\u20ac", {"\ufb33": 1, "😂": 2},
])  # fmt: skip
def test_what_two_writers_might_see_differently(content: object) -> None:
    assert canonical(content) == rfc8785.dumps(content)


@pytest.mark.parametrize("content", ["\ud800", float("nan"), float("inf"), 2**53, object()])
def test_what_no_json_holds_is_refused(content: object) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical([content])


def test_every_word_counts(data) -> None:
    before = digest(edition_content(data))
    data["criteria"][7]["requirement"] += " "
    assert digest(edition_content(data)) != before


def test_outlook_and_the_frameworks_title_do_not_count(data) -> None:
    before = digest(edition_content(data))
    data["planned_revisions"] = []
    data["framework"]["title"] = "Another title"
    assert digest(edition_content(data)) == before


def test_the_locale_does_not_matter(data) -> None:
    code = (
        "from principles.edition_file import EDITION_1, read;"
        "from principles.wording import digest, edition_content;"
        "print(digest(edition_content(read(EDITION_1))))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for locale, seed in (("C", "1"), ("tr_TR.UTF-8", "2"))
    }
    assert found == {digest(edition_content(data))}

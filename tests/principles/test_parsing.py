"""Text into content: what is read, and what is refused before it can do harm."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from principles.edition_file import EDITION_1
from principles.parsing import LARGEST, parsed
from principles.problems import UnfitFile
from tests.whole import examples

# PyYAML's writer does not give back every line separator; that is no concern of ours.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS
CONTENT = st.recursive(
    SCALARS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def test_it_works() -> None:
    assert parsed("a: 2026-11-22\n1: b\nlist: [1, 2.5, true, null, yes, '3', 010, 1:30]") == {
        "a": "2026-11-22",
        "1": "b",
        "list": [1, 2.5, True, None, "yes", "3", "010", "1:30"],
    }
    assert parsed('{"a": [1, 2.5, true, null]}') == {"a": [1, 2.5, True, None]}
    assert parsed("") is None
    assert parsed("no: |\n  two\n  lines\n") == {"no": "two\nlines\n"}


def test_the_edition_reads_as_yaml_itself_reads_it() -> None:
    text = EDITION_1.read_text(encoding="utf-8")

    def with_text_keys(value: object) -> object:
        if isinstance(value, dict):
            return {str(key): with_text_keys(each) for key, each in value.items()}
        return [with_text_keys(each) for each in value] if isinstance(value, list) else value

    assert parsed(text) == with_text_keys(yaml.safe_load(text))


@settings(max_examples=examples(50), deadline=None)
@given(st.dictionaries(TEXTS, CONTENT, max_size=3))
def test_what_was_written_is_read(content: dict[str, object]) -> None:
    assert parsed(yaml.safe_dump(content, allow_unicode=True, default_flow_style=False)) == content


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\na: 2", "“a” stands twice (line 2)"),
        ("1: a\n'1': b", "“1” stands twice"),
        ('{"a": 1, "a": 2}', "“a” stands twice"),
        ("a: &x [1]\nb: *x", "A place is named for others to refer to (&x) (line 1)"),
        ("a: *x", "It refers to another place (*x)"),
        ("a: !!python/object:os.x {}", "a type of its own"),
        ("a: 1\n---\nb: 2", "A second document follows"),
        ("? [a]\n: b", "cannot be a key"),
        ("a: [", "is not YAML"),
        ("\x00", "is not YAML"),
        ('{"a": }', "is not JSON"),
        ('{"a": NaN}', "is no number"),
        ('{"a": 1e999}', "is no number"),
        ("a: 1e999", "is no number"),
        ("a: " + "9" * 5000, "is not YAML"),
        (r'{"\ud800": 1, "\ud800": 2}', "“?” stands twice"),
    ],
)
def test_what_is_not_read(text: str, sentence: str) -> None:
    with pytest.raises(UnfitFile) as refused:
        parsed(text)
    assert sentence in str(refused.value)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize("opening", ["[", "- ", "? ", "{a: ", '{"a": ', '{"a":[', " {"])
def test_a_deep_nest_is_refused_and_harms_nobody(opening: str) -> None:
    with pytest.raises(UnfitFile):
        parsed(opening * 100_000)


def test_a_billion_laughs() -> None:
    lines = ["a0: &a0 ha"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(UnfitFile, match="refer"):
        parsed("\n".join(lines))


def test_more_than_ten_megabytes_are_not_parsed() -> None:
    with pytest.raises(UnfitFile, match="larger than 10 MB"):
        parsed("é" * (LARGEST // 2 + 1))

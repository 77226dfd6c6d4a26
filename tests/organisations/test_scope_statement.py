"""A scope's statement: three parts, one text, and what is older than the parts (pure)."""

from organisations.scope_statement import NOTHING, ScopeStatement, parts_in


def test_it_works() -> None:
    whole = ScopeStatement("All services.", NOTHING, "It is one company.")
    assert whole.is_whole
    assert whole.text == (
        "Included: All services.\n\nExcluded: Nothing is excluded.\n\n"
        "Why the line is drawn there: It is one company."
    )


def test_what_was_written_before_there_were_parts_is_told_as_it_was() -> None:
    old = ScopeStatement("In: all. Out: resale.", "", "")
    assert not old.is_whole
    assert old.text == "In: all. Out: resale."


def test_each_part_is_needed() -> None:
    assert not ScopeStatement("All.", NOTHING, "").is_whole
    assert not ScopeStatement("All.", "", "So.").is_whole


def test_old_records_have_empty_parts() -> None:
    assert parts_in({"statement": "All."}) == {"included": "", "excluded": "", "why": ""}
    assert parts_in({"included": "a", "excluded": "b", "why": "c", "slug": "d"}) == {
        "included": "a",
        "excluded": "b",
        "why": "c",
    }

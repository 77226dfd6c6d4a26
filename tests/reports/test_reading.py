import pytest

from reports.reading import Reading, words_by_script
from tests.reports.scripts import PASSAGES

ONE = "عليهم أن يعامل بعضهم بعضا"


def test_it_works() -> None:
    reading = Reading(["Harbour Lumen\nCloud Ltd"])
    assert reading.holds("Harbour Lumen Cloud Ltd")
    assert reading.has_letters("Cloud Harbour")
    assert not reading.holds("Cloud Harbour")
    assert not reading.has_letters("Zebra")


def test_a_number_counts_as_its_letter() -> None:
    reading = Reading(["See [U+1F600] and in[U+202E]voice"])
    assert reading.holds("See 😀 and in\u202evoice")
    assert not reading.holds("See 😁")
    assert Reading(["See 😀"]).holds("See [U+1F600]")


def test_of_a_phrase_that_runs_both_ways_the_letters_must_come() -> None:
    assert Reading(["2026 (قطر) شركة"]).holds("شركة (قطر) 2026")
    assert not Reading(["2026 (قطر)"]).holds("شركة (قطر) 2026")


def test_words_in_wrong_order_of_letters_are_found() -> None:
    read = ONE.replace("عليهم", "علهيم")
    assert Reading([read]).has_letters(ONE)
    assert list(Reading([read]).unread_scripts([ONE])) == [("Arabic", "عليهم")]
    assert list(Reading([ONE]).unread_scripts([ONE])) == []


def test_one_word_of_ten_may_be_cut_by_a_page() -> None:
    words = [f"word{letter}" for letter in "abcdefghijklmnopqrst"]
    text = " ".join(words)
    assert list(Reading([text.replace("worda", "wo page 2 rda")]).unread_scripts([text])) == []
    cut = text.replace("worda", "wo p rda").replace("wordb", "wo p rdb").replace("wordc", "wo c")
    assert list(Reading([cut]).unread_scripts([text])) == [("Latin", "worda")]


def test_what_another_order_holds_counts() -> None:
    assert list(Reading(["col left umn", "column left"]).unread_scripts(["column left"])) == []


@pytest.mark.parametrize("passage", PASSAGES.values(), ids=PASSAGES)
def test_sample_words_are_of_the_scripts_that_occur(passage) -> None:
    found = words_by_script([passage.text])
    assert passage.script in found if passage.script else True
    assert list(Reading([passage.text]).unread_scripts([passage.text])) == []


def test_what_is_no_script_of_ours_is_not_asked_for() -> None:
    assert words_by_script(["ᚠᚢᚦ 123 ---", "\u0301\u0301", ""]) == {}


def test_a_further_order_is_read_only_where_something_is_not_found() -> None:
    read = []

    def orders():
        for text in ("one two three", "three two one"):
            read.append(text)
            yield text

    reading = Reading(orders())
    assert reading.holds("two three")
    assert list(reading.unread_scripts(["one two"])) == []
    assert len(read) == 1
    assert reading.holds("two one")
    assert len(read) == 2
    assert not reading.holds("one three")
    assert reading.holds("one two")

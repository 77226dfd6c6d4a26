"""Standing at an instant: examples from the workflow, and what holds for any history."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.standing import (
    IN_FORCE,
    WORDS,
    NoticeFacts,
    ReportFacts,
    Standing,
    Status,
    history,
    report_status,
    standing_at,
)

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def fact(number: str, kind: str = "assessed", outcome: str = "conforming", **more) -> ReportFacts:
    live_at = more.pop("live_at", MARCH)
    days = more.pop("days", 365)
    return ReportFacts(
        number=number,
        kind=kind,
        outcome=outcome if kind == "assessed" else "",
        live_at=live_at,
        valid_from=more.pop("valid_from", live_at.date()),
        valid_to=more.pop("valid_to", live_at.date() + days * DAY),
        **more,
    )


def note(number: str, kind: str, at: datetime) -> NoticeFacts:
    return NoticeFacts(number=number, kind=kind, effective_at=at, issued_at=at)


def asked(facts, at, notices=()) -> Standing:
    return standing_at(facts, notices, at, renewal_due_days=120)


def test_it_works() -> None:
    standing = asked([fact("A")], MARCH + DAY)
    assert (standing.status, standing.outcome, standing.kind) == (
        Status.CONFORMING,
        "conforming",
        "assessed",
    )
    assert standing.report == fact("A")
    assert not standing.renewal_due


@pytest.mark.parametrize("outcome", ["conforming", "conditional", "not_conforming"])
def test_an_outcome_is_the_standing_while_in_force(outcome: str) -> None:
    assert asked([fact("A", outcome=outcome)], MARCH + DAY).status == outcome


def test_nothing_stands_before_it_is_published() -> None:
    before = asked([fact("A")], MARCH - timedelta(seconds=1))
    assert (before.status, before.report, before.outcome) == (Status.NOT_LISTED, None, None)
    assert asked([], MARCH).status is Status.NOT_LISTED


def test_the_last_day_of_validity_counts_whole() -> None:
    report = fact("A", valid_to=date(2026, 6, 30))
    assert asked([report], datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)).status == "conforming"
    ended = asked([report], datetime(2026, 7, 1, tzinfo=UTC))
    assert (ended.status, ended.outcome, ended.renewal_due) == ("lapsed", "conforming", False)


def test_renewal_is_due_from_120_days_before_the_end() -> None:
    report = fact("A", valid_to=date(2026, 12, 31))
    first = datetime(2026, 9, 2, tzinfo=UTC)
    assert (date(2026, 12, 31) - first.date()).days == 120
    assert asked([report], first).renewal_due
    assert not asked([report], first - timedelta(seconds=1)).renewal_due


def test_an_assessed_report_in_force_outranks_a_declared_one() -> None:
    assessed = fact("A", days=30)
    declared = fact("D", "declared", live_at=MARCH + DAY)
    standing = asked([assessed, declared], MARCH + 2 * DAY)
    assert standing.report == assessed
    assert [(each.report.number, each.status) for each in standing.listed] == [
        ("D", "declared"),
        ("A", "conforming"),
    ]
    later = asked([assessed, declared], MARCH + 60 * DAY)
    assert (later.status, later.outcome) == ("declared", None)


def test_a_later_report_of_the_same_kind_supersedes() -> None:
    first, second = fact("A"), fact("B", outcome="conditional", live_at=MARCH + 10 * DAY)
    assert asked([first, second], MARCH + DAY).report == first
    at = MARCH + 11 * DAY
    assert asked([first, second], at).report == second
    assert report_status(first, [first, second], (), at) is Status.SUPERSEDED


def test_a_correction_takes_the_place_and_changes_no_dates() -> None:
    old = fact("A")
    new = fact(
        "B",
        live_at=MARCH + 10 * DAY,
        valid_from=old.valid_from,
        valid_to=old.valid_to,
        stands_since=old.live_at,
    )
    notices = [note("A", "correction", MARCH + 10 * DAY)]
    before, after = MARCH + 9 * DAY, MARCH + 11 * DAY
    assert asked([old, new], before, notices).report == old
    assert asked([old, new], after, notices).report == new
    assert asked([old, new], after, notices).status == "conforming"
    assert report_status(old, [old, new], notices, before) is Status.CONFORMING
    assert report_status(old, [old, new], notices, after) is Status.SUPERSEDED
    assert asked([old, new], MARCH + 366 * DAY, notices).status == "lapsed"


@pytest.mark.parametrize(("since", "leads"), [(MARCH, "A"), (None, "E")])
def test_a_corrected_declaration_is_no_news_after_a_revocation(
    since: datetime | None, leads: str
) -> None:
    """What is declared anew outranks a revoked result; an old declaration that is corrected not."""
    declared = fact("D", "declared")
    assessed = fact("A", live_at=MARCH + DAY)
    notices = [note("A", "revocation", MARCH + 5 * DAY), note("D", "correction", MARCH + 9 * DAY)]
    anew = fact("E", "declared", live_at=MARCH + 9 * DAY, stands_since=since)
    standing = asked([declared, assessed, anew], MARCH + 10 * DAY, notices)
    assert standing.report is not None
    assert standing.report.number == leads


def test_a_suspension_ends_with_a_reinstatement() -> None:
    notices = [note("A", "suspension", MARCH + DAY), note("A", "reinstatement", MARCH + 5 * DAY)]
    seen = [asked([fact("A")], MARCH + day * DAY, notices).status for day in (0, 1, 4, 5)]
    assert seen == ["conforming", "suspended", "suspended", "conforming"]


@pytest.mark.parametrize("kind", ["correction", "affirmation"])
def test_some_notices_change_no_standing(kind: str) -> None:
    assert asked([fact("A")], MARCH + DAY, [note("A", kind, MARCH)]).status == "conforming"


def test_a_declaration_hides_neither_suspension_nor_revocation() -> None:
    reports = [fact("D", "declared"), fact("A", live_at=MARCH + DAY)]
    at = MARCH + 9 * DAY
    for kind, status in (("suspension", "suspended"), ("revocation", "revoked")):
        assert asked(reports, at, [note("A", kind, MARCH + 2 * DAY)]).status == status
    withdrawn = [note("A", "withdrawal", MARCH + 2 * DAY)]
    assert asked(reports, at, withdrawn).status == "declared"
    newer = [*reports, fact("E", "declared", live_at=MARCH + 5 * DAY)]
    assert asked(newer, at, [note("A", "revocation", MARCH + 2 * DAY)]).status == "declared"


def test_revocation_is_final() -> None:
    notices = [note("A", "revocation", MARCH + DAY), note("A", "reinstatement", MARCH + 2 * DAY)]
    assert asked([fact("A")], MARCH + 3 * DAY, notices).status is Status.REVOKED


def test_history_tells_each_change_once() -> None:
    notices = [note("A", "suspension", MARCH + DAY), note("A", "reinstatement", MARCH + 2 * DAY)]
    reports = [fact("A", days=10), fact("D", "declared", days=2)]
    past = history(reports, notices, MARCH + 400 * DAY, renewal_due_days=120)
    assert [each.status for each in past] == ["conforming", "suspended", "conforming", "lapsed"]


def test_every_status_has_its_words() -> None:
    assert set(WORDS) == set(Status)
    assert len({words.title for words in WORDS.values()}) == len(Status)


moments = st.integers(0, 800).map(lambda hours: MARCH + timedelta(hours=6 * hours))
outcomes = st.sampled_from(["conforming", "conditional", "not_conforming"])
kinds = st.sampled_from(["declared", "assessed"])
notices_of = st.lists(
    st.builds(
        note,
        st.sampled_from("0123"),
        st.sampled_from(
            [
                "correction",
                "suspension",
                "reinstatement",
                "revocation",
                "withdrawal",
                "supersession",
            ]
        ),
        moments,
    ),
    max_size=6,
)


@st.composite
def reports(draw: st.DrawFn) -> list[ReportFacts]:
    return [
        fact(
            str(place),
            draw(kinds),
            draw(outcomes),
            live_at=draw(moments),
            days=draw(st.integers(0, 200)),
            sequence=place,
        )
        for place in range(draw(st.integers(0, 4)))
    ]


@given(reports(), notices_of, moments)
def test_the_order_of_the_facts_does_not_matter(facts, notices, at) -> None:
    assert asked(facts, at, notices) == asked(facts[::-1], at, notices)


@given(reports(), notices_of, moments, moments)
def test_what_comes_later_changes_no_earlier_standing(facts, notices, at, later) -> None:
    known = [each for each in facts if each.begins_at <= at]
    told = [each for each in notices if each.effective_at <= at]
    assert asked(facts, at, notices) == asked(known, at, told)


@given(reports(), notices_of, moments)
def test_a_standing_agrees_with_the_report_that_it_rests_on(facts, notices, at) -> None:
    standing = asked(facts, at, notices)
    assert (standing.report is None) == (standing.status is Status.NOT_LISTED)
    if standing.report is None:
        return
    assert standing.status is report_status(standing.report, facts, notices, at)
    assert standing.outcome == (standing.report.outcome or None)
    if standing.status in IN_FORCE:
        assert standing.report.valid_from <= at.date() <= standing.report.valid_to
    else:
        assert not standing.renewal_due
    in_force = [each for each in standing.listed if each.status in IN_FORCE]
    if any(each.report.kind == "assessed" for each in in_force):
        assert standing.report.kind == "assessed"
    assert len([each for each in in_force if each.report.kind == "assessed"]) <= 1


@given(reports(), notices_of, moments)
def test_a_revoked_or_withdrawn_report_never_comes_back(facts, notices, at) -> None:
    for each in facts:
        ended = [n for n in notices if n.number == each.number and n.kind == "revocation"]
        if each.begins_at <= at and any(n.effective_at <= at for n in ended):
            assert report_status(each, facts, notices, at) is Status.REVOKED


@given(reports(), notices_of, moments)
def test_history_ends_with_the_standing_now(facts, notices, at) -> None:
    past = history(facts, notices, at, renewal_due_days=120)
    now = asked(facts, at, notices)
    assert (past[-1].status if past else Status.NOT_LISTED) is now.status
    assert [each.at for each in past] == sorted(each.at for each in past)

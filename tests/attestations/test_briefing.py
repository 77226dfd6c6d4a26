"""What a signatory must know of a content: pure."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from attestations.briefing import Facts, PlanState, Risk, facts
from attestations.briefing_words import MOVES, PATHS, PLANS, RISKS
from attestations.since import Move
from attestations.snapshot import declared
from attestations.validity import months_after
from attestations.working import RANK, Path, working
from principles.scoring import EDITION_1, NotApplicable, Outcome
from tests.attestations.contents import ON, answer, content, contents, criterion, piece

MUST = {"must_meet": True}


def brief(one: dict[str, Any], **more: Any) -> Facts:
    return facts(one, on=ON, valid_until=date(2027, 11, 22), thresholds=EDITION_1, **more)


def places(lines: Any) -> list[str]:
    return [" ".join(line.place).strip() for line in lines]


def day(days: int) -> str:
    return (ON + timedelta(days=days)).isoformat()


def test_it_works() -> None:
    told = [criterion("GOV-01", **MUST), criterion("GOV-02"), criterion("SEC-01")]
    one = content(
        answer("GOV-01", 2, plan="A course.", plan_due=day(10), counter_claim="Not at night."),
        answer("GOV-02", None, reason="We have none."),
        answer("SEC-01", 3),
        criteria=told,
    )
    found = brief(one)
    assert places(found.at_risk) == places(found.open_gaps) == ["GOV-01"]
    assert found.at_risk[0].risks == (Risk.BELOW_TARGET,)
    assert (found.open_gaps[0].plan, found.open_gaps[0].text) == (PlanState.IN_TIME, "A course.")
    assert [(each.text, each.level) for each in found.claims] == [("We have none.", None)]
    assert [each.text for each in found.counter_claims] == ["Not at night."]
    assert not found.any_weak
    assert found.working.result.outcome is Outcome.NOT_CONFORMING


def test_every_state_has_its_words() -> None:
    tables = {Risk: RISKS, PlanState: PLANS, Path: PATHS, Move: MOVES}
    assert all(set(states) == set(words) for states, words in tables.items())


def test_what_must_be_met_is_at_risk_for_each_of_these() -> None:
    cases = {
        Risk.LOW_CONFIDENCE: answer("GOV-01", 3, confidence="low"),
        Risk.NO_EVIDENCE: answer("GOV-01", 3, evidence=[]),
        Risk.STALE_EVIDENCE: answer("GOV-01", 3, evidence=[piece(expires_on=day(0))]),
        Risk.REFUSED_FILE: answer("GOV-01", 3, evidence=[piece("bad")]),
    }
    for risk, said in cases.items():
        for must_meet in (True, False):
            one = content(said, criteria=[criterion("GOV-01", must_meet=must_meet)])
            found = brief(one, refused=frozenset({"bad"})).at_risk
            assert [line.risks for line in found] == ([(risk,)] if must_meet else [])
    fresh = [piece("old", expires_on=day(0)), piece("new", expires_on=day(1))]
    one = content(answer("GOV-01", evidence=fresh), criteria=[criterion("GOV-01", **MUST)])
    assert brief(one).at_risk == ()


def test_plans_are_judged_on_the_day_of_signing() -> None:
    def state(**plan: Any) -> PlanState | None:
        return brief(content(answer("GOV-01", 2, **plan))).open_gaps[0].plan

    assert state() is PlanState.NONE
    assert state(plan=" ", plan_due=day(5)) is PlanState.NONE
    assert state(plan="p", plan_due=day(-1)) is PlanState.OVERDUE
    assert state(plan="p", plan_due=day(0)) is PlanState.IN_TIME
    assert state(plan="p", plan_due=day(180)) is PlanState.IN_TIME
    assert state(plan="p", plan_due=day(181)) is PlanState.LATE


def test_weak_evidence_is_told_by_piece_and_by_answer() -> None:
    one = content(
        answer("GOV-01", 1, evidence=[]),
        answer("OPN-01", 1, evidence=[piece("own", kind="statement")]),  # own words carry nothing
        answer("GOV-02", 0, evidence=[]),  # nothing is claimed, so nothing is missing
        answer("GOV-03", 3, evidence=[piece("link", kind="link"), piece("sum", kind="hash")]),
        answer("SEC-01", 2, evidence=[piece("link", kind="link")]),  # below target anyhow
        answer("SEC-02", 3, evidence=[piece("stale", expires_on=day(0)), piece("soon")]),
        answer("SEC-03", 3, evidence=[piece("ends", expires_on="2027-11-22")]),
    )
    found = brief(one, refused=frozenset({"soon"}), unscanned=frozenset({"soon", "ends"}))
    assert places(found.without_evidence) == ["GOV-01", "OPN-01"]
    assert places(found.without_file) == ["GOV-03"]
    assert [each.id for each in found.stale] == ["stale"]
    assert [(each.id, each.places) for each in found.ending] == [("ends", (("SEC-03", ""),))]
    assert [each.id for each in found.refused] == ["soon"]
    assert [each.id for each in found.unscanned] == ["ends"]
    assert found.ending[0].last_day == date(2027, 11, 21)


def test_content_of_the_first_schema_is_briefed() -> None:
    one = content(answer("GOV-01", 2))
    for key in ("figure", "counter_claim", "confidence"):
        del one["answers"][0][key]
    del one["answers"][0]["evidence"][0]["expires_on"]
    assert places(brief(one).open_gaps) == ["GOV-01"]


def test_reasons_are_told_once_for_all_their_answers() -> None:
    one = content(answer("GOV-01"))
    said = {"sentence": "No plan.", "reason": "Soon."}
    one["warnings"] = [{"key": "no_plan:GOV-01:"} | said, {"key": "no_plan:GOV-03:ai"} | said]
    (each,) = brief(one).reasons
    assert each.places == (("GOV-01", ""), ("GOV-03", "ai"))


def test_the_working_says_what_would_lift_the_outcome() -> None:
    told = [criterion("GOV-01", **MUST), *(criterion(f"GOV-0{n}") for n in (2, 3))]
    below = content(answer("GOV-01", 2), answer("GOV-02", 2), answer("GOV-03", 2), criteria=told)
    assert working(below, on=ON, thresholds=EDITION_1).paths == ((Path.TARGET, Outcome.CONFORMING),)
    one = content(answer("GOV-01", 2), answer("GOV-02", 0), answer("GOV-03", 4), criteria=told)
    assert working(one, on=ON, thresholds=EDITION_1).paths == ((Path.TARGET, Outcome.CONFORMING),)
    many = [criterion("GOV-01", **MUST), *(criterion(f"GOV-{n}") for n in range(10, 20))]
    told_many = [answer(each["code"], 3) for each in many]
    told_many[0] = answer("GOV-01", 2)
    told_many[1] = answer("GOV-10", 0)
    found = working(content(*told_many, criteria=many), on=ON, thresholds=EDITION_1)
    assert found.paths == ((Path.BOTH, Outcome.CONDITIONAL), (Path.TARGET, Outcome.CONFORMING))
    told_many[1] = answer("GOV-10", 3)
    found = working(content(*told_many, criteria=many), on=ON, thresholds=EDITION_1)
    assert found.paths == ((Path.MUST_MEETS, Outcome.CONFORMING),)


def test_a_limited_scope_is_flagged() -> None:
    one = content(answer("GOV-01", None, reason="r"), answer("GOV-02", 3), answer("SEC-01", 3))
    assert working(one, on=ON, thresholds=EDITION_1).limited == ("GOV",)


def test_months_end_where_they_are_shorter() -> None:
    assert months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)


@given(contents(), st.integers(0, 400))
def test_the_briefing_agrees_with_the_score(one: dict[str, Any], days: int) -> None:
    on = ON + timedelta(days=days)
    found = facts(one, on=on, valid_until=months_after(on, 12), thresholds=EDITION_1)
    result = declared(one, signed_on=on, thresholds=EDITION_1)
    assert found.working.result == result
    levels = {(a["criterion"], a["layer"]): a["level"] for a in one["answers"]}
    assert {line.place for line in found.open_gaps} == {
        place for place, level in levels.items() if level is not None and level < EDITION_1.target
    }
    assert {line.place[0] for line in found.open_gaps} >= set(result.below_target)
    assert {line.place for line in found.claims} == {
        place for place, level in levels.items() if level is None
    }
    assert set(result.must_meet_not_met) <= {line.place[0] for line in found.at_risk}
    assert all(line.must_meet for line in found.at_risk)
    assert not set(found.stale) & set(found.ending)
    if result.outcome in RANK:
        steps = [result.outcome, *(outcome for _, outcome in found.working.paths)]
        assert all(RANK.index(a) < RANK.index(b) for a, b in pairwise(steps))
        assert steps[-1] is Outcome.CONFORMING  # at target everywhere, nothing stands against it


@given(contents())
def test_nothing_is_told_that_the_content_does_not_hold(one: dict[str, Any]) -> None:
    found = brief(one)
    held = {(a["criterion"], a["layer"]) for a in one["answers"]}
    lines = (*found.at_risk, *found.open_gaps, *found.claims, *found.counter_claims)
    assert {line.place for line in (*lines, *found.without_evidence, *found.without_file)} <= held
    told = {p["id"] for a in one["answers"] for p in a["evidence"]}
    assert {piece.id for piece in (*found.stale, *found.ending)} <= told
    assert NotApplicable.CLAIMED not in {line.level for line in lines}

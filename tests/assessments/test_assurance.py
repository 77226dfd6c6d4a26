"""Assurance and uncertainty follow from what was done; and the properties of an outcome."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from assessments.assurance import STEPS, Assurance, Ground, Looked, grounds_of, overall
from assessments.carried_out import DONE, told, words_of
from assessments.models import Engagement
from assessments.outcome import computed, score_data
from assessments.working_papers import papers_of
from principles.scoring import RANK, Item, NotApplicable, Outcome, recommended, scored
from tests.people import sign_in

FEW = settings(max_examples=60, deadline=None)
EXAMINED, TALKED = frozenset({"examine"}), frozenset({"interview"})
ON_SITE = frozenset({"visit"})


def ground(*ways: frozenset[str], weight: int = 1, deep: bool = True, sure: str = "high") -> Ground:
    return Ground("GOV", weight, deep, tuple(Looked(each, sure) for each in ways))


def step(*criteria: Ground) -> Assurance:
    return grounds_of(criteria)["GOV"].assurance


def test_it_works() -> None:
    found = grounds_of(
        [
            ground(EXAMINED, weight=3),
            ground(EXAMINED | {"test"}, weight=2, deep=False, sure="low"),
        ]
    )["GOV"]
    assert found.assurance is Assurance.EVIDENCE_REVIEWED
    assert found.data()["uncertainty"] == {
        "low_confidence": "40.0",
        "not_sampled": "40.0",
        "not_tested": "60.0",
    }
    assert found.data()["grounds"]["in_depth"] == 3


@pytest.mark.parametrize(
    ("criteria", "reached"),
    [
        ([ground()], Assurance.DECLARED),
        ([ground(EXAMINED), ground()], Assurance.DECLARED),
        ([ground(frozenset())], Assurance.PLAUSIBILITY_CHECKED),
        ([ground(TALKED)], Assurance.PLAUSIBILITY_CHECKED),
        ([ground(EXAMINED), ground(TALKED)], Assurance.PLAUSIBILITY_CHECKED),
        ([ground(EXAMINED, TALKED)], Assurance.PLAUSIBILITY_CHECKED),
        ([ground(frozenset({"sampling"})), ground(ON_SITE)], Assurance.ON_SITE),
        ([ground(EXAMINED, weight=2), ground(ON_SITE)], Assurance.EVIDENCE_REVIEWED),
        ([ground(EXAMINED), ground(ON_SITE, deep=False)], Assurance.EVIDENCE_REVIEWED),
        ([ground(ON_SITE), ground(TALKED)], Assurance.PLAUSIBILITY_CHECKED),
        ([ground(ON_SITE, deep=False)], Assurance.EVIDENCE_REVIEWED),
    ],
)
def test_every_step_has_its_rule(criteria: list[Ground], reached: Assurance) -> None:
    assert step(*criteria) is reached


def test_a_layer_that_was_not_tested_leaves_its_criterion_untested() -> None:
    tested = EXAMINED | {"test"}
    shares = grounds_of([ground(tested, EXAMINED), ground(tested)])["GOV"].uncertainty
    assert (shares.not_tested, shares.low_confidence) == (Fraction(50), Fraction(0))


def test_the_overall_shares_weigh_principles_as_the_score_does() -> None:
    grounds = grounds_of([ground(EXAMINED), replace(ground(EXAMINED, deep=False), principle="SEC")])
    found = overall(grounds, {"SEC": 3})
    assert found is not None
    assert found.not_sampled == Fraction(75)
    assert overall({}, {}) is None


def test_what_was_done_in_words() -> None:
    assert words_of(["visit", "examine"]) == "Documents examined, seen on site"
    assert told([]) == "Claim read only"


WAY = st.frozensets(st.sampled_from(sorted(DONE)))
GROUND = st.builds(
    Ground,
    st.just("GOV"),
    st.integers(1, 3),
    st.booleans(),
    st.lists(st.builds(Looked, WAY, st.sampled_from(["low", "high"])), max_size=2).map(tuple),
)


@FEW
@given(st.lists(GROUND, min_size=1, max_size=6), st.data())
def test_doing_more_never_lowers_assurance_nor_raises_uncertainty(
    criteria: list[Ground], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(criteria) - 1))
    more = data.draw(st.sampled_from(sorted(DONE)))
    wider = tuple(replace(each, done=each.done | {more}) for each in criteria[place].verdicts)
    after = [*criteria]
    after[place] = replace(criteria[place], verdicts=wider)
    before_, after_ = grounds_of(criteria)["GOV"], grounds_of(after)["GOV"]
    assert STEPS.index(after_.assurance) >= STEPS.index(before_.assurance)
    assert after_.uncertainty.not_tested <= before_.uncertainty.not_tested
    assert after_.uncertainty.low_confidence == before_.uncertainty.low_confidence


LEVEL = st.one_of(st.integers(0, 4), st.sampled_from(list(NotApplicable)))
ITEM = st.builds(
    Item,
    code=st.just(""),
    principle=st.sampled_from(["GOV", "SEC"]),
    weight=st.integers(1, 3),
    must_meet=st.booleans(),
    level=LEVEL,
    action_due_days=st.one_of(st.none(), st.integers(-1, 200)),
)
ITEMS = st.lists(ITEM, min_size=1, max_size=7).map(
    lambda items: [replace(each, code=f"C-{place}") for place, each in enumerate(items)]
)


@FEW
@given(ITEMS, st.data())
def test_raising_a_level_never_worsens_an_outcome(items: list[Item], data: st.DataObject) -> None:
    rated = [place for place, each in enumerate(items) if isinstance(each.level, int)]
    before = scored(items)
    if not rated or before.outcome not in RANK:
        return
    place = data.draw(st.sampled_from(rated))
    level = data.draw(st.integers(int(items[place].level or 0), 4))
    after = scored([*items[:place], replace(items[place], level=level), *items[place + 1 :]])
    assert RANK[after.outcome] >= RANK[before.outcome]
    assert after.overall is not None
    assert before.overall is not None
    assert after.overall.conformance >= before.overall.conformance


@FEW
@given(st.sampled_from(list(Outcome)), st.lists(st.sampled_from(["major", "minor", "observation"])))
def test_findings_only_lower_an_outcome(outcome: Outcome, findings: list[str]) -> None:
    found = recommended(outcome, findings)
    assert found == outcome if outcome not in RANK else RANK[found] <= RANK[outcome]
    for place in range(len(findings)):
        fewer = recommended(outcome, findings[:place] + findings[place + 1 :])
        assert outcome not in RANK or RANK[fewer] >= RANK[found]


def test_country_is_no_input(assessed: Engagement) -> None:
    """From another country the same comes out; nothing that is scored says who the organisation is."""
    papers, today = papers_of(assessed), now().date()
    there = {**papers.content, "organisation": {"name": "Else", "slug": "else", "country": "ZZ"}}
    elsewhere = computed(replace(papers, content=there), on=today)
    assert score_data(elsewhere) == score_data(computed(papers, on=today))
    inputs = {*Item.__slots__, *Ground.__slots__, *Looked.__slots__}
    assert inputs == {
        *("code", "principle", "weight", "must_meet", "level", "action_due_days"),
        *("in_depth", "verdicts", "done", "confidence"),
    }


def test_every_page_with_a_score_says_how_uncertain_it_is(
    client: Client, assessed: Engagement, lead: User, assessor: User
) -> None:
    for who, page in ((assessor, "result"), (lead, "recommend")):
        sign_in(client, who)
        text = client.get(reverse(f"assessments:{page}", args=[assessed.pk])).text
        assert "Evidence reviewed" in text
        assert "judged with low confidence" in text
        assert "Points to target" in text

"""What the fictional organisations say is complete, well-formed and leads where it shall."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from attestations.completeness import picture
from attestations.rating import Asked, Given, item_of, questions, rated
from attestations.rating import Rating as Rated
from demonstration.content import (
    SAMPLES,
    Story,
    Way,
    dated,
    judgements_of,
    replies_of,
    stories,
    story_of,
)
from demonstration.declaring import figure_of
from organisations.layers import Layer
from organisations.models import SLUG
from organisations.permissions import Side
from principles.edition_file import EDITION_1, read
from principles.scoring import Outcome, Thresholds, recommended, scored

AS_OF = date(2026, 11, 10)
TODAY = AS_OF + timedelta(days=12)
EDITION = read(EDITION_1)
RULES = {each["code"]: each["response"] for each in EDITION["criteria"]}
WEIGHTS = {each["code"]: each["weight"] for each in EDITION["principles"]}
THRESHOLDS = Thresholds.from_data(EDITION["scoring"])
MEMBERS = [story for story in stories() if story.side is Side.MEMBER]
SCOPES = [
    pytest.param(story, scope, id=f"{story.slug}/{scope['slug']}")
    for story in MEMBERS
    for scope in story.scopes
    if Way(scope["way"]).reaches(Way.DRAFT)
]


def asked() -> list[Asked]:
    return [
        Asked(
            code=each["code"],
            principle=each["principle"],
            title=each["title"],
            weight=each["weight"],
            must_meet=each["must_meet"],
            per_layer=each["per_layer"],
            applies_to=tuple(each["applies_to"]),
            na_allowed=each["not_applicable"]["allowed"],
            rule=each["response"],
            sha256="",
            disclosure=each["disclosure"],
        )
        for each in EDITION["criteria"]
    ]


def given(story: Story, scope: dict[str, Any]) -> dict[tuple[str, str], Given]:
    places = questions(asked(), scope["layers"])
    return {
        place: Given(
            response=reply.response,
            figure=figure_of(reply, RULES[place[0]], AS_OF),
            reason=reply.reason,
            not_applicable=reply.not_applicable,
            plan=reply.plan,
            plan_due=reply.plan_due,
            evidence=sum(1 for key in reply.evidence if story.evidence[key].kind != "statement"),
        )
        for place, reply in replies_of(story, scope, RULES, places, AS_OF).items()
    }


def pictured(story: Story, scope: dict[str, Any]) -> Any:
    return picture(
        asked(),
        given(story, scope),
        layers=scope["layers"],
        as_of=AS_OF,
        today=TODAY,
        thresholds=THRESHOLDS,
        principle_weights=WEIGHTS,
    )


def test_it_works() -> None:
    assert [story.slug for story in MEMBERS] == [
        "tarnholt-cloud",
        "lithorne-instruments",
        "corrane-networks",
        "marrowby-software",
    ]
    assert len({story.organisation["country"] for story in MEMBERS}) == 4
    assert {layer for story in MEMBERS for scope in story.scopes for layer in scope["layers"]} == {
        layer.value for layer in Layer
    }


@pytest.mark.parametrize(("story", "scope"), SCOPES)
def test_every_answer_that_must_be_there_is_there(story: Story, scope: dict[str, Any]) -> None:
    found = pictured(story, scope)
    if Way(scope["way"]) is Way.DRAFT:
        assert 0.3 < found.progress.done / found.progress.total < 0.7
        assert {gap.kind.name for gap in found.gaps} == {"MISSING"}
    else:
        assert found.gaps == ()


@pytest.mark.parametrize(("story", "scope"), SCOPES)
def test_what_is_below_target_has_a_plan_and_what_is_met_has_none(
    story: Story, scope: dict[str, Any]
) -> None:
    found = pictured(story, scope)
    for place, one in given(story, scope).items():
        level = found.ratings[place].level
        if isinstance(level, int):
            assert (level < 3) == bool(one.plan), (place, level)
        assert one.evidence > 0, place
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("slug", "outcome"),
    [
        ("tarnholt-cloud", Outcome.CONFORMING),
        ("lithorne-instruments", Outcome.CONDITIONAL),
        ("corrane-networks", Outcome.CONFORMING),
    ],
)
def test_the_declaration_comes_to_the_intended_result(slug: str, outcome: Outcome) -> None:
    story = story_of(slug)
    assert pictured(story, story.scopes[0]).result.outcome is outcome


@pytest.mark.parametrize("slug", ["tarnholt-cloud", "lithorne-instruments"])
def test_the_verdicts_come_to_the_intended_outcome(slug: str) -> None:
    story = story_of(slug)
    scope = story.scopes[0]
    places = questions(asked(), scope["layers"])
    claims = given(story, scope)
    ratings = {
        place: rated(one, claims[place], place[1], AS_OF)
        for one in asked()
        for place in places
        if place[0] == one.code
    }
    said = judgements_of(story, scope, places, AS_OF)
    assert set(said) == set(places)
    levels = {place: _level(ratings[place], said[place].level) for place in places}
    plans = {
        finding["at"].split(".")[0]: finding["plan"]["in"]
        for finding in story.findings
        if "plan" in finding
    }
    items = []
    for one in asked():
        item = item_of(one, scope["layers"], levels, claims, TODAY, 3)
        days = plans.get(one.code)
        due = None if days is None else days - 12
        items.append(
            type(item)(item.code, item.principle, item.weight, item.must_meet, item.level, due)
        )
    result = scored(items, principle_weights=WEIGHTS, thresholds=THRESHOLDS)
    grades = [finding["grade"] for finding in story.findings]
    assert recommended(result.outcome, grades) == Outcome(scope["outcome"])


def _level(rating: Rated, judged: int | None) -> Any:
    return rating.level if judged is None else judged


@pytest.mark.parametrize("story", MEMBERS, ids=lambda story: story.slug)
def test_a_verdict_below_target_or_claim_names_its_reason_code(story: Story) -> None:
    for scope in story.scopes:
        if not Way(scope["way"]).reaches(Way.IN_ASSESSMENT):
            continue
        places = questions(asked(), scope["layers"])
        ratings = pictured(story, scope).ratings
        for place, said in judgements_of(story, scope, places, AS_OF).items():
            claimed = ratings[place].level
            level = claimed if said.level is None else said.level
            if isinstance(level, int) and isinstance(claimed, int):
                assert bool(said.reason_code) == (level < 3 or level < claimed), place


@pytest.mark.parametrize("story", MEMBERS, ids=lambda story: story.slug)
def test_nothing_is_said_twice(story: Story) -> None:
    texts = []
    for scope in story.scopes[:1]:
        places = questions(asked(), scope["layers"])
        texts += [reply.reason for reply in replies_of(story, scope, RULES, places, AS_OF).values()]
        texts += [said.reason for said in judgements_of(story, scope, places, AS_OF).values()]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


@pytest.mark.parametrize("story", MEMBERS, ids=lambda story: story.slug)
def test_evidence_exists_is_used_and_is_of_several_kinds_and_classes(story: Story) -> None:
    used = set()
    for scope in story.scopes:
        places = questions(asked(), scope["layers"])
        for reply in replies_of(story, scope, RULES, places, AS_OF).values():
            used |= set(reply.evidence)
    assert used == set(story.evidence)
    pieces = story.evidence.values()
    assert {piece.kind for piece in pieces} >= {"file", "link", "hash"}
    assert len({piece.disclosure for piece in pieces}) >= 4
    titles = [piece.title for piece in pieces]
    assert len(set(titles)) == len(titles)
    for piece in pieces:
        assert len(piece.title) <= 200
        has_bytes = piece.kind in {"file", "statement"} or piece.reveal
        assert has_bytes == bool(piece.text or piece.sample)
        if piece.covers:
            assert piece.covers[0] >= piece.covers[1] >= 0
        # What ends does so after the seeding, which is twelve days after the as-of date.
        assert piece.ends is None or piece.ends > 12
        assert (piece.kind == "link") == bool(piece.url)
        assert "{" not in dated(piece.note, AS_OF)
        if piece.sample:
            assert (SAMPLES / piece.sample).is_file()
            assert "sample" in piece.title.lower()


def test_the_library_shows_every_way_of_evidence() -> None:
    pieces = [piece for story in MEMBERS for piece in story.evidence.values()]
    assert any(piece.covers for piece in pieces)
    assert any(piece.ends is not None and piece.ends <= 42 for piece in pieces)  # ends soon
    assert any(piece.reveal for piece in pieces)
    assert any(piece.closer for piece in pieces)
    statements = {
        (story.slug, key)
        for story in MEMBERS
        for key, piece in story.evidence.items()
        if piece.kind == "statement"
    }
    uses = Counter(
        (story.slug, key)
        for story in MEMBERS
        for said in story.answers.values()
        for key in said.get("ev", ())
    )
    assert any(uses[each] > 1 for each in statements)


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.slug)
def test_names_and_addresses_are_fictional_and_well_formed(story: Story) -> None:
    SLUG(story.slug)
    assert re.fullmatch(r"[A-Z]{2}", story.organisation["country"])
    emails = [person.email for person in story.people]
    assert len(set(emails)) == len(emails)
    assert all(email.endswith(".example") for email in emails)
    for piece in story.evidence.values():
        assert not piece.url or re.match(r"https://([a-z]+\.)?[a-z]+\.example/", piece.url)


def test_three_members_have_published_log_ins_and_one_has_a_scope_to_begin_with() -> None:
    with_log_ins = [story for story in MEMBERS if story.has_log_ins]
    assert len(with_log_ins) == 3
    assert any(scope["way"] == Way.NONE for story in with_log_ins for scope in story.scopes)


def test_days_are_written_relative_to_the_as_of_date() -> None:
    assert dated("On {-1} and {+30}.", date(2026, 3, 1)) == "On 28 February 2026 and 31 March 2026."
    for story in MEMBERS:
        for one in story.answers.values():
            for text in re.findall(r"(?:January|February|April|June|July|August) 20\d\d", str(one)):
                pytest.fail(text)

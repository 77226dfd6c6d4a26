"""What answers amount to: pure."""

from datetime import date
from typing import Any

from attestations.completeness import Picture, picture
from attestations.gaps import GapKind
from attestations.rating import Asked, Given, Place
from attestations.warned import WarningKind
from principles.scoring import EDITION_1, Outcome

TODAY = date(2026, 11, 22)
YES_NO = {
    "type": "yes_no_partial",
    "levels": {"yes": 3, "partial": 2, "no": 0},
    "justification_required": ["partial", "no"],
}


def asked(code: str = "GOV-01", **more: Any) -> Asked:
    fields: dict[str, Any] = {
        "code": code,
        "principle": code[:3],
        "title": "Title",
        "weight": 3,
        "must_meet": False,
        "per_layer": False,
        "applies_to": ("cloud", "ai"),
        "na_allowed": True,
        "rule": YES_NO,
        "sha256": "0" * 64,
        "disclosure": "public",
    }
    return Asked(**fields | more)


def look(answers: dict[Place, Given], *criteria: Asked, layers=("cloud", "ai")) -> Picture:
    return picture(
        criteria or (asked(),),
        answers,
        layers=layers,
        as_of=TODAY,
        today=TODAY,
        thresholds=EDITION_1,
        principle_weights={},
    )


def kinds(found) -> list[str]:
    return [each.kind for each in found]


def test_it_works() -> None:
    found = look({("GOV-01", ""): Given({"value": "yes"}, evidence=1)})
    assert (found.progress.done, found.progress.total) == (1, 1)
    assert not found.gaps
    assert not found.warnings
    assert found.result.outcome == Outcome.CONFORMING


def test_nothing_answered() -> None:
    found = look({})
    assert kinds(found.gaps) == [GapKind.MISSING]
    assert found.result.outcome == Outcome.INCOMPLETE


def test_partial_needs_a_reason_and_a_plan() -> None:
    found = look({("GOV-01", ""): Given({"value": "partial"}, evidence=1)})
    assert kinds(found.gaps) == [GapKind.REASON]
    assert kinds(found.warnings) == [WarningKind.NO_PLAN]


def test_a_claim_needs_a_reason() -> None:
    found = look({("GOV-01", ""): Given(not_applicable=True)})
    assert kinds(found.gaps) == [GapKind.REASON]
    assert look({("GOV-01", ""): Given(not_applicable=True, reason="No AI.")}).gaps == ()


def test_a_claim_where_none_is_allowed_is_invalid() -> None:
    given = Given(not_applicable=True, reason="Because")
    found = look({("GOV-01", ""): given}, asked(na_allowed=False))
    assert kinds(found.gaps) == [GapKind.INVALID]
    assert found.progress.done == 0


def sentences(given: Given, **needs: bool) -> list[str]:
    found = look({("GOV-01", ""): given}, asked(met_needs=needs))
    return [gap.sentence for gap in found.gaps]


def test_an_answer_at_target_may_need_a_reason() -> None:
    told = ["At level 3 or above this answer needs a reason."]
    assert sentences(Given({"value": "yes"}, evidence=1), reason=True) == told
    assert sentences(Given({"value": "yes"}, reason=" ", evidence=1), reason=True) == told
    assert not sentences(Given({"value": "yes"}, reason="r", evidence=1), reason=True)
    assert not sentences(Given({"value": "yes"}, evidence=1), reason=False)
    below = Given({"value": "partial"}, evidence=1)
    assert sentences(below, reason=True) == ["Say why this is the answer."]


def test_an_answer_at_target_may_need_a_public_link() -> None:
    told = ["At level 3 or above this answer needs a public link as evidence."]
    assert sentences(Given({"value": "yes"}, evidence=1), public_link=True) == told
    given = Given({"value": "yes"}, evidence=1, public_links=1)
    assert not sentences(given, public_link=True)
    below = Given({"value": "partial"}, reason="r", evidence=1)
    assert not sentences(below, public_link=True)


def test_new_words_must_be_affirmed() -> None:
    given = Given({"value": "yes"}, evidence=1, to_affirm=True)
    found = look({("GOV-01", ""): given})
    assert kinds(found.gaps) == [GapKind.AFFIRM]
    assert (found.progress.done, found.progress.total) == (0, 1)  # it counts once affirmed


def test_unsure_blocks() -> None:
    found = look({("GOV-01", ""): Given({"value": "yes"}, unsure=True, evidence=1)})
    assert kinds(found.gaps) == [GapKind.UNSURE]


def test_no_evidence_caps_and_warns() -> None:
    found = look({("GOV-01", ""): Given({"value": "yes"})})
    assert found.ratings[("GOV-01", "")].level == 1
    assert kinds(found.warnings) == [WarningKind.NO_EVIDENCE, WarningKind.NO_PLAN]


def test_plans_that_are_over_or_too_late_warn() -> None:
    answer = {"response": {"value": "partial"}, "reason": "r", "plan": "p", "evidence": 1}
    over = look({("GOV-01", ""): Given(**answer, plan_due=date(2026, 11, 21))})
    assert kinds(over.warnings) == [WarningKind.PLAN_OVERDUE]
    late = look({("GOV-01", ""): Given(**answer, plan_due=date(2027, 5, 22))})
    assert kinds(late.warnings) == [WarningKind.PLAN_LATE]
    fits = look({("GOV-01", ""): Given(**answer, plan_due=date(2027, 5, 21))})
    assert not fits.warnings


def test_each_layer_is_asked_and_the_weakest_counts() -> None:
    one = asked(per_layer=True)
    answers = {
        ("GOV-01", "cloud"): Given({"value": "yes"}, evidence=1),
        ("GOV-01", "ai"): Given({"value": "no"}, reason="Not yet.", evidence=1),
    }
    found = look(answers, one)
    assert found.progress.total == 2
    assert found.result.below_target == ("GOV-01",)


def test_a_criterion_for_other_layers_is_not_asked() -> None:
    found = look({}, asked(applies_to=("semiconductors",)))
    assert found.progress.total == 0
    assert found.result.outcome == Outcome.NOT_RATED

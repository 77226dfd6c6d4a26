"""The content that is signed."""

import json
from datetime import timedelta

from django.utils.timezone import now

from attestations import snapshot
from attestations.models import Attestation, Submission
from attestations.reading import content_of, draft_of, thresholds_of
from principles.scoring import Outcome
from tests.answers import answer_everything
from tests.people import acting


def test_it_works(filled: Attestation) -> None:
    first = snapshot.canonical(content_of(draft_of(filled), []))
    again = Attestation.objects.get(pk=filled.pk)
    assert snapshot.canonical(content_of(draft_of(again), [])) == first
    content = json.loads(first)
    answer = snapshot.answers_by_place(content)[("GOV-01", "")]
    assert (answer["response"], answer["level"]) == ({"value": "yes"}, 3)
    assert answer["evidence"][0]["class"] == "assessor"
    assert content["scope"]["layers"] == ["cloud", "ai"]
    scope = filled.scope
    told = [content["scope"][part] for part in ("included", "excluded", "why", "statement")]
    assert told == [scope.included, scope.excluded, scope.why, scope.statement.text]


def test_the_declared_result_comes_from_the_content(submission: Submission) -> None:
    content = json.loads(bytes(submission.content))
    thresholds = thresholds_of(submission.attestation.edition)
    result = snapshot.declared(content, signed_on=now().date(), thresholds=thresholds)
    assert result.outcome == Outcome.CONFORMING


def test_plans_count_from_the_day_of_signing(draft: Attestation, editor) -> None:
    answer_everything(draft, acting(editor), {"OPN-03": 0})
    content = content_of(draft_of(draft), [])
    thresholds = thresholds_of(draft.edition)
    today = now().date()
    soon = snapshot.declared(content, signed_on=today, thresholds=thresholds)
    late = snapshot.declared(content, signed_on=today + timedelta(91), thresholds=thresholds)
    assert "OPN-03" in soon.below_target
    assert soon.outcome == Outcome.CONDITIONAL
    assert late.outcome == Outcome.NOT_CONFORMING


def test_evidence_for_ourselves_is_told_without_its_title(filled: Attestation) -> None:
    filled.scope.organisation.evidence.update(disclosure="member")
    content = content_of(draft_of(filled), [])
    piece = snapshot.answers_by_place(content)[("GOV-01", "")]["evidence"][0]
    assert (piece["title"], piece["url"], piece["class"]) == ("", "", "member")

"""A control statement serves many criteria and lifts no level, neither declared nor assessed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from assessments.claims import Piece
from assessments.models import EvidenceVerdict
from assessments.preview_views import EXAMPLE
from assessments.working_papers import Judged
from attestations.models import Attestation, Evidence, EvidenceKind, EvidenceLink
from attestations.reading import content_of, draft_of
from attestations.snapshot import declared
from attestations.warned import WarningKind
from reports.gathering import _reference
from tests.people import acting, sign_in


def statement(attestation: Attestation, by) -> Evidence:
    return Evidence.objects.create(
        organisation=attestation.scope.organisation,
        title="How access is reviewed",
        kind=EvidenceKind.STATEMENT,
        disclosure="assessor",
        text="Every quarter, by the owners of each system.",
        added_by=by,
    )


def only(filled: Attestation, piece: Evidence) -> None:
    """The piece in place of all that was attached to every answer."""
    EvidenceLink.objects.filter(answer__attestation=filled).delete()
    EvidenceLink.objects.bulk_create(
        EvidenceLink(answer=answer, evidence=piece) for answer in filled.answers.all()
    )


def test_it_works(filled, editor) -> None:
    before = draft_of(filled).picture(now().date())
    only(filled, statement(filled, editor))
    after = draft_of(filled).picture(now().date())
    assert {r.level for r in before.ratings.values()} == {3}
    assert {r.level for r in after.ratings.values()} == {1}
    kinds = {each.kind for each in after.warnings}
    assert WarningKind.NO_EVIDENCE in kinds
    assert {each.kind for each in before.warnings} == set()


def test_it_is_frozen_with_its_words(filled, editor) -> None:
    only(filled, statement(filled, editor))
    content = content_of(draft_of(filled), [])
    piece = content["answers"][0]["evidence"][0]
    assert piece["text"] == "Every quarter, by the owners of each system."
    thresholds = draft_of(filled).picture(now().date()).result
    assert declared(content, signed_on=now().date(), thresholds=_thresholds(filled)) == thresholds
    assert _reference(piece).startswith("sha256:")
    assert len(_reference(piece)) == 71


def _thresholds(filled):
    from attestations.reading import thresholds_of

    return thresholds_of(filled.edition)


@pytest.mark.parametrize(("kind", "lifts"), [("statement", False), ("file", True), ("hash", True)])
def test_an_accepted_statement_lifts_no_verdict(kind: str, lifts: bool) -> None:
    piece: Piece = replace(EXAMPLE, kind=kind)
    judged = Judged(piece, EvidenceVerdict(accepted=True))
    assert judged.is_accepted
    assert judged.lifts is lifts
    assert not Judged(piece, None).lifts


def test_a_stale_piece_is_marked_where_answers_are_checked(client, filled, editor) -> None:
    sign_in(client, editor)
    page = f"/attestations/{filled.pk}/check/"
    assert "Stale since" not in client.get(page).text
    Evidence.objects.update(expires_on=now().date() - timedelta(days=1))
    text = client.get(page).text
    assert "Stale since" in text
    assert "Why stale evidence is attached" in text
    assert acting(editor)

"""The lead assessor answers a remark of the member on the draft result."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.handing_over import handed_over
from assessments.models import Remark, RemarkAnswer
from assessments.naming import named
from assessments.recommendation import RecommendationRefused
from assessments.refusing import refusals_recorded
from assessments.verdicts import working
from journal.recording import record
from organisations.permissions import Permission


def answered(
    engagement_id: UUID, remark_id: UUID, text: str, *, by: Actor, at: datetime
) -> RemarkAnswer:
    """Answer one remark, once; joins the transaction. Both texts are printed in the report."""
    engagement = working(engagement_id)
    named(engagement, by, Permission.DRAFT_SHARE, at)
    remark = Remark.objects.filter(share__engagement=engagement).exclude(text="").get(pk=remark_id)
    if RemarkAnswer.objects.filter(remark=remark).exists():
        raise RecommendationRefused("The remark has been answered already. Reload the page.")
    if not text.strip():
        raise RecommendationRefused("Write what you answer to the remark.")
    answer = RemarkAnswer.objects.create(
        remark=remark, text=text.strip(), answered_by_id=by.person_id, answered_at=at
    )
    record(
        "draft_report.remark_answered",
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        facts={"remark": str(remark.pk)},
    )
    handed_over("draft_report.remark_answered", engagement, by=by, at=at)
    return answer


@refusals_recorded("draft_report.remark_answered")
@transaction.atomic(durable=True)
def answer_remark(engagement_id: UUID, remark_id: UUID, text: str, *, by: Actor) -> RemarkAnswer:
    """The lead assessor says what became of a remark."""
    return answered(engagement_id, remark_id, text, by=by, at=now())

"""The day passes by which the member was to answer: what is there may be decided on."""

from datetime import datetime

from accounts.actor import SYSTEM
from assessments.clarification import journalled, noted
from assessments.clarification_status import (
    ClarificationAct,
    ClarificationStatus,
    clarification_after,
)
from assessments.handing_over import handed_over
from assessments.models import Clarification, ClarificationStep
from assessments.moves import attestation_of, locked
from assessments.stages import at_work, is_at_work
from journal.recording import require_transaction


def lapsed_when_due(*, at: datetime) -> int:
    """Let lapse what was due yesterday or earlier, and tell both sides. How many.

    Nothing lapses while the attestation is not in assessment. Joins the transaction.
    """
    require_transaction()
    due = Clarification.objects.waiting().filter(
        at_work("engagement__"),
        due_on__lt=at.date(),
    )
    count = 0
    for pk, engagement_id in list(due.values_list("pk", "engagement_id")):
        engagement = locked(engagement_id)
        attestation = attestation_of(engagement)
        one = Clarification.objects.get(pk=pk)
        in_time = one.due_on >= at.date()
        if not is_at_work(engagement.status, attestation.status) or in_time:
            continue
        if one.status != ClarificationStatus.ASKED:
            continue
        one.status = clarification_after(ClarificationAct.LAPSE, ClarificationStatus(one.status))
        one.save(update_fields=["status"])
        noted(one, ClarificationStep.LAPSED, at=at)
        journalled(engagement, "clarification.lapsed", one, by=SYSTEM)
        handed_over(
            "clarification.lapsed", engagement, at=at, people=[one.asked_by_id], number=one.number
        )
        count += 1
    return count

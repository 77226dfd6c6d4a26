"""Files that assessors attach to what they ask: taken, scanned and given out as files of evidence are.

The vault, the recognition of kinds, the limits and the scanner are those of `attestations`; the room
that the files take is counted for the body, and not for the member that reads them.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.utils.timezone import now

from accounts.actor import SYSTEM, Actor
from assessments.handing_over import handed_over
from assessments.models import Clarification, ClarificationEntry, Engagement, QuestionFile
from assessments.questions import readable_by
from attestations.evidence_files import QuotaReached, first_state, in_words
from attestations.models import ScanState
from attestations.scanning import Finding, scanned
from attestations.serving import SERVED
from attestations.vault import Stored, settle
from journal.recording import record, require_transaction
from organisations.models import Organisation


def attached(
    engagement: Engagement, entry: ClarificationEntry, files: Sequence[Stored], *, at: datetime
) -> list[QuestionFile]:
    """Keep these files with what was asked; joins the transaction. Bytes last of all.

    Raises `QuotaReached`.
    """
    require_transaction()
    if not files:
        return []
    _require_room(engagement, files)
    rows = [
        QuestionFile(
            entry=entry,
            name=each.name[:255],
            sha256=each.sha256,
            size=each.size,
            media_type=each.media_type,
            scan=first_state(),
            uploaded_at=at,
        )
        for each in files
    ]
    made = QuestionFile.objects.bulk_create(rows)
    for each in files:
        settle(each)
    return made


def readable_files(actor: Actor, engagement: Engagement) -> QuerySet[QuestionFile]:
    """The files that this person can be given: of threads that she reads, and not held back."""
    threads: QuerySet[Clarification] = readable_by(actor, engagement)
    return QuestionFile.objects.filter(
        entry__clarification__in=threads.values("pk"), scan__in=SERVED
    )


def judged(file_id: UUID, finding: Finding, *, at: datetime) -> bool:
    """Write down what the scanner found; False when another worker has done so already.

    Whoever attached a file that is refused is told, and her lead.
    """
    require_transaction()
    rows = QuestionFile.objects.select_for_update(of=("self",))
    file = rows.select_related("entry__clarification__engagement__attestation__scope").get(
        pk=file_id
    )
    if file.scan != ScanState.WAITING:
        return False
    file.scan = finding.state
    file.save(update_fields=["scan"])
    one = file.entry.clarification
    record(
        "clarification.file_scanned",
        one,
        by=SYSTEM,
        organisation_id=one.engagement.attestation.scope.organisation_id,
        from_state=ScanState.WAITING,
        to_state=file.scan,
        after_sha256=file.sha256,
        facts={
            "engagement": str(one.engagement_id),
            "number": one.number,
            "found": finding.name,
        },
    )
    if file.is_refused:
        told = [file.entry.by_id] if file.entry.by_id else []
        handed_over(
            "clarification.file_scanned/refused",
            one.engagement,
            at=at,
            people=told,
            number=one.number,
        )
    return True


@transaction.atomic(durable=True)
def judge(file_id: UUID, finding: Finding) -> bool:
    """One file leaves the queue; see `judged`."""
    return judged(file_id, finding, at=now())


def scan_waiting(*, at: datetime) -> int:
    """One round over the files that wait; returns how many were judged."""
    return scanned(QuestionFile.objects.filter(scan=ScanState.WAITING), judge, at=at)


def _require_room(engagement: Engagement, files: Sequence[Stored]) -> None:
    Organisation.objects.select_for_update(no_key=True).only("pk").get(pk=engagement.body_id)
    theirs = QuestionFile.objects.filter(entry__clarification__engagement__body=engagement.body_id)
    each = theirs.order_by().values("sha256").annotate(bytes=Max("size"))
    used = each.aggregate(total=Sum("bytes"))["total"] or 0
    sizes = {one.sha256: one.size for one in files}
    held = set(theirs.filter(sha256__in=sizes).values_list("sha256", flat=True))
    more = sum(size for sha256, size in sizes.items() if sha256 not in held)
    quota = settings.EVIDENCE_QUOTA_BYTES
    if more and used + more > quota:
        raise QuotaReached(
            f"There is no room for this: {in_words(used)} of {in_words(quota)} are used by the "
            f"questions of {engagement.body.name}, and it needs {in_words(more)}. Ask without the "
            "file, or ask the alliance for more room."
        )

"""What waits for a person, read from the states of the rooms below."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import Actor
from attestations.emergency_rows import EmergencyAccess
from attestations.ending import ending_soon
from attestations.models import Attestation
from attestations.progress import how_far
from attestations.staleness import SOON_DAYS
from attestations.status import Status
from desk.task import Task, task_on
from desk.waiting_assessments import in_assessments
from organisations.models import held_by
from organisations.permissions import Permission
from principles.models import Edition, PublicationRequest
from reports.jobs import failed_jobs
from reports.models import Correction, KeyRequest
from reports.status import CorrectionStatus

P = Permission
# (permission, states, what to do, the route that does it)
ATTESTATION_TASKS = (
    (P.ATTESTATION_SUBMIT, (Status.READY,), "Read and sign", "attestations:sign"),
    (
        P.ATTESTATION_ACCEPT,
        (Status.SUBMITTED,),
        "Check for completeness",
        "attestations:attestation",
    ),
)
ANSWER_TASKS = {Status.DRAFT: "Answer", Status.RETURNED: "Complete what was returned"}


def waiting_for(actor: Actor) -> list[Task]:
    """Everything that waits for `actor`, the oldest first, each object once."""
    found: dict[str, Task] = {}
    for task in (
        *_answers(actor),
        *_attestations(actor),
        *in_assessments(actor),
        *_emergencies(actor),
        *_editions(actor),
        *_evidence(actor),
        *_corrections(actor),
        *_keys(actor),
        *_jobs(actor),
    ):
        found.setdefault(task.url, task)
    return sorted(found.values(), key=lambda task: task.since)


def _answers(actor: Actor) -> Iterator[Task]:
    """Drafts to answer, and to make ready once everything is in; whose part is done has no task."""
    rows = Attestation.objects.where_user_may(P.ATTESTATION_ANSWER, actor)
    found = list(_related(rows.filter(status__in=ANSWER_TASKS)))
    far = how_far(found, actor) if found else {}
    organisations = held_by(actor).granting(P.ATTESTATION_MAKE_READY).organisations
    for one in found:
        done = far.get(one.pk)
        what, route = ANSWER_TASKS[Status(one.status)], "attestations:attestation"
        if done and done.is_complete and one.status == Status.DRAFT:
            if one.scope.organisation_id not in organisations:
                continue
            what, route = "Check the answers and make it ready", "attestations:check"
        url = reverse(route, args=[one.pk])
        yield task_on(what, one, one.opened_at, url, done.in_words if done else "")


def _attestations(actor: Actor) -> Iterator[Task]:
    for permission, states, what, route in ATTESTATION_TASKS:
        reachable = Attestation.objects.where_user_may(permission, actor)
        for attestation in _related(reachable.filter(status__in=states)):
            yield task_on(
                what, attestation, attestation.opened_at, reverse(route, args=[attestation.pk])
            )


def _emergencies(actor: Actor) -> Iterator[Task]:
    """Operators who ask to read an attestation; whoever answers learns its id and no more."""
    for one in EmergencyAccess.objects.to_answer_by(actor, at=now()):
        hours = "1 hour" if one.hours == 1 else f"{one.hours} hours"
        until = f"{one.until.day} {one.until:%B %Y, %H:%M} UTC"
        yield Task(
            what="Grant or decline emergency access",
            title=f"Attestation {one.attestation_id}",
            of=settings.ALLIANCE_NAME,
            since=one.asked_at,
            url=reverse("attestations:emergency", args=[one.pk]),
            progress=f"{one.asked_by} asks for {hours}, to be answered until {until}",
        )


def _editions(actor: Actor) -> Iterator[Task]:
    """Drafts that another scheme manager asked to have published."""
    mine = Edition.objects.where_user_may(P.EDITION_PUBLISH, actor)
    waiting = PublicationRequest.objects.waiting().filter(edition__in=mine)
    asked = {each.edition_id for each in waiting if each.requested_by_id == actor.user_id}
    for request in waiting.select_related("edition__framework"):
        if request.edition_id not in asked:
            edition = request.edition
            yield Task(
                what=f"Edition {edition.version} waits for a second scheme manager",
                title=edition.title,
                of=edition.framework.title,
                since=request.requested_at,
                url=f"/editions/{edition.pk}/publish/",
            )


def _evidence(actor: Actor) -> Iterator[Task]:
    """Evidence of organisations that this person answers for, and that ends within 30 days."""
    for each in ending_soon(actor, on=now().date()):
        pieces = "A piece" if each.count == 1 else f"{each.count} pieces"
        ends = "ends" if each.count == 1 else "end"
        since = datetime.combine(each.first - timedelta(days=SOON_DAYS), time(), tzinfo=UTC)
        yield Task(
            what=f"{pieces} of evidence {ends} within {SOON_DAYS} days",
            title="Evidence library",
            of=each.organisation,
            since=since,
            url=reverse("attestations:library", args=[each.slug]) + "?state=soon&sort=ends",
        )


def _corrections(actor: Actor) -> Iterator[Task]:
    """Corrections of reports that this person may confirm; not one that she asked for."""
    mine = Correction.objects.where_user_may(P.CORRECTION_CONFIRM, actor)
    waiting = mine.filter(status=CorrectionStatus.ASKED).exclude(asked_by=actor.user_id)
    for one in waiting.select_related("report__organisation", "report__scope"):
        yield Task(
            what=f"Confirm the correction of {one.report.number}, or decline it",
            title=one.report.scope.title,
            of=one.report.organisation.name,
            since=one.asked_at,
            url=f"/corrections/{one.pk}/",
        )


def _keys(actor: Actor) -> Iterator[Task]:
    """Keys that another key custodian wants in use, or out of it."""
    mine = KeyRequest.objects.where_user_may(P.KEY_CONFIRM, actor)
    for one in mine.filter(status=CorrectionStatus.ASKED).exclude(asked_by=actor.user_id):
        goes = "goes out of use" if one.ends else "comes into use"
        yield Task(
            what=f"Confirm that key {one.short} {goes}, or decline it",
            title="Keys of the seal",
            of=settings.ALLIANCE_NAME,
            since=one.asked_at,
            url=f"/keys/{one.pk}/",
        )


def _jobs(actor: Actor) -> Iterator[Task]:
    """Reports and receipts whose attempts are used up, for operators: all of them in one line."""
    if not held_by(actor).granting(P.JOB_RETRY):
        return
    failed, since = failed_jobs(actor)
    if since is not None:
        yield Task(
            what="A job failed: have it made again"
            if failed == 1
            else f"{failed} jobs failed: have them made again",
            title="Reports and receipts",
            of="The alliance",
            since=since,
            url="/jobs/?show=failed",
        )


def _related(attestations: QuerySet[Attestation]) -> Iterable[Attestation]:
    return attestations.select_related("scope__organisation")

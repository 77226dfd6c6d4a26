"""Correcting a live report: a registrar asks, a decision maker confirms, and a new one becomes due.

The old report stays as it is, with its number and bytes. The new one rests on the same submission
and the same decision, runs for the same time, and has a number of its own; when it goes live, a
notice on the old one leads to it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.messages import Recipient
from accounts.one_person import one_person
from accounts.refusal import Refusal
from attestations.models import Attestation
from journal.recording import record, require_transaction
from organisations.inbox import told_as
from organisations.models import Organisation
from organisations.permissions import Permission, Role, Side
from reports.correctable import why_not_correctable
from reports.corrected import Code
from reports.due import opened
from reports.handing_over import handed_over_of
from reports.models import Correction, Report
from reports.status import CorrectionStatus, Kind
from reports.still_held import require_role

P = Permission


class NotCorrectable(Refusal):
    """This report cannot be corrected now; the text says why."""


class NotAsked(Refusal):
    """The correction has been answered already."""


class SamePerson(Refusal):
    """Whoever asked cannot confirm it."""


def asked(report_id: UUID, code: Code, what: str, *, by: Actor, at: datetime) -> Correction:
    """Ask that a live report be made anew. Raises `NotCorrectable`."""
    report = _locked(report_id)
    require_role(by, P.REPORT_CORRECT, at)
    _refuse_unless_correctable(report)
    if report.corrections.filter(status=CorrectionStatus.ASKED).exists():
        raise NotCorrectable("A correction of this report has been asked for. Wait for its answer.")
    if not what.strip():
        raise NotCorrectable("Write what is changed.")
    correction = Correction.objects.create(
        report=report, code=code.value, what=what.strip(), asked_by_id=by.person_id, asked_at=at
    )
    _record("report.correction_asked", correction, by=by, reason=correction.what)
    handed_over_of("report.correction_asked", correction, by=by, at=at)
    return correction


@transaction.atomic(durable=True)
def ask_correction(report_id: UUID, code: Code, what: str, *, by: Actor) -> Correction:
    """A registrar asks that a live report be corrected, with the reason and what changes."""
    return asked(report_id, code, what, by=by, at=now())


def confirmed(correction_id: UUID, *, by: Actor, at: datetime) -> Report:
    """Make the row of the report that corrects. Raises `SamePerson`, `NotAsked`, `NotCorrectable`."""
    correction, old = _waiting(correction_id)
    require_role(by, P.CORRECTION_CONFIRM, at)
    if one_person(by.person_id, correction.asked_by_id):
        raise SamePerson("You asked for this correction. Another person has to confirm it.")
    _refuse_unless_correctable(old)
    new = opened(Kind(old.kind), old.attestation, old.submission, old.decision, at=at, corrects=old)
    correction.status = CorrectionStatus.CONFIRMED
    correction.answered_by_id, correction.answered_at = by.person_id, at
    correction.by_report = new
    correction.save(update_fields=["status", "answered_by", "answered_at", "by_report"])
    _record("report.correction_confirmed", correction, by=by, new=new.number)
    handed_over_of(
        "report.correction_confirmed", correction, by=by, at=at, person=asker(correction)
    )
    return new


@transaction.atomic(durable=True)
def confirm_correction(correction_id: UUID, *, by: Actor) -> Report:
    """A decision maker confirms with a fresh second factor; the new report becomes due."""
    by.require_fresh_second_factor()
    return confirmed(correction_id, by=by, at=now())


def declined(correction_id: UUID, reason: str, *, by: Actor, at: datetime) -> Correction:
    """Nothing is made anew, and the reason is kept. Raises `NotAsked`."""
    correction, _ = _waiting(correction_id)
    require_role(by, P.CORRECTION_DECLINE, at)
    if not reason.strip():
        raise NotCorrectable("Write why it is declined.")
    correction.status = CorrectionStatus.DECLINED
    correction.answered_by_id, correction.answered_at = by.person_id, at
    correction.declined_because = reason.strip()
    correction.save(update_fields=["status", "answered_by", "answered_at", "declined_because"])
    _record("report.correction_declined", correction, by=by, reason=correction.declined_because)
    handed_over_of("report.correction_declined", correction, by=by, at=at, person=asker(correction))
    return correction


@transaction.atomic(durable=True)
def decline_correction(correction_id: UUID, reason: str, *, by: Actor) -> Correction:
    """A decision maker declines it, or a registrar takes it back."""
    return declined(correction_id, reason, by=by, at=now())


def asker(correction: Correction) -> list[Recipient]:
    """The registrar who asked, as somebody to tell."""
    alliance = Organisation.objects.get(side=Side.ALLIANCE.value)
    role = Role.REGISTRAR.value
    told = told_as(role, alliance.name)
    return [Recipient(correction.asked_by_id, alliance.pk, role, told)]


def _locked(report_id: UUID) -> Report:
    """The report; its attestation is locked, as by everything that happens to it."""
    require_transaction()
    attestation_id = Report.objects.values_list("attestation", flat=True).get(pk=report_id)
    Attestation.objects.select_for_update(of=("self",)).get(pk=attestation_id)
    return Report.objects.select_related("attestation__scope", "submission", "decision").get(
        pk=report_id
    )


def _waiting(correction_id: UUID) -> tuple[Correction, Report]:
    found = Correction.objects.values_list("report", flat=True).get(pk=correction_id)
    old = _locked(found)
    correction = Correction.objects.select_for_update().get(pk=correction_id)
    if correction.status != CorrectionStatus.ASKED:
        raise NotAsked("This correction has been answered. Look at it again.")
    return correction, old


def _refuse_unless_correctable(report: Report) -> None:
    reason = why_not_correctable(report)
    if reason:
        raise NotCorrectable(reason)


def _record(
    act: str, correction: Correction, *, by: Actor, reason: str = "", new: str = ""
) -> None:
    facts = {"correction": str(correction.pk), "code": correction.code}
    record(
        act,
        correction.report,
        by=by,
        organisation_id=correction.report.organisation_id,
        to_state=correction.status,
        reason=reason,
        facts=facts | ({"new": new} if new else {}),
    )

"""Signing and submitting, and recalling what was submitted."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.one_person import one_person
from accounts.refusal import Refusal
from attestations import grants, snapshot
from attestations import statement as wording
from attestations.editions import require_in_force
from attestations.handing_over import closed_to_registrars, handed_over
from attestations.models import Attestation, BriefingView, Submission
from attestations.moves import moved
from attestations.reading import content_of, draft_of, thresholds_of
from attestations.refusing import SamePerson, same_person_recorded
from attestations.statement import Statement
from attestations.status import Act
from journal.recording import record, require_transaction
from principles.scoring import Result
from transparency.appending import append
from transparency.manifests import SALT_BYTES, commitment, submission_leaf


class BriefingNotRead(Refusal):
    """The person did not open the briefing for this very content."""


class ContentChanged(Refusal):
    """What is to be signed is not what was made ready, or not what the page showed."""


class WrongStatement(Refusal):
    """The statement, its version or the authority is not the one that must be accepted."""


class CannotRecall(Refusal):
    """Something above rests on the submission; the text says what must happen first."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What the signatory is shown: exactly this is signed."""

    attestation: Attestation
    content: dict[str, Any]
    sha256: str
    statement: str
    version: str
    result: Result


def briefing_of(attestation: Attestation, *, at: datetime) -> Briefing:
    """The content, its digest, its declared result if signed at `at`, and the exact statement."""
    content = content_of(draft_of(attestation), attestation.ready_warnings)
    text = wording.text_for(
        organisation=attestation.scope.organisation.name,
        scope=attestation.scope.title,
        as_of=f"{attestation.as_of:%-d %B %Y}",
        alliance=settings.ALLIANCE_NAME,
    )
    thresholds = thresholds_of(attestation.edition)
    result = snapshot.declared(content, signed_on=at.date(), thresholds=thresholds)
    sha256 = snapshot.digest(snapshot.canonical(content))
    return Briefing(attestation, content, sha256, text, wording.VERSION, result)


def briefed(attestation: Attestation, sha256: str, *, by: Actor, at: datetime) -> None:
    """Keep that this person opened the briefing for this digest; once is enough."""
    require_transaction()
    seen = BriefingView.objects.filter(
        attestation=attestation, user_id=by.person_id, sha256=sha256
    ).exists()
    if not seen:
        BriefingView.objects.create(
            attestation=attestation, user_id=by.person_id, sha256=sha256, opened_at=at
        )


def submitted(attestation_id: UUID, statement: Statement, *, by: Actor, at: datetime) -> Submission:
    """Freeze the content, log a salted commitment of it, and open it to the registrars.

    Raises `SamePerson`, `ContentChanged`, `BriefingNotRead`, `WrongStatement`, `WrongStatus`, and
    `NotInForce` before the edition takes effect and from its sunset on.
    """
    attestation = moved(attestation_id, Act.SUBMIT)
    require_in_force(attestation, at.date())
    if one_person(by.person_id, attestation.made_ready_by_id):
        raise SamePerson(
            "The person who made it ready cannot sign it, in no account of hers. Ask another "
            "signatory, or reopen it and let a colleague make it ready."
        )
    briefing = briefing_of(attestation, at=at)
    _require(briefing, statement, by=by)
    attestation.submitted_at = at
    attestation.return_items = []
    attestation.save(update_fields=["status", "submitted_at", "return_items"])
    grants.open_to_registrars(attestation, at=at)
    submission = _frozen(briefing, statement, by=by, at=at)
    record(
        "attestation.submitted",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=attestation.came_from,
        to_state=attestation.status,
        after_sha256=submission.sha256,
        facts={
            "submission": str(submission.pk),
            "statement_version": submission.statement_version,
            "publish_declared": submission.publish_declared,
            "log_index": submission.log_index,
        },
    )
    handed_over("attestation.submitted", attestation, by=by, at=at)
    return submission


def _require(briefing: Briefing, statement: Statement, *, by: Actor) -> None:
    """Refuse to sign anything but what was made ready, read and shown."""
    if briefing.sha256 != briefing.attestation.ready_sha256:
        raise ContentChanged(
            "What is to be signed has changed since it was made ready. "
            "Reopen it, check it and make it ready again."
        )
    if statement.sha256 != briefing.sha256:
        raise ContentChanged("The page showed an earlier version. Read it again before you sign.")
    views = BriefingView.objects.filter(
        attestation=briefing.attestation, user_id=by.person_id, sha256=briefing.sha256
    )
    if not views.exists():
        raise BriefingNotRead("Open the page that shows what will be signed, and read it first.")
    if (statement.text, statement.version) != (briefing.statement, briefing.version):
        raise WrongStatement("The statement has changed. Read it again before you sign.")
    if not statement.authority.strip():
        raise WrongStatement("Say by what authority you sign.")


def _frozen(briefing: Briefing, statement: Statement, *, by: Actor, at: datetime) -> Submission:
    """The row of the submission, its commitment in the log; the log's lock is taken here, late."""
    salt = secrets.token_bytes(SALT_BYTES)
    digest = bytes.fromhex(briefing.sha256)
    sequence = briefing.attestation.submissions.count() + 1
    (index,) = append([submission_leaf(salt, digest, at)])
    return Submission.objects.create(
        attestation=briefing.attestation,
        sequence=sequence,
        content=snapshot.canonical(briefing.content),
        sha256=briefing.sha256,
        statement=statement.text,
        statement_version=statement.version,
        authority=statement.authority.strip(),
        publish_declared=statement.publish_declared,
        signed_by_id=by.person_id,
        signed_at=at,
        salt=salt,
        commitment=commitment(salt, digest),
        log_index=index,
    )


def why_not_recalled(attestation: Attestation) -> str:
    """What keeps something that was submitted from being recalled; empty where nothing does."""
    if attestation.engagement_active:
        return (
            "An assessment is under way, and what is assessed cannot be recalled. Ask the assessor "
            "body to end the engagement first."
        )
    if attestation.declared_report_live:
        return (
            "A report of this declaration is public. Ask the alliance's registrar to withdraw it "
            "first; then the attestation can be recalled."
        )
    return ""


def recalled(attestation_id: UUID, reason: str, *, by: Actor, at: datetime) -> Attestation:
    """Back to a draft; what was submitted stays on record, and registrars see it no more.

    The reasons of the warnings stay on the row: they come back when it is checked again.
    Raises `CannotRecall` while an engagement is active or a declared report is live.
    """
    if not reason.strip():
        raise CannotRecall("Say why it is recalled.")
    attestation = moved(attestation_id, Act.RECALL)
    refused = why_not_recalled(attestation)
    if refused:
        raise CannotRecall(refused)
    before = attestation.ready_sha256
    attestation.ready_sha256 = ""
    attestation.made_ready_by = None
    attestation.made_ready_at = None
    attestation.accepted_at = None
    attestation.save(
        update_fields=[
            "status",
            "ready_sha256",
            "made_ready_by",
            "made_ready_at",
            "accepted_at",
        ]
    )
    grants.end(attestation, grants.SUBMISSION, at=at)
    record(
        "attestation.recalled",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=attestation.came_from,
        to_state=attestation.status,
        reason=reason.strip(),
        before_sha256=before,
    )
    closed_to_registrars(attestation, at=at)
    handed_over("attestation.recalled", attestation, by=by, at=at)
    return attestation


@transaction.atomic(durable=True)
def open_briefing(attestation: Attestation, *, by: Actor) -> Briefing:
    """The signatory opens the briefing; that she did is kept, with the digest it showed."""
    at = now()
    briefing = briefing_of(attestation, at=at)
    briefed(attestation, briefing.sha256, by=by, at=at)
    return briefing


@same_person_recorded("attestation.submitted")
@transaction.atomic(durable=True)
def submit(attestation_id: UUID, statement: Statement, *, by: Actor) -> Submission:
    """The signatory signs what the briefing page showed, and hands it over."""
    by.require_fresh_second_factor()
    return submitted(attestation_id, statement, by=by, at=now())


@transaction.atomic(durable=True)
def recall(attestation_id: UUID, reason: str, *, by: Actor) -> Attestation:
    """The signatory takes the submission back."""
    by.require_fresh_second_factor()
    return recalled(attestation_id, reason, by=by, at=now())

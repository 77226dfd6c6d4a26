"""Working notes of an engagement's people, which never leave their body."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.following import require_reach
from assessments.models import WorkingNote
from assessments.moves import locked
from assessments.naming import named
from assessments.refusing import refusals_recorded
from journal.recording import record
from organisations.permissions import Permission
from principles.models import Criterion


class NoteRefused(Refusal):
    """A note says nothing, or is about nothing that is asked here."""


def written(engagement_id: UUID, code: str, text: str, *, by: Actor, at: datetime) -> WorkingNote:
    """Keep a note on a criterion; joins the transaction.

    The journal keeps that there is a note and on which criterion, and none of its words.
    """
    engagement = locked(engagement_id)
    named(engagement, by, Permission.NOTES_WRITE, at)
    require_reach(engagement, [code])
    if not text.strip():
        raise NoteRefused("Write the note first.")
    edition_id = engagement.attestation.edition_id
    criterion = Criterion.objects.filter(edition_id=edition_id, code=code).first()
    if criterion is None:
        raise NoteRefused("This criterion is not asked here. Reload the list of criteria.")
    note = WorkingNote.objects.create(
        engagement=engagement,
        criterion=criterion,
        text=text.strip(),
        written_by_id=by.person_id,
        written_at=at,
    )
    facts = {"engagement": str(engagement.pk), "criterion": str(criterion.pk)}
    record("note.written", note, by=by, organisation_id=engagement.body_id, facts=facts)
    return note


@refusals_recorded("note.written")
@transaction.atomic(durable=True)
def write_note(engagement_id: UUID, code: str, text: str, *, by: Actor) -> WorkingNote:
    """Somebody named in the engagement notes something for her colleagues in it."""
    return written(engagement_id, code, text, by=by, at=now())

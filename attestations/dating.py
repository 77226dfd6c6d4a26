"""Moving the as-of date of a draft."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.drafting import NotEditable
from attestations.models import Attestation
from attestations.status import EDITABLE
from journal.recording import record, require_transaction


class InTheFuture(Refusal):
    """The as-of date is later than today."""


def why_not(attestation: Attestation) -> str:
    """Why its as-of date cannot be changed; empty where it can."""
    if attestation.status in EDITABLE:
        return ""
    return (
        f"The attestation is {attestation.status_words.lower()}, and only a draft's as-of date can be "
        "changed. Open its first page to see what can be done."
    )


def dated(attestation_id: UUID, as_of: date, *, by: Actor, at: datetime) -> Attestation:
    """Let all answers hold for another day; ages and periods are counted back from it.

    Takes the attestation's row FOR UPDATE, since every level may change with the day. Answers
    that do not fit the new day show as gaps.
    """
    require_transaction()
    attestation = (
        Attestation.objects.select_for_update(of=("self",))
        .select_related("scope")
        .get(pk=attestation_id)
    )
    refused = why_not(attestation)
    if refused:
        raise NotEditable(refused)
    if as_of > at.date():
        raise InTheFuture("The as-of date cannot be later than today. Enter an earlier day.")
    before = attestation.as_of
    if as_of == before:
        return attestation
    attestation.as_of = as_of
    attestation.save(update_fields=["as_of"])
    record(
        "attestation.details_changed",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        facts={"as_of": [before.isoformat(), as_of.isoformat()]},
    )
    return attestation


@transaction.atomic(durable=True)
def change_as_of(attestation_id: UUID, as_of: date, *, by: Actor) -> Attestation:
    """An owner or editor moves the as-of date."""
    return dated(attestation_id, as_of, by=by, at=now())

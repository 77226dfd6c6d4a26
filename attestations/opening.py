"""Opening an attestation."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.models import Answer, Attestation
from attestations.rating import questions
from attestations.reading import asked_of
from attestations.status import CLOSED, WORDS
from journal.recording import record, require_transaction
from organisations.layers import in_order
from organisations.models import Scope
from principles.models import Criterion, Edition


class CannotOpen(Refusal):
    """An attestation cannot be opened like this; the text says why."""


def opened(
    scope_id: UUID, edition_id: UUID, as_of: date, *, by: Actor, at: datetime
) -> Attestation:
    """Open a blank draft with a row for every answer that the scope's layers ask for.

    Statement and layers are copied from the scope. Raises `CannotOpen` for a day in the future,
    an edition that is not open to new attestations, or a second live attestation.
    """
    attestation = begun(scope_id, edition_id, as_of, by=by, at=at)
    Answer.objects.bulk_create(blank_answers(attestation, by=by, at=at))
    record(
        "attestation.opened",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        to_state=attestation.status,
        facts={"edition": attestation.edition.sha256, "as_of": as_of.isoformat()},
    )
    return attestation


def begun(
    scope_id: UUID,
    edition_id: UUID,
    as_of: date,
    *,
    by: Actor,
    at: datetime,
    carried_from: Attestation | None = None,
) -> Attestation:
    """Make the row of a new draft, yet without answers; raises as `opened` does."""
    require_transaction()
    if as_of > at.date():
        raise CannotOpen("The as-of date cannot be later than today. Enter an earlier day.")
    scope = Scope.objects.select_related("organisation").get(pk=scope_id)
    if not scope.statement.is_whole:
        raise CannotOpen(
            f"The scope “{scope}” does not yet say what is excluded, and why the line is drawn "
            "there. Both are published with the result. Change the scope first."
        )
    edition = Edition.objects.open_to(at.date()).filter(pk=edition_id).first()
    if edition is None:
        raise CannotOpen("No attestation can be opened against this edition today. Choose another.")
    try:
        with transaction.atomic():
            attestation = Attestation.objects.create(
                scope=scope,
                edition=edition,
                as_of=as_of,
                scope_statement=scope.statement.text,
                scope_included=scope.included,
                scope_excluded=scope.excluded,
                scope_why=scope.why,
                layers=in_order(scope.layers),
                carried_from=carried_from,
                opened_by_id=by.person_id,
                opened_at=at,
            )
    except IntegrityError as error:
        raise CannotOpen(standing_in_the_way(scope, edition)) from error
    return attestation


def standing_in_the_way(scope: Scope, edition: Edition) -> str:
    """Why no attestation of this scope can be opened against this edition; empty when one can."""
    live = Attestation.objects.filter(scope=scope, edition=edition).exclude(
        status__in=[state.value for state in CLOSED]
    )
    states = ", ".join(WORDS[each.status].lower() for each in live)
    if not states:
        return ""
    return (
        f"“{scope}” already has an attestation against this edition ({states}). "
        "Go on with that one, or cancel it first."
    )


def blank_answers(attestation: Attestation, *, by: Actor, at: datetime) -> list[Answer]:
    """A row, yet to be inserted, for every answer that the attestation's layers ask for."""
    rows = Criterion.objects.filter(edition=attestation.edition).select_related("principle")
    criteria = {criterion.code: criterion for criterion in rows}
    asked = [asked_of(each, each.principle.code) for each in criteria.values()]
    return [
        Answer(
            attestation=attestation,
            criterion=criteria[code],
            layer=layer,
            version=0,
            saved_by_id=by.person_id,
            saved_at=at,
            criterion_sha256=criteria[code].sha256,
        )
        for code, layer in questions(asked, attestation.layers)
    ]


@transaction.atomic(durable=True)
def open_attestation(scope_id: UUID, edition_id: UUID, as_of: date, *, by: Actor) -> Attestation:
    """An editor or owner opens an attestation of a scope against an edition."""
    return opened(scope_id, edition_id, as_of, by=by, at=now())

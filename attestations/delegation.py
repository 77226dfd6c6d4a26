"""Delegating criteria to a contributor, who sees and answers these and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.messages import Recipient, taken_back
from accounts.refusal import Refusal
from attestations import grants
from attestations.drafting import editable
from attestations.handing_over import handed_over
from attestations.models import Attestation, Grant
from journal.recording import record
from organisations.inbox import told_as
from organisations.models import Membership, held_by
from organisations.permissions import GRANTED, Permission, Role
from principles.models import Criterion


@dataclass(frozen=True, slots=True)
class Told:
    """What goes with a delegation: a note to the colleague, and the day by which it is wanted."""

    note: str = ""
    due: date | None = None


class CannotDelegate(Refusal):
    """These criteria cannot be delegated to this person."""


def delegated(
    attestation_id: UUID,
    user_id: UUID,
    codes: Sequence[str],
    *,
    by: Actor,
    at: datetime,
    told: Told | None = None,
) -> Attestation:
    """From now on the contributor has exactly these criteria; none ends the delegation.

    Her membership is locked: `editable` lets two of these in side by side, and the criteria of one
    would stand beside those of the other, or in place of them.
    """
    attestation = editable(attestation_id)
    organisation_id = attestation.scope.organisation_id
    contributors = Membership.objects.in_force(at).filter(
        organisation_id=organisation_id, role=Role.CONTRIBUTOR.value, user_id=user_id
    )
    if not list(contributors.select_for_update(of=("self",), no_key=True)):
        raise CannotDelegate(
            "Choose a contributor of the organisation: criteria are delegated to nobody else."
        )
    known = set(
        Criterion.objects.filter(edition_id=attestation.edition_id, code__in=codes).values_list(
            "code", flat=True
        )
    )
    if known != set(codes):
        raise CannotDelegate(
            "One of these is no criterion of this edition. Reload the page and choose again."
        )
    grants.end(attestation, grants.DELEGATION, at=at, user_id=user_id)
    if codes:
        grants.give_to_person(
            attestation,
            GRANTED[Role.CONTRIBUTOR],
            user_id=user_id,
            role=Role.CONTRIBUTOR,
            organisation=attestation.scope.organisation,
            because=grants.DELEGATION,
            at=at,
            criteria=sorted(known),
            note=told.note if told else "",
            due=told.due if told else None,
        )
    record(
        "attestation.delegated" if codes else "attestation.delegation_ended",
        attestation,
        by=by,
        organisation_id=organisation_id,
        facts={"to": str(user_id), "criteria": sorted(known)},
    )
    _tell(attestation, user_id, len(known), told, by=by, at=at)
    return attestation


def _tell(
    attestation: Attestation,
    user_id: UUID,
    many: int,
    told: Told | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The colleague is told what she has now; what was told before is not true any more."""
    taken_back(attestation.pk, at=at, user_id=user_id, role=Role.CONTRIBUTOR.value)
    if not many:
        return
    organisation = attestation.scope.organisation
    words = told_as(Role.CONTRIBUTOR, organisation.name)
    who = Recipient(user_id, organisation.pk, Role.CONTRIBUTOR.value, words)
    due = told.due if told else None
    handed_over(
        "attestation.delegated",
        attestation,
        by=by,
        at=at,
        person=[who],
        count="1 criterion" if many == 1 else f"{many} criteria",
        until=f", by {due:%-d %B %Y}" if due else "",
    )


def open_criteria(
    attestation: Attestation, permission: Permission, actor: Actor
) -> frozenset[str] | None:
    """The codes that a delegation opens to this person; None where all are open to her."""
    if attestation.scope.organisation_id in held_by(actor).granting(permission).organisations:
        return None
    found = (
        Grant.objects.giving(permission, actor)
        .filter(attestation=attestation)
        .values_list("criteria", flat=True)
    )
    every = list(found)
    if any(codes is None for codes in every):
        return None
    return frozenset(code for codes in every for code in codes or ())


@transaction.atomic(durable=True)
def delegate(
    attestation_id: UUID,
    user_id: UUID,
    codes: Sequence[str],
    *,
    by: Actor,
    told: Told | None = None,
) -> Attestation:
    """The owner or an editor hands criteria to a contributor, with a note where there is one."""
    return delegated(attestation_id, user_id, codes, by=by, at=now(), told=told)


def standing(attestation: Attestation) -> QuerySet[Grant]:
    """Who has which criteria now, with the note; only people who still are contributors."""
    held = Membership.objects.in_force().filter(
        organisation=OuterRef("organisation"), role=OuterRef("role"), user=OuterRef("user")
    )
    rows = Grant.objects.in_force().filter(
        Exists(held),
        attestation=attestation,
        because=grants.DELEGATION,
        permission=Permission.ANSWERS_READ.value,
    )
    return rows.select_related("user").order_by("starts_at", "pk")

"""Inviting people by mail: the link works once, for that address, for a fixed time."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.letters import send_letter
from accounts.models import User
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from organisations.models import Invitation, Organisation
from organisations.permissions import ROLE_TITLES, SIDES, Role, Side
from organisations.roles import given_role


def digest_of(token: str) -> str:
    """What is kept of a link's token: its SHA-256, hex. 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def invited(
    organisation: Organisation, email: str, role: Role, *, by: Actor
) -> tuple[Invitation, str]:
    """The invitation and the token of its link; joins the caller's transaction.

    An earlier open invitation of the same address for the same role is withdrawn by it.
    """
    require_transaction()
    if role not in SIDES[Side(organisation.side)]:
        raise Refusal(
            f"{ROLE_TITLES[role]} is not a role of this kind of organisation. Choose another."
        )
    email = email.strip().lower()
    at = now()
    Invitation.objects.filter(
        organisation=organisation, email=email, role=role, accepted_at=None, withdrawn_at=None
    ).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        token_sha256=digest_of(token),
        invited_by_id=by.user_id,
        invited_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    record(
        "person.invited",
        invitation,
        by=by,
        organisation_id=organisation.pk,
        facts={"role": role.value},
    )
    return invitation, token


@transaction.atomic(durable=True)
def invite(organisation: Organisation, email: str, role: Role, *, by: Actor) -> Invitation:
    """Somebody is asked by mail to take a role; the mail leaves once the invitation is kept."""
    invitation, token = invited(organisation, email, role, by=by)
    transaction.on_commit(lambda: send(invitation, token), robust=True)
    return invitation


def send(invitation: Invitation, token: str) -> None:
    """Send the letter and note on the invitation whether the mail server took it."""
    role = ROLE_TITLES[invitation.role]
    context = {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "role": role,
        "link": settings.SITE_ORIGIN + reverse("organisations:invitation", args=[token]),
    }
    subject = f"Invitation: {role} of {invitation.organisation.name}"
    try:
        delivered = send_letter(invitation.email, subject, "invitation.txt", context)
    except OSError:
        delivered = False
    Invitation.objects.filter(pk=invitation.pk).update(delivered=delivered)


def open_invitation(token: str) -> Invitation | None:
    """The invitation that this link belongs to, while it can still be accepted."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(
            token_sha256=digest_of(token),
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=now(),
        )
        .first()
    )


def accepted(invitation_id: UUID, user: User, *, by: Actor) -> Invitation:
    """The invitation, used up, and the role given; joins the caller's transaction."""
    require_transaction()
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=invitation_id)
    )
    at = now()
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= at:
        raise Refusal("This invitation was used, withdrawn or is too old. Ask for a new one.")
    if invitation.email != user.email:
        raise Refusal(
            "This invitation was sent to another address than the one you signed in with. "
            "Sign in with that address, or ask for an invitation to this one."
        )
    invitation.accepted_at = at
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        "invitation.accepted",
        invitation,
        by=by,
        organisation_id=invitation.organisation_id,
    )
    given_role(invitation.organisation, user, Role(invitation.role), by=by)
    return invitation


@transaction.atomic(durable=True)
def accept(invitation_id: UUID, user: User, *, by: Actor) -> Invitation:
    """An existing person accepts and holds the role from now on."""
    return accepted(invitation_id, user, by=by)


@transaction.atomic(durable=True)
def accept_as_new_person(invitation_id: UUID, name: str, password: str, *, by: Actor) -> User:
    """A person who had no account makes one with the invited address, and holds the role."""
    email = Invitation.objects.values_list("email", flat=True).get(pk=invitation_id)
    if User.objects.filter(email=email).exists():
        raise Refusal("There is an account with this address already. Sign in to accept.")
    user = User.objects.create_user(email, password, name=name)
    accepted(invitation_id, user, by=by)
    return user


def withdrawn(invitation_id: UUID, *, by: Actor) -> Invitation:
    """The invitation, no longer usable; joins the caller's transaction."""
    require_transaction()
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refusal("This invitation was used or withdrawn already. Reload the page.")
    invitation.withdrawn_at = now()
    invitation.save(update_fields=["withdrawn_at"])
    record("invitation.withdrawn", invitation, by=by, organisation_id=invitation.organisation_id)
    return invitation


@transaction.atomic(durable=True)
def withdraw(invitation_id: UUID, *, by: Actor) -> Invitation:
    """An invitation is taken back; its link stops working."""
    return withdrawn(invitation_id, by=by)

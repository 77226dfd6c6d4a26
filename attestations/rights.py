"""The rows of rights that are no membership, and which of them are whose."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from organisations.held import Held
from organisations.models import Membership, Organisation, held_by
from organisations.permissions import Permission

USER = settings.AUTH_USER_MODEL


class GrantQuerySet(models.QuerySet["Grant"]):
    """Rights that are no membership of the attestation's organisation."""

    def giving(self, permission: Permission, actor: Actor) -> Self:
        """Those that give `permission` to `actor` now, on the attestation or some of its criteria.

        What is given on one piece of evidence opens that piece and nothing else: `giving_piece`.
        """
        return self._giving(permission, actor).filter(evidence=None)

    def giving_piece(self, permission: Permission, actor: Actor) -> Self:
        """Those that give `permission` to `actor` now on one piece of evidence each."""
        return self._giving(permission, actor).filter(evidence__isnull=False)

    def ever_giving(self, permission: Permission, actor: Actor) -> Self:
        """Those that give it, or gave it until they ended, to a role that she has held since then."""
        held = held_by(actor).grantable(permission)
        if not held:
            return self.none()
        roles = Membership.objects.in_force().of(actor)
        there = roles.filter(organisation=OuterRef("organisation"), role=OuterRef("role"))
        in_time = there.filter(started_at__lt=Coalesce(OuterRef("ends_at"), now()))
        mine = self._to(held, actor).filter(permission=permission.value, evidence=None)
        return mine.filter(Exists(in_time))

    def _giving(self, permission: Permission, actor: Actor) -> Self:
        held = held_by(actor).grantable(permission)
        return (
            self._to(held, actor).in_force().filter(permission=permission.value)
            if held
            else self.none()
        )

    def in_force(self, at: datetime | None = None) -> Self:
        """Begun and not ended at `at` (now, when not given)."""
        at = at or now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)

    def _to(self, held: Held, actor: Actor) -> Self:
        """To this person, or to a role that she holds in the organisation that it is given to.

        A grant to a person names the role she has it in, and counts only while she holds that
        role (in `organisation`, where it is named): whoever leaves, or is in a session without
        the second factor that the role needs, has the grant no more.
        """
        mine = Q(user_id=actor.user_id)
        there = Q()
        for role, organisations in held.by_role():
            there |= Q(role=role, organisation__in=organisations)
        anywhere = Q(organisation=None, role__in=held.names)
        return self.filter((there & (mine | Q(user=None))) | (mine & anywhere))


class Grant(models.Model):
    """A right on an attestation that is not a membership of its organisation.

    To a person (`user`, with the `role` she has it in), or to everybody who holds `role` in
    `organisation`. `because` names what it follows from; the act that ends that ends the grant.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attestation = models.ForeignKey(
        "attestations.Attestation", models.PROTECT, related_name="grants"
    )
    # A slug of organisations/permissions.py; no choices, so that a new right needs no migration.
    permission = models.CharField(max_length=40)
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="grants")
    role = models.CharField(max_length=20, blank=True)
    criteria = ArrayField(models.CharField(max_length=40), null=True)
    # One piece that is attached to no answer of the attestation: the right is on it alone.
    evidence = models.ForeignKey(
        "attestations.Evidence", models.PROTECT, null=True, related_name="grants"
    )
    starts_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=100)
    # Said with a delegation: to the colleague, and by when. Neither opens nor ends anything.
    note = models.CharField(max_length=1000, blank=True)
    due = models.DateField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        app_label = "attestations"
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | (Q(organisation__isnull=False) & ~Q(role="")),
                name="grant_is_to_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.permission} on {self.attestation_id}"

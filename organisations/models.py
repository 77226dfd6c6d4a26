"""Organisations, memberships, scopes and invitations."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from organisations.accreditations import Accreditation
from organisations.countries import COUNTRY
from organisations.held import Held, HeldRole
from organisations.layers import CHOICES as LAYER_CHOICES
from organisations.layers import TITLES as LAYER_TITLES
from organisations.permissions import (
    REGISTER_WIDE,
    ROLE_TITLES,
    SECOND_FACTOR_ROLES,
    Permission,
    Role,
    Side,
    roles_with,
)
from organisations.scope_statement import ScopeStatement

__all__ = [
    "COUNTRY",
    "SLUG",
    "Accreditation",
    "Invitation",
    "Membership",
    "Organisation",
    "Scope",
    "held_by",
]

SLUG = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "Use lower-case letters, digits and single hyphens."
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """Only those in which a membership of `actor` allows `permission`.

        What keeping the register needs, its keepers may do on every organisation.
        """
        held = held_by(actor).granting(permission)
        if permission in REGISTER_WIDE:
            return self.all() if held.in_alliance else self.none()
        return self.filter(pk__in=held.organisations)


class Organisation(models.Model):
    """A member, an assessor body, or the alliance itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    side = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Side])
    slug = models.CharField(max_length=60, unique=True, validators=[SLUG])
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, validators=[COUNTRY])
    website = models.URLField(blank=True)
    group = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["side"], condition=Q(side="alliance"), name="organisation_one_alliance"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Roles that people hold."""

    def in_force(self, at: datetime | None = None) -> Self:
        """Begun and not ended at `at` (now, when not given), for people who may log in."""
        at = at or now()
        return self.filter(
            Q(ended_at=None) | Q(ended_at__gt=at), started_at__lte=at, user__is_active=True
        )

    def of(self, actor: Actor) -> Self:
        """Of this person; roles that need a second factor count only where one was confirmed."""
        if actor.user_id is None:
            return self.none()
        mine = self.filter(user_id=actor.user_id)
        if actor.has_second_factor:
            return mine
        return mine.exclude(role__in=[role.value for role in SECOND_FACTOR_ROLES])

    def granting(self, permission: Permission) -> Self:
        """In a role whose membership allows `permission`."""
        return self.filter(role__in=roles_with(permission))


class Membership(models.Model):
    """A person holds a role in an organisation, from and until."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(r.value, ROLE_TITLES[r]) for r in Role])
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    # Since when her name stands in the public register of assessors: she said so herself.
    listed_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="given_roles"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "role"],
                condition=Q(ended_at=None),
                name="membership_each_role_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} of {self.organisation}"


def held_by(actor: Actor) -> Held:
    """The roles that count for `actor` now; in a request, as they were when it first asked.

    One statement. Every `where_user_may` begins with it, so none has to look up memberships.
    """
    return actor.once(Membership, lambda: _read_held(actor))


def _read_held(actor: Actor) -> Held:
    if actor.user_id is None:
        return Held()
    rows = Membership.objects.in_force().of(actor).order_by()
    found = rows.values_list("organisation_id", "organisation__side", "role")
    return Held(frozenset(HeldRole(key, Side(side), Role(role)) for key, side, role in found))


class ScopeQuerySet(models.QuerySet["Scope"]):
    """Scopes, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """Only those of organisations in which a membership of `actor` allows `permission`."""
        return self.filter(organisation__in=held_by(actor).granting(permission).organisations)


class Scope(models.Model):
    """What of an organisation a declaration covers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="scopes")
    slug = models.CharField(max_length=60, validators=[SLUG])
    title = models.CharField(max_length=200)
    # The statement: excluded and why are empty only where it was written before there were parts.
    included = models.TextField()
    excluded = models.TextField(blank=True)
    why = models.TextField(blank=True)
    layers = ArrayField(models.CharField(max_length=40, choices=LAYER_CHOICES))
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopeQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "slug"], name="scope_slug_once_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(layers__len__gt=0), name="scope_has_at_least_one_layer"
            ),
        ]

    @property
    def statement(self) -> ScopeStatement:
        """What it covers, what not, and why."""
        return ScopeStatement(self.included, self.excluded, self.why)

    @property
    def layer_titles(self) -> list[str]:
        """The layers in words."""
        return [LAYER_TITLES.get(layer, layer) for layer in self.layers]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """Somebody was asked by mail to take a role; the link works once and is kept as a digest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=[(r.value, ROLE_TITLES[r]) for r in Role])
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="sent_invitations"
    )
    invited_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="accepted_invitations"
    )
    withdrawn_at = models.DateTimeField(null=True)
    delivered = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"{self.email} as {self.role} of {self.organisation}"

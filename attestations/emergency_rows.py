"""The rows of emergency access: who asked to read what, why, who granted it, until when."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from accounts.one_person import accounts_of_one
from attestations.emergency_status import EMERGENCY_WORDS, STORED, EmergencyStatus, status_at
from organisations.models import held_by
from organisations.permissions import Permission

USER = settings.AUTH_USER_MODEL
LONGEST_REASON = 1000


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    """Emergency accesses, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """All of them for the alliance's people who hold this right; nobody else knows of any."""
        return self.all() if held_by(actor).granting(permission).organisations else self.none()

    def to_answer_by(self, actor: Actor, *, at: datetime) -> Self:
        """Those that wait for this person to grant or decline: none that she asked for herself."""
        mine = self.where_user_may(Permission.GLASS_BREAK, actor)
        waiting = mine.filter(status=EmergencyStatus.ASKED, until__gt=at)
        hers = accounts_of_one(actor.user_id) if actor.user_id else ()
        return waiting.exclude(asked_by__in=hers).select_related("asked_by").order_by("asked_at")


class EmergencyAccess(models.Model):
    """An operator asks to read one attestation for some hours; another person lets him, or not.

    `until` is the end of what is open; while nobody has answered, the last moment to do so.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attestation = models.ForeignKey(
        "attestations.Attestation", models.PROTECT, related_name="emergency_accesses"
    )
    reason = models.CharField(max_length=LONGEST_REASON)
    hours = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="asked_emergency_accesses")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    status = models.CharField(
        max_length=10,
        choices=[(each.value, EMERGENCY_WORDS[each]) for each in STORED],
        default=EmergencyStatus.ASKED.value,
    )
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="decided_emergency_accesses"
    )
    decided_at = models.DateTimeField(null=True)
    declined_because = models.CharField(max_length=LONGEST_REASON, blank=True)
    ended_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="ended_emergency_accesses"
    )
    ended_at = models.DateTimeField(null=True)

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        app_label = "attestations"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="emergency_access_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["open", "declined"]) | Q(decided_by__isnull=False),
                name="emergency_access_has_its_second_person",
            ),
            models.CheckConstraint(condition=Q(hours__gte=1), name="emergency_access_has_hours"),
        ]

    def __str__(self) -> str:
        return f"emergency access to {self.attestation_id}"

    def status_at(self, at: datetime) -> EmergencyStatus:
        """Where it stands at this moment."""
        return status_at(EmergencyStatus(self.status), self.until, at)

    @property
    def stands(self) -> EmergencyStatus:
        """Where it stands now."""
        return self.status_at(now())

    @property
    def words(self) -> str:
        """Where it stands, in words for people."""
        return EMERGENCY_WORDS[self.stands]

    @property
    def because(self) -> str:
        """What the grant of the asker follows from."""
        return f"emergency:{self.pk}"

"""When each key of the seal came into use and went out of it, and who asked for it and confirmed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from organisations.models import held_by
from organisations.permissions import Permission
from reports.keys.terms import REASONS, STORES, Store, Term, Why
from reports.status import CorrectionStatus as Answer

USER = settings.AUTH_USER_MODEL
ANSWERS = {
    Answer.ASKED: "Waits for a second key custodian",
    Answer.CONFIRMED: "Confirmed",
    Answer.DECLINED: "Declined",
}
ALGORITHM = "ECDSA P-256, SHA-256"


class SealKey(models.Model):
    """A key came into use. Only ever added; nothing secret is here.

    `pem` holds the certificate, then its issuers up to the root. A key has one certificate, and
    begins once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_id = models.CharField(max_length=64, unique=True)
    certificate_sha256 = models.CharField(max_length=64, unique=True)
    pem = models.TextField()
    subject = models.TextField()
    algorithm = models.CharField(max_length=40, default=ALGORITHM)
    store = models.CharField(max_length=10, choices=[(s.value, STORES[s]) for s in Store])
    development = models.BooleanField()
    begins_at = models.DateTimeField()
    # The record of the ceremony: how many were there, and a salted commitment to what it says.
    people = models.PositiveIntegerField(default=0)
    record_commitment = models.CharField(max_length=64, blank=True)
    log_index = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["-begins_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(development=True) | (Q(people__gte=2) & ~Q(record_commitment="")),
                name="seal_key_was_made_before_two",
            )
        ]

    def __str__(self) -> str:
        return f"key {self.key_id[:12]}"

    @property
    def term(self) -> Term:
        """Its time of use, by what is on record now."""
        ends = list(self.ends.all())
        leaks = [each.not_trusted_from for each in ends if each.not_trusted_from]
        return Term(
            certificate_sha256=self.certificate_sha256,
            begins_at=self.begins_at,
            ends_at=min((each.ends_at for each in ends), default=None),
            not_trusted_from=min(leaks, default=None),
        )


class SealKeyEnd(models.Model):
    """A key went out of use. Only ever added.

    That it was compromised can come out after it was replaced: a second row says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.ForeignKey(SealKey, models.PROTECT, related_name="ends")
    why = models.CharField(max_length=12, choices=[(w.value, REASONS[w]) for w in Why])
    ends_at = models.DateTimeField()
    not_trusted_from = models.DateTimeField(null=True)
    log_index = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["ends_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(why="compromised"), name="seal_key_compromised_once"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(why="compromised"), name="seal_key_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(why="compromised", not_trusted_from__lte=F("ends_at"))
                | (~Q(why="compromised") & Q(not_trusted_from=None)),
                name="seal_key_compromised_from",
            ),
        ]

    def __str__(self) -> str:
        return f"end of {self.key}"


class KeyRequestQuerySet(models.QuerySet["KeyRequest"]):
    """What was asked for, and who may do what with it."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """All of it for the alliance's key custodians; others know of none."""
        return self.all() if held_by(actor).granting(permission).organisations else self.none()


class KeyRequest(models.Model):
    """A key custodian asked that a key come into use, or go out of it; another one answers.

    The record of the ceremony is told to key custodians only; its salt is made when it is asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ends = models.BooleanField()  # a key goes out of use; else one comes into it
    # Of a key that comes into use:
    pem = models.TextField(blank=True)
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=64, blank=True)
    store = models.CharField(
        max_length=10, blank=True, choices=[(s.value, STORES[s]) for s in Store]
    )
    people = models.PositiveIntegerField(default=0)
    record = models.TextField(blank=True)
    salt = models.BinaryField(null=True)
    # Of a key that goes out of it; and the key that came of it, once it is confirmed.
    seal_key = models.ForeignKey(SealKey, models.PROTECT, null=True, related_name="requests")
    why = models.CharField(max_length=12, blank=True, choices=[(w.value, REASONS[w]) for w in Why])
    not_trusted_from = models.DateTimeField(null=True)

    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="asked_key_requests")
    asked_at = models.DateTimeField(default=now)
    status = models.CharField(max_length=10, choices=list(ANSWERS.items()), default=Answer.ASKED)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="answered_key_requests"
    )
    answered_at = models.DateTimeField(null=True)
    declined_because = models.TextField(blank=True)

    objects = KeyRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["seal_key"], condition=Q(status="asked", ends=True), name="key_end_one_open"
            ),
            models.UniqueConstraint(
                fields=["key_id"],
                condition=Q(status="asked", ends=False),
                name="key_begin_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ends=False) | Q(seal_key__isnull=False), name="key_end_names_its_key"
            ),
            models.CheckConstraint(
                condition=Q(status="asked", answered_by=None)
                | (~Q(status="asked") & Q(answered_by__isnull=False)),
                name="key_request_answer_has_its_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(asked_by=F("answered_by")),
                name="key_request_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{'end' if self.ends else 'begin'} of key {self.short}"

    @property
    def short(self) -> str:
        """The first letters of the key's id, by which people call it."""
        return self.key_id[:12]

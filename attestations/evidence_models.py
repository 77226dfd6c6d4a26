"""The rows of evidence: pieces, their files, and which answers they support."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from attestations.rights import Grant
from organisations.models import Membership, Organisation
from organisations.permissions import Permission

USER = settings.AUTH_USER_MODEL


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    FILE = "file", "File"
    LINK = "link", "Link"
    HASH = "hash", "SHA-256 of a file that stays with you"


class DisclosureClass(models.TextChoices):
    """Who may see a piece of evidence, in plain words."""

    PUBLIC = "public", "Public: anyone may see it"
    PARTNER = "partner", "Partners that you name"
    REGULATOR = "regulator", "Regulators and the assessors"
    ASSESSOR = "assessor", "Only the assessors"
    MEMBER = "member", "Only our own organisation"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence, and who may do what with it."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """Of the actor's organisation, or attached to an attestation that a grant opens.

        A grant opens evidence by its class: what is for the member's own eyes stays closed to
        all but colleagues. A grant for some criteria opens what supports these.
        """
        roles = Membership.objects.in_force().of(actor)
        mine = roles.filter(organisation=OuterRef("organisation"))
        granted = Grant.objects.in_force().of(actor).for_permission(permission)
        for_answer = granted.filter(
            Q(criteria=None) | Q(criteria__contains=[OuterRef("answer__criterion__code")]),
            attestation=OuterRef("answer__attestation"),
        )
        linked = EvidenceLink.objects.filter(Exists(for_answer), evidence=OuterRef("pk"))
        return self.filter(
            Exists(mine.granting(permission))
            | (Exists(linked) & (~Q(disclosure=DisclosureClass.MEMBER) | Exists(mine)))
        )


class Evidence(models.Model):
    """A file, a link or a hash that supports answers; one piece serves many."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    disclosure = models.CharField(max_length=20, choices=DisclosureClass.choices)
    description = models.TextField(blank=True)
    effective_on = models.DateField(null=True)
    url = models.URLField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="added_evidence")
    added_at = models.DateTimeField(default=now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class ScanState(models.TextChoices):
    """What the scanner said of a file."""

    WAITING = "waiting", "Waiting for the virus scanner"
    NOT_SCANNED = "not_scanned", "Not scanned"
    CLEAN = "clean", "Scanned: nothing found"
    INFECTED = "infected", "Scanned: refused"


class EvidenceFile(models.Model):
    """One file of one version of evidence, named by its SHA-256; only the scan state changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="files")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(null=True)
    media_type = models.CharField(max_length=100, blank=True)
    stored = models.BooleanField(default=True)
    scan = models.CharField(max_length=20, choices=ScanState.choices, default=ScanState.WAITING)
    uploaded_by = models.ForeignKey(USER, models.PROTECT, related_name="uploaded_files")
    uploaded_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["version", "uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_file_has_a_digest"
            )
        ]

    def __str__(self) -> str:
        return self.name


class EvidenceLink(models.Model):
    """This piece of evidence supports this answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey("attestations.Answer", models.PROTECT, related_name="evidence_links")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "evidence"], name="evidence_linked_once")
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.answer_id}"

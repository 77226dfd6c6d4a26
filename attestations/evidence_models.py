"""The rows of evidence: pieces, their files, and which answers they support."""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from attestations.rights import Grant
from organisations.models import Organisation, held_by
from organisations.permissions import Permission

USER = settings.AUTH_USER_MODEL


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    FILE = "file", "File"
    LINK = "link", "Link"
    HASH = "hash", "SHA-256 of a file that stays with you"
    STATEMENT = "statement", "Statement in your own words"


KIND_WORDS: Final = {
    EvidenceKind.FILE: "Files",
    EvidenceKind.LINK: "Link",
    EvidenceKind.HASH: "SHA-256 of a file that stays with its owner until it is revealed",
    EvidenceKind.STATEMENT: "Statement in the organisation’s own words",
}
# What carries a level. A statement explains; words alone lift nothing above what a bare claim gets.
CARRYING: Final = frozenset({EvidenceKind.FILE, EvidenceKind.LINK, EvidenceKind.HASH})


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
        all but colleagues. A grant for some criteria opens what supports these, and one for a
        piece that piece alone.
        """
        held = held_by(actor)
        reach = Q(organisation__in=held.granting(permission).organisations)
        if held.grantable(permission):
            granted = Grant.objects.giving(permission, actor).filter(
                Q(criteria=None) | Q(criteria__contains=[OuterRef("answer__criterion__code")]),
                attestation=OuterRef("answer__attestation"),
            )
            linked = EvidenceLink.objects.filter(Exists(granted), evidence=OuterRef("pk"))
            theirs = Q(disclosure=DisclosureClass.MEMBER)
            colleague = Q(organisation__in=held.organisations)
            alone = Grant.objects.giving_piece(permission, actor).filter(evidence=OuterRef("pk"))
            reach |= (Exists(linked) | Exists(alone)) & (~theirs | colleague)
        return self.filter(reach)


class EvidenceParticulars(models.Model):
    """What is said of a piece of evidence; the piece and its versions share these fields.

    `effective_on` is the day from which it holds, `covers_from` to `covers_until` the period that
    it speaks of (both days included), `expires_on` the first day on which it is stale; none of
    them is when it was uploaded. `public_summary` is what anyone may read of a piece whose class
    closes it. `text` is a control statement's own words.
    """

    title = models.CharField(max_length=200)
    disclosure = models.CharField(max_length=20, choices=DisclosureClass.choices)
    description = models.TextField(blank=True)
    public_summary = models.TextField(blank=True)
    effective_on = models.DateField(null=True)
    covers_from = models.DateField(null=True)
    covers_until = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    url = models.URLField(max_length=2000, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        abstract = True


PARTICULARS = (
    "title",
    "disclosure",
    "description",
    "public_summary",
    "effective_on",
    "covers_from",
    "covers_until",
    "expires_on",
    "url",
    "text",
)


class Evidence(EvidenceParticulars):
    """A file, a link, a hash or a statement that supports answers; one piece serves many."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="added_evidence")
    added_at = models.DateTimeField(default=now, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(covers_from=None)
                | Q(covers_until=None)
                | Q(covers_until__gte=models.F("covers_from")),
                name="evidence_period_ends_after_it_begins",
                violation_error_message="The period must not end before it begins.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_words(self) -> str:
        """What it is, for whoever reads it."""
        return KIND_WORDS[EvidenceKind(self.kind)]


class EvidenceVersion(EvidenceParticulars):
    """What was said of a piece in one version: who, when. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="saved_evidence_versions")
    saved_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "version"], name="evidence_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class ScanState(models.TextChoices):
    """What the scanner said of a file."""

    WAITING = "waiting", "Waiting for the virus scanner"
    NOT_SCANNED = "not_scanned", "Not scanned"
    CLEAN = "clean", "Scanned: nothing found"
    INFECTED = "infected", "Scanned: refused"


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Files of evidence, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """Of pieces that `actor` may reach; whom a grant lets in, by each file's own class.

        A file without one has the class that the piece had in the file's version, so that a piece
        that is opened later does not open what it held before; a file that is closed in the
        present version is closed in those before, too.
        """
        then = EvidenceVersion.objects.filter(
            evidence=OuterRef("evidence"), version=OuterRef("version")
        ).values("disclosure")
        closed = DisclosureClass.MEMBER
        closed_now = EvidenceFile.objects.filter(
            evidence=OuterRef("evidence"),
            sha256=OuterRef("sha256"),
            version=OuterRef("evidence__version"),
            disclosure=closed,
        )
        let_in = ~Q(disclosure=closed) & (~Q(disclosure="") | ~Q(of_its_version=closed))
        return self.alias(
            of_its_version=Coalesce(Subquery(then), models.F("evidence__disclosure"))
        ).filter(
            Q(evidence__organisation__in=held_by(actor).organisations)
            | (let_in & ~Exists(closed_now)),
            evidence__in=Evidence.objects.where_user_may(permission, actor),
        )


class EvidenceFile(models.Model):
    """One file of one version of evidence, named by its SHA-256.

    Only the scan state changes; and a file that stayed with the member (`stored` is false) may be
    revealed once, when its bytes have this very digest. `disclosure` is its own class, empty where
    it is the piece's. `salt`, `commitment` and `log_index` are set for files of which only the
    digest was given: the public log shows that it stood then (`transparency/manifests.py`). A
    trigger refuses every other change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="files")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(null=True)
    media_type = models.CharField(max_length=100, blank=True)
    disclosure = models.CharField(max_length=20, choices=DisclosureClass.choices, blank=True)
    stored = models.BooleanField(default=True)
    scan = models.CharField(max_length=20, choices=ScanState.choices, default=ScanState.WAITING)
    uploaded_by = models.ForeignKey(USER, models.PROTECT, related_name="uploaded_files")
    uploaded_at = models.DateTimeField(default=now, editable=False)
    salt = models.BinaryField(max_length=32, null=True)
    commitment = models.CharField(max_length=64, blank=True)
    log_index = models.BigIntegerField(null=True)
    revealed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="revealed_files")
    revealed_at = models.DateTimeField(null=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["version", "uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_file_has_a_digest"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seen_by(self) -> str:
        """The class that decides who may see it: its own, or the piece's."""
        return self.disclosure or self.evidence.disclosure

    @property
    def salt_hex(self) -> str:
        """The commitment's salt as people copy it."""
        return bytes(self.salt or b"").hex()


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

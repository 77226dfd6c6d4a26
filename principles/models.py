from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from organisations.models import Membership, held_by
from organisations.permissions import Permission, Side
from principles.vocabulary import AnswerType, Disclosure


class Framework(models.Model):
    """A set of principles under a stable name; what it asks stands in its editions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)

    class Meta:
        app_label = "principles"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, asked for what may be read, used and written."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """All editions for whom the alliance gave the right, none for others.

        Drafts and published ones: an act refuses what the state of an edition forbids.
        """
        may = held_by(actor).granting(permission).in_alliance
        return self.all() if may else self.none()

    def published(self) -> Self:
        """Editions that everybody may read and that never change again."""
        return self.filter(published_at__isnull=False)

    def open_to(self, on: date) -> Self:
        """Keep the published editions against which an attestation may be opened on the day `on`.

        From its publication, even before it takes effect, so that members can prepare; until the
        day on which the edition that follows it must be used, or its own sunset.
        """
        over = Edition.objects.published().filter(follows=OuterRef("pk"), use__adopt_by__lte=on)
        return self.published().filter(~Exists(over), *_before_sunset(on))

    def in_force(self, on: date) -> Self:
        """Keep the published editions against which an attestation may be signed on the day `on`.

        That is from the day an edition takes effect until its sunset.
        """
        return self.published().filter(*_before_sunset(on), effective_on__lte=on)


def _before_sunset(on: date) -> tuple[Q]:
    return (Q(use__isnull=True) | Q(use__sunset__isnull=True) | Q(use__sunset__gt=on),)


class Edition(models.Model):
    """One version of a framework: immutable, with all its children, once it is published.

    `sha256` is the hex digest of the canonical text (principles/wording.py). The refusal to
    change a published edition is a trigger of the database (migration 0002).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="editions")
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=20)
    method = models.CharField(max_length=40)
    effective_on = models.DateField()
    note = models.TextField(blank=True, default="")
    target_level = models.PositiveSmallIntegerField()
    scoring = models.JSONField()
    rubric = models.JSONField()
    layers = models.JSONField()
    alternative_structures = models.JSONField(default=list)
    # The edition this one follows, why it was made, and what it declares to have changed.
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    reason = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=list, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        app_label = "principles"
        ordering = ["framework__slug", "effective_on", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "version"], name="edition_one_per_framework_and_version"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="edition_published_has_a_digest",
                violation_error_message="A published edition must carry its digest.",
            ),
            models.CheckConstraint(
                condition=Q(target_level__range=(1, 4)), name="edition_target_level_in_range"
            ),
            models.CheckConstraint(
                condition=~Q(follows=F("id")),
                name="edition_follows_another",
                violation_error_message="An edition cannot follow itself.",
            ),
            # The published editions of a framework stand in one line, from a first one.
            models.UniqueConstraint(
                fields=["follows"],
                condition=Q(published_at__isnull=False, follows__isnull=False),
                name="edition_followed_once",
            ),
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(published_at__isnull=False, follows__isnull=True),
                name="edition_one_first_per_framework",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class EditionUse(models.Model):
    """From when an edition must be used, and from when it may not be; these dates can change.

    `adopt_by` is the first day on which a new attestation must use it rather than the edition it
    follows, `sunset` the first day on which none may be signed against it any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="use")
    adopt_by = models.DateField(null=True, blank=True)
    sunset = models.DateField(null=True, blank=True)
    # While it is a draft: the sunset that its publication gives to the edition it follows.
    sunset_of_followed = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "principles"
        constraints = [
            models.CheckConstraint(
                condition=Q(adopt_by__isnull=True)
                | Q(sunset__isnull=True)
                | Q(adopt_by__lte=F("sunset")),
                name="edition_use_adopted_before_sunset",
                violation_error_message="An edition must be adopted before its use ends.",
            ),
        ]

    def __str__(self) -> str:
        return f"use of {self.edition_id}"


class Principle(models.Model):
    """One of the principles of an edition (GOV, ETH, SEC, SUP, OPN in this order)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="principles")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    statement = models.TextField()
    order = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        app_label = "principles"
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="principle_one_per_edition_and_code"
            ),
            models.UniqueConstraint(
                fields=["edition", "order"], name="principle_one_per_edition_and_order"
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="principle_weight_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Criterion(models.Model):
    """One measurable requirement under a principle, with a stable code and a digest of its text.

    `rule` is the response block of the data file; principles/measures.py reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="criteria")
    principle = models.ForeignKey(Principle, models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    requirement = models.TextField()
    guidance = models.TextField(blank=True, default="")
    why = models.TextField(blank=True, default="")
    good_evidence = models.JSONField(default=list)
    weak_evidence = models.JSONField(default=list)
    mistakes = models.JSONField(default=list)
    weight = models.PositiveSmallIntegerField()
    must_meet = models.BooleanField(default=False)
    per_layer = models.BooleanField(default=False)
    applies_to = models.JSONField()
    na_allowed = models.BooleanField(default=False)
    na_condition = models.TextField(blank=True, default="")
    # {"reason": bool, "public_link": bool}: what an answer at target or above must bring.
    met_needs = models.JSONField(default=dict)
    answer_type = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in AnswerType]
    )
    rule = models.JSONField()
    evidence_wanted = models.JSONField(default=list)
    disclosure = models.CharField(
        max_length=40, choices=[(kind.value, kind.value) for kind in Disclosure]
    )
    assessment = models.JSONField(default=dict)
    threshold_sources = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        app_label = "principles"
        verbose_name_plural = "criteria"
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="criterion_one_per_edition_and_code"
            ),
            models.UniqueConstraint(
                fields=["edition", "order"], name="criterion_one_per_edition_and_order"
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 3)), name="criterion_weight_in_range"
            ),
            models.CheckConstraint(
                condition=Q(answer_type__in=[kind.value for kind in AnswerType]),
                name="criterion_answer_type_known",
            ),
            models.CheckConstraint(
                condition=Q(disclosure__in=[kind.value for kind in Disclosure]),
                name="criterion_disclosure_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PublicationRequestQuerySet(models.QuerySet["PublicationRequest"]):
    """Requests for publication, asked for what still waits."""

    def standing(self) -> Self:
        """Keep requests of people who still publish editions: whoever has left asks for nothing."""
        held = Membership.objects.in_force().granting(Permission.EDITION_PUBLISH)
        held = held.filter(user=OuterRef("requested_by"), organisation__side=Side.ALLIANCE)
        return self.filter(Exists(held))

    def waiting(self) -> Self:
        """Keep requests for exactly what stands in a draft now; a changed one needs a new request."""
        asked = self.filter(edition__published_at=None, sha256=F("edition__sha256"))
        for day in ("adopt_by", "sunset_of_followed"):
            theirs = f"edition__use__{day}"
            neither = Q(**{f"{day}__isnull": True, f"{theirs}__isnull": True})
            asked = asked.filter(Q(**{day: F(theirs)}) | neither)
        return asked.standing()


class PublicationRequest(models.Model):
    """One scheme manager asks that a draft, of exactly this content and dates, be published.

    Another one publishes it. A draft that has changed since needs a new request.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="publication_requests")
    sha256 = models.CharField(max_length=64)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="publication_requests"
    )
    requested_at = models.DateTimeField()
    # The dates of use, which the digest does not cover.
    adopt_by = models.DateField(null=True)
    sunset_of_followed = models.DateField(null=True)

    objects = PublicationRequestQuerySet.as_manager()

    class Meta:
        app_label = "principles"
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.sha256[:12]}"


class PlannedRevision(models.Model):
    """A change of a criterion that is announced and stands in no edition yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="planned_revisions")
    criterion_code = models.CharField(max_length=20)
    effective_on = models.DateField()
    change = models.TextField()
    reason = models.TextField()

    class Meta:
        app_label = "principles"
        ordering = ["framework", "effective_on", "criterion_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "criterion_code", "effective_on"],
                name="planned_revision_one_per_criterion_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_code} on {self.effective_on}"

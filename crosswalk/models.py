from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from crosswalk.vocabulary import Confidence, Kind, Listed, Relationship
from principles.models import Criterion


class Regulation(models.Model):
    """A law, standard or framework to whose clauses criteria are compared.

    `clauses_listed` tells whether the list holds every clause of the part that `covers` names.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in Kind], default=Kind.STANDARD
    )
    issuer = models.CharField(max_length=200, blank=True, default="")
    url = models.URLField(max_length=300, blank=True, default="")
    clauses_listed = models.CharField(
        max_length=20,
        choices=[(listed.value, listed.value) for listed in Listed],
        default=Listed.PARTIAL,
    )
    covers = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        app_label = "crosswalk"
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="regulation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(clauses_listed__in=[listed.value for listed in Listed]),
                name="regulation_clauses_listed_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Clause(models.Model):
    """One provision by the reference that mappings use; `source` says where its first day stands.

    `title` is the provision's heading or our words for it, empty where neither is sure.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="clauses")
    ref = models.CharField(max_length=200)
    title = models.CharField(max_length=400, blank=True, default="")
    order = models.PositiveSmallIntegerField()
    applies_from = models.DateField(null=True, blank=True)
    applies_note = models.TextField(blank=True, default="")
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        app_label = "crosswalk"
        ordering = ["regulation", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["regulation", "ref"], name="clause_one_per_regulation_and_ref"
            ),
            models.CheckConstraint(
                condition=Q(applies_from__isnull=True) | ~Q(source=""),
                name="clause_first_day_has_a_source",
                violation_error_message="The day from which a clause applies needs its source.",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Mapping(models.Model):
    """One criterion beside one clause; outside the edition's digest, so it can be corrected.

    The relationship reads from our criterion to the clause (`superset-of`: ours contains it).
    `verified` means that identifier and title were read in a public copy; the relation is our
    judgement, made on `dated` on the text whose digest is `judged_sha256`, that of the criterion
    in the edition `judged_on`. Where the criterion's own digest is another, the judgement is
    carried over.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="mappings")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="mappings")
    relationship = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in Relationship]
    )
    confidence = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Confidence]
    )
    author = models.CharField(max_length=200)
    dated = models.DateField()
    judged_on = models.CharField(max_length=20)
    judged_sha256 = models.CharField(max_length=64)
    verified = models.BooleanField(default=False)
    verified_by = models.CharField(max_length=200, blank=True, default="")
    verified_on = models.DateField(null=True, blank=True)
    check_note = models.TextField(blank=True, default="")

    class Meta:
        app_label = "crosswalk"
        ordering = ["criterion", "clause"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "clause"], name="mapping_one_per_criterion_and_clause"
            ),
            models.CheckConstraint(
                condition=Q(relationship__in=[kind.value for kind in Relationship]),
                name="mapping_relationship_known",
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=[each.value for each in Confidence]),
                name="mapping_confidence_known",
            ),
            models.CheckConstraint(
                condition=Q(judged_sha256__regex=r"^[0-9a-f]{64}$"),
                name="mapping_judged_on_a_text",
            ),
            models.CheckConstraint(
                condition=(Q(verified=True, verified_on__isnull=False) & ~Q(verified_by=""))
                | Q(verified=False, verified_on__isnull=True, verified_by=""),
                name="mapping_verified_says_by_whom_and_when",
                violation_error_message="A verified mapping says who verified it, and when.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.relationship} {self.clause_id}"

    @property
    def carried_over(self) -> bool:
        """Whether it was judged on another text than that of its criterion."""
        return self.judged_sha256 != self.criterion.sha256

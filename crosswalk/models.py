from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from crosswalk.vocabulary import Relationship
from principles.models import Criterion


class Regulation(models.Model):
    """A law or standard to which criteria are compared."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)

    class Meta:
        app_label = "crosswalk"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title


class Mapping(models.Model):
    """One criterion beside one clause; outside the edition's digest, so it can be corrected.

    The relationship reads from our criterion to the clause (`superset-of`: ours contains it).
    `verified` means that identifier and title were read in a public copy; the relation is our
    judgement.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="mappings")
    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="mappings")
    ref = models.CharField(max_length=200)
    relationship = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in Relationship]
    )
    verified = models.BooleanField(default=False)
    check_note = models.TextField(blank=True, default="")

    class Meta:
        app_label = "crosswalk"
        ordering = ["criterion", "regulation", "ref"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "regulation", "ref"],
                name="mapping_one_per_criterion_regulation_and_ref",
            ),
            models.CheckConstraint(
                condition=Q(relationship__in=[kind.value for kind in Relationship]),
                name="mapping_relationship_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.relationship} {self.ref}"

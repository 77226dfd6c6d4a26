"""What speaks against somebody in an engagement: the rows of objections.

Apart from `models.py` for length only; whoever needs them takes them from there.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import now
from uuid_utils.compat import uuid7

USER = settings.AUTH_USER_MODEL


class ObjectionGround(models.TextChoices):
    """On what grounds a member may object to a named person; others there are none."""

    COMPETITOR = "competitor", "Works or worked for a competitor, within the past 24 months"
    EMPLOYMENT = "employment", "Worked for us, or applied to, within the past 24 months"
    ADVICE = "advice", "Advised us, or a supplier of ours, on what is assessed"
    FINANCIAL = "financial", "Has a financial interest in us or in a competitor"
    FAMILY = "family", "Has a close personal or family relation to somebody concerned"
    DISPUTE = "dispute", "Is or was in a dispute with us"
    CONFIDENTIALITY = "confidentiality", "Broke a duty of confidence towards us"


class Objection(models.Model):
    """A member objected to a person named in an engagement. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(
        "assessments.EngagementPerson", models.PROTECT, related_name="objection"
    )
    grounds = ArrayField(models.CharField(max_length=20, choices=ObjectionGround.choices))
    text = models.TextField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="made_objections")
    made_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grounds__len__gt=0), name="objection_has_a_ground"
            )
        ]

    def __str__(self) -> str:
        return f"against {self.person}"

    @property
    def grounds_in_words(self) -> list[str]:
        """The grounds as the form gave them."""
        return [ObjectionGround(each).label for each in self.grounds]

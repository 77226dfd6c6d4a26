"""What the withdrawal of an accreditation leaves on engagements. Only added."""

from typing import Self

from django.db import models
from uuid_utils.compat import uuid7

from assessments.status import ENDED, ENGAGEMENT_WORDS
from organisations.models import Accreditation


class AccreditationFlagQuerySet(models.QuerySet["AccreditationFlag"]):
    """Flags of withdrawn accreditations."""

    def whole(self) -> Self:
        """With the accreditation and its body, in one statement."""
        return self.select_related("accreditation__body")


class AccreditationFlag(models.Model):
    """An engagement rested on an accreditation that was withdrawn: while it was open, or after it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="accreditation_flags"
    )
    accreditation = models.ForeignKey(Accreditation, models.PROTECT, related_name="flags")
    # Where the engagement stood when the accreditation was withdrawn.
    status = models.CharField(max_length=20)
    flagged_at = models.DateTimeField()

    objects = AccreditationFlagQuerySet.as_manager()

    class Meta:
        ordering = ["flagged_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "accreditation"], name="accreditation_flagged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} rested on {self.accreditation_id}"

    @property
    def came_after(self) -> bool:
        """Whether the engagement had ended by then."""
        return self.status in ENDED

    @property
    def status_words(self) -> str:
        """Where the engagement stood, in words."""
        return ENGAGEMENT_WORDS[self.status]

    @property
    def sentence(self) -> str:
        """The flag in words, as pages and reports show it: no reason, which is not public."""
        when = "after this assessment" if self.came_after else "while this assessment was under way"
        day = self.flagged_at
        return (
            f"The accreditation of {self.accreditation.body.name} was withdrawn on "
            f"{day.day} {day:%B %Y}, {when}."
        )

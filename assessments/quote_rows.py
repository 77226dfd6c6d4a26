"""The rows of quoting: what was asked of a body, what it quoted, and what was chosen. Only added."""

from datetime import date

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

USER = settings.AUTH_USER_MODEL


class QuoteRequest(models.Model):
    """What a member told a body when it asked for a quote, and until when it would like to know."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.OneToOneField(
        "assessments.Engagement", models.PROTECT, related_name="quote_request"
    )
    note = models.TextField(blank=True)
    answer_by = models.DateField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="quote_requests")
    asked_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"asked by {self.answer_by}"


class Quote(models.Model):
    """For how much a body would assess, how long it takes, and when it can begin.

    The newest of an engagement counts; `valid_until` is its last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey("assessments.Engagement", models.PROTECT, related_name="quotes")
    sequence = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3)
    days = models.PositiveIntegerField()
    earliest_start = models.DateField()
    valid_until = models.DateField()
    note = models.TextField(blank=True)
    quoted_by = models.ForeignKey(USER, models.PROTECT, related_name="quotes")
    quoted_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "sequence"], name="quote_sequence_once"),
            models.CheckConstraint(
                condition=Q(price__gte=0, days__gt=0, currency__regex="^[A-Z]{3}$"),
                name="quote_says_an_amount_and_days",
            ),
        ]

    def __str__(self) -> str:
        return self.amount

    @property
    def amount(self) -> str:
        """The price with its thousands apart by a narrow no-break space, and the currency."""
        return f"{self.price:,.2f} {self.currency}".replace(",", "\u202f")

    def has_run_out(self, on: date) -> bool:
        """Whether it counts no more on that day."""
        return on > self.valid_until


class QuoteChoice(models.Model):
    """The quote that the member chose."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.OneToOneField(Quote, models.PROTECT, related_name="choice")
    chosen_by = models.ForeignKey(USER, models.PROTECT, related_name="quote_choices")
    chosen_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"chosen: {self.quote_id}"

"""What assessor bodies are accredited for, and until when."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from organisations.accreditation import WORDS as STATUS_WORDS
from organisations.accreditation import AccreditationStatus, status_on
from organisations.assurance import CHOICES as LEVEL_CHOICES
from organisations.assurance import TITLES as LEVEL_TITLES
from organisations.assurance import every_level
from organisations.countries import COUNTRY
from organisations.layers import CHOICES as LAYER_CHOICES
from organisations.layers import TITLES as LAYER_TITLES


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    """Accreditations, and what they cover."""

    def in_force(self, on: date) -> Self:
        """Those that count on the day `on`."""
        return self.filter(valid_from__lte=on, valid_until__gte=on, withdrawn_at=None)

    def covering(self, *, layers: Iterable[str], country: str, level: str = "") -> Self:
        """Those that allow an assessment of these layers, in this country, at this level (or any)."""
        return self.filter(
            Q(countries=[]) | Q(countries__contains=[country]),
            layers__contains=list(layers),
            levels__contains=[level] if level else [],
        )


class Accreditation(models.Model):
    """What an assessor body is accredited for, from when and until when.

    No country means every country. It ends by its date, or is withdrawn for a reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="accreditations"
    )
    layers = ArrayField(models.CharField(max_length=40, choices=LAYER_CHOICES))
    countries = ArrayField(
        models.CharField(max_length=2, validators=[COUNTRY]), default=list, blank=True
    )
    levels = ArrayField(models.CharField(max_length=30, choices=LEVEL_CHOICES), default=every_level)
    valid_from = models.DateField()
    valid_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="withdrawn_accreditations",
    )
    withdrawn_reason = models.TextField(blank=True)

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("valid_from")),
                name="accreditation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(levels__len__gt=0), name="accreditation_has_at_least_one_level"
            ),
        ]

    @property
    def layer_titles(self) -> list[str]:
        """The layers in words."""
        return [LAYER_TITLES.get(layer, layer) for layer in self.layers]

    @property
    def level_titles(self) -> list[str]:
        """The assurance levels in words."""
        return [LEVEL_TITLES.get(level, level) for level in self.levels]

    @property
    def country_titles(self) -> list[str]:
        """The countries by their codes, or that it is every one."""
        return list(self.countries) or ["Every country"]

    def status_on(self, day: date) -> AccreditationStatus:
        """Where it stands on that day."""
        return status_on(
            day,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            withdrawn_at=self.withdrawn_at,
        )

    @property
    def status(self) -> AccreditationStatus:
        """Where it stands today."""
        return self.status_on(now().date())

    @property
    def status_words(self) -> str:
        """Where it stands today, in words."""
        return STATUS_WORDS[self.status]

    def __str__(self) -> str:
        return f"{self.body} until {self.valid_until}"

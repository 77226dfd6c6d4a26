"""Accounts that belong to one natural person: noted by a registrar, for a reason."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.timezone import now
from uuid_utils.compat import uuid7

USER = settings.AUTH_USER_MODEL
# What stands between the first plus sign and the at sign of an address.
TAG = r"\+[^@]*@"


def plain_address() -> models.Func:
    """An address without letter case and tag, as a database expression; users are indexed by it."""
    return models.Func(
        Lower("email"),
        models.Value(TAG),
        models.Value("@"),
        function="regexp_replace",
        output_field=models.TextField(),
    )


class AccountLink(models.Model):
    """Two accounts of one person, until somebody notes that this was an error."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    one = models.ForeignKey(USER, models.PROTECT, related_name="+")
    other = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.TextField()
    noted_by = models.ForeignKey(USER, models.PROTECT, related_name="noted_links")
    noted_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-noted_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="account_link_joins_two"),
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(ended_at=None), name="account_link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is {self.other_id}"

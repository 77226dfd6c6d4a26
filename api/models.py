"""How often somebody has asked in the present minute. Nothing else is ever written here."""

from django.db import models


class RequestCount(models.Model):
    """The requests of one caller in one minute; the row is used again in the next.

    `caller` is a digest: of the key's id, or of the address keyed with the portal's secret, so
    that no address is kept. The table is unlogged: after a crash counting begins anew.
    """

    caller = models.CharField(max_length=64, primary_key=True)
    minute = models.BigIntegerField()
    requests = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.caller[:8]}: {self.requests}"

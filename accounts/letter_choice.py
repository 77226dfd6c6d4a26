"""How often a person wants letters: with each message, or one a day."""

from uuid import UUID

from django.db import transaction

from accounts.models import User


@transaction.atomic(durable=True)
def choose_letters(user_id: UUID, *, daily: bool) -> None:
    """From now on a letter follows each message, or one letter a day gathers them."""
    User.objects.filter(pk=user_id).update(daily_letter=daily)

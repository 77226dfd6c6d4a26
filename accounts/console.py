"""Who acts at the console of a machine: the same person, password and second factor as on the pages."""

import getpass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor, ActorKind
from accounts.models import User
from accounts.refusal import Refusal


class NotRecognised(Refusal):
    """Address, password and code are not those of one person."""


def identified(email: str) -> Actor:
    """Ask the console for password and code of this person. Raises `NotRecognised`."""
    password = getpass.getpass("Password: ")
    code = getpass.getpass("Code from your authenticator app: ")
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or not user.check_password(password) or not _has_confirmed(user.pk, code):
        raise NotRecognised(
            "Address, password and code do not belong together. Nothing was done. Check all three, "
            "and run the command again."
        )
    return Actor(
        kind=ActorKind.PERSON, user_id=user.pk, second_factor_at=now(), request_id=str(uuid7())
    )


def _has_confirmed(user_id: UUID, code: str) -> bool:
    authenticators = Authenticator.objects.filter(user_id=user_id)
    return any(each.wrap().validate_code(code) for each in authenticators)

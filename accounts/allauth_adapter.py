"""How the log-in library is bent to our ways: nobody signs up by herself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.second_factor import is_set_up


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: people are invited."""
        return False

    def is_reauthentication_required(self, *args: object, **kwargs: object) -> bool:
        """Not for setting up the first second factor: there is nothing yet to show but a password."""
        if not is_set_up(self.request.user.pk):
            return False
        return bool(super().is_reauthentication_required(*args, **kwargs))

    def pre_login(self, request: HttpRequest, user: object, **kwargs: object) -> object:
        """Refuse log-in while the portal is closed for maintenance."""
        if settings.ENVIRONMENT.deny_login:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

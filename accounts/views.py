"""The few log-in pages that differ from the library's."""

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import Http404, HttpRequest, HttpResponse


class ActivateSecondFactor(ActivateTOTPView):  # type: ignore[misc]
    """Setting up the second factor proves it, so this session counts as having confirmed it."""

    def form_valid(self, form: object) -> HttpResponse:
        """Record the factor that was just shown to work."""
        response: HttpResponse = super().form_valid(form)
        authenticator = Authenticator.objects.filter(
            user_id=self.request.user.pk, type=Authenticator.Type.TOTP
        ).first()
        if authenticator is not None:
            post_authentication(self.request, authenticator, reauthenticated=True)
        return response


activate_totp = ActivateSecondFactor.as_view()


def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404: a page of the library that the portal does not offer."""
    raise Http404

"""The second factor: when it was last confirmed, and confirming it again inside a form."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.context import request_context
from allauth.mfa.base.internal.flows import check_rate_limit, post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import ANONYMOUS, FRESH, Actor, ActorKind, RequestMemory


def confirmed_at(request: HttpRequest) -> datetime | None:
    """When this session last confirmed a second factor itself; passwords do not count."""
    moments = [
        float(record["at"])
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa" and "at" in record
    ]
    return datetime.fromtimestamp(max(moments), tz=UTC) if moments else None


def actor_of(request: HttpRequest) -> Actor:
    """The person behind a browser session, as the actor of this request and of no other."""
    if not request.user.is_authenticated:
        return ANONYMOUS
    return Actor(
        kind=ActorKind.PERSON,
        user_id=request.user.pk,
        second_factor_at=confirmed_at(request),
        request_id=str(uuid7()),
        memory=RequestMemory(),
    )


def is_set_up(user_id: object) -> bool:
    """Whether the person has an authenticator application set up."""
    authenticators = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP)
    return bool(authenticators.exists())


class SecondFactorForm(forms.Form):
    """A form whose act needs a fresh second factor: it asks for a code only when it must."""

    code = forms.CharField(
        label="Code from your authenticator app",
        help_text="Six digits, or one of your recovery codes. It confirms that it is you.",
        max_length=32,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the code from your authenticator app."},
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        last = confirmed_at(request)
        if last is not None and now() - last <= FRESH:
            del self.fields["code"]

    def order_fields(self, field_order: Any) -> None:
        """The code comes last, after everything that the person is asked to read and tick."""
        super().order_fields(field_order)
        if "code" in self.fields:
            self.fields["code"] = self.fields.pop("code")

    def clean(self) -> dict[str, Any]:
        """Check the code only when everything else is right, so that no code is used up."""
        cleaned = super().clean() or self.cleaned_data
        if "code" in self.fields and not self.errors:
            self._confirm(cleaned.get("code", ""))
        return cleaned

    def _confirm(self, code: str) -> None:
        authenticators = Authenticator.objects.filter(user_id=self.request.user.pk)
        if not authenticators:
            self.add_error(
                "code", "Set up a second factor first: Your account, then Second factor."
            )
            return
        with request_context(self.request):
            try:
                clear_limit = check_rate_limit(self.request.user)
            except forms.ValidationError as error:
                self.add_error("code", error)
                return
            for authenticator in authenticators:
                if authenticator.wrap().validate_code(code):
                    clear_limit()
                    post_authentication(self.request, authenticator, reauthenticated=True)
                    self.request.actor = actor_of(self.request)  # type: ignore[attr-defined]
                    return
        self.add_error(
            "code", "That code is not right, or was used already. Wait for the next one."
        )

"""Letters to people: a template of `templates/letters/`, sent by mail as plain text."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def send_letter(to: str, subject: str, template: str, context: Mapping[str, Any]) -> bool:
    """Hand a letter to the mail server; whether it was taken. `OSError` when it is away."""
    portal = {
        "alliance_name": settings.ALLIANCE_NAME,
        "origin": settings.SITE_ORIGIN,
        "demonstration": settings.DEMONSTRATION,
    }
    body = render_to_string(f"letters/{template}", {**context, "portal": portal})
    return EmailMessage(subject=subject, body=body, to=[to]).send() == 1

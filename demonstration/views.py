"""Mail that a demonstration would have sent, readable here instead."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import urlize
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

NEWEST = 100


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, as its file holds it."""

    name: str
    to: str
    subject: str
    date: str
    text: str


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest letters, whoever they were for."""
    files = sorted(_folder().glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    letters = [_read(file) for file in files[:NEWEST]]
    return render(request, "demonstration/mailbox.html", {"letters": letters})


@never_cache
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter; its links can be followed."""
    file = next((each for each in _folder().glob("*.log") if each.stem == name), None)
    if file is None:
        raise Http404
    found = _read(file)
    text = urlize(found.text, autoescape=True)
    return render(request, "demonstration/letter.html", {"letter": found, "text": text})


def _folder() -> Path:
    return Path(settings.MAIL_DIR)


def _read(file: Path) -> Letter:
    content = file.read_bytes().split(b"\n" + b"-" * 79)[0]
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    return Letter(
        name=file.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        text=body.get_content() if body is not None else "",
    )

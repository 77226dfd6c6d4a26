"""Letters to people: a template of `templates/letters/`, sent by mail as plain text."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from socket import gaierror
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from accounts.one_line import one_line

LONGEST_SUBJECT: Final = 200
FOR_GOOD: Final = 500  # an answer of the mail server from here on is its last word


class Handed(StrEnum):
    """What came of handing one letter to the mail server."""

    TAKEN = "taken"
    REFUSED = "refused"  # for good: this address, or this letter
    LATER = "later"  # not this letter, not now
    AWAY = "away"  # no letter at all, now
    UNKNOWN = "unknown"  # the line broke while it was taken


@dataclass(frozen=True, slots=True)
class Handing:
    """How handing over a letter ended, and why, as a sentence for people."""

    how: Handed
    problem: str = ""


def letter(
    to: str,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> EmailMessage:
    """A letter, not sent yet; its subject on one line whatever names it holds."""
    portal = {
        "alliance_name": settings.ALLIANCE_NAME,
        "origin": settings.SITE_ORIGIN,
        "demonstration": settings.DEMONSTRATION,
    }
    body = render_to_string(f"letters/{template}", {**context, "portal": portal})
    return EmailMessage(
        subject=one_line(subject, longest=LONGEST_SUBJECT),
        body=body,
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )


def send_letter(to: str, subject: str, template: str, context: Mapping[str, Any]) -> bool:
    """Hand a letter to the mail server; whether it was taken. `OSError` when it is away."""
    return letter(to, subject, template, context).send() == 1


def handed_over(message: EmailMessage) -> Handing:
    """Hand a letter to the mail server, and tell apart what surely did not leave from what may have.

    Until a connection stands, nothing has left. An answer of the server is its word. A line that
    breaks in between leaves open whether the letter was taken.
    """
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        return _away(error)
    try:
        return _sent(connection, message)
    finally:
        with suppress(OSError):  # by now the letter is taken, or is not
            connection.close()


def _sent(connection: BaseEmailBackend, message: EmailMessage) -> Handing:
    try:
        taken = connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as answer:
        return _answered(answer)
    except (ConnectionRefusedError, gaierror) as error:
        return _away(error)
    except OSError as error:
        return _broken(error)
    return Handing(Handed.TAKEN) if taken == 1 else Handing(Handed.LATER, "It was not taken.")


def _answered(answer: SMTPRecipientsRefused | SMTPSenderRefused | SMTPDataError) -> Handing:
    if isinstance(answer, SMTPRecipientsRefused):
        code = max((code for code, _ in answer.recipients.values()), default=FOR_GOOD)
        if code >= FOR_GOOD:
            return Handing(Handed.REFUSED, "The mail server does not know the address.")
        return Handing(Handed.LATER, f"The mail server asks to try later ({code}).")
    code = answer.smtp_code
    if isinstance(answer, SMTPSenderRefused):
        return Handing(Handed.AWAY, f"The mail server refuses our sender ({code}).")
    if code >= FOR_GOOD:
        return Handing(Handed.REFUSED, f"The mail server refused the letter ({code}).")
    return Handing(Handed.LATER, f"The mail server asks to try later ({code}).")


def _away(error: OSError) -> Handing:
    name = type(error).__name__
    return Handing(Handed.AWAY, f"The mail server is away ({name}); it is tried again.")


def _broken(error: OSError) -> Handing:
    if isinstance(error, SMTPException) and not isinstance(error, SMTPServerDisconnected):
        return Handing(Handed.REFUSED, "The mail server cannot take this letter.")
    name = type(error).__name__
    return Handing(Handed.UNKNOWN, f"The line broke while the letter was handed over ({name}).")

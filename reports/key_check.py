"""Whether the key of a seal was in use when it was made: asked of the published history (pure)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from reports.keys.terms import Term, Use, term_of
from reports.verdict import Check

NAME: Final = "key"


class Shown(StrEnum):
    """What shows when a seal was there."""

    STAMP = "its time stamp"
    LOG = "its place in the log"
    CLAIM = "nothing but the portal's word"


def key_check(
    certificate_sha256: str | None,
    history: Sequence[Term] | None,
    at: datetime | None,
    shown: Shown,
) -> Check:
    """Judge the seal with this certificate, there at `at` as `shown` says; None: it is not known."""
    if history is None:
        return Check(
            name=NAME, passed=None, sentence="It is not known when the key of this seal was in use."
        )
    if at is None or certificate_sha256 is None:
        return Check(
            name=NAME,
            passed=False,
            sentence="Nothing shows when the seal was made, so nothing shows that its key was in use.",
        )
    term = term_of(history, certificate_sha256)
    if term is None:
        return Check(
            name=NAME,
            passed=False,
            sentence="The published history of keys does not know the key of this seal.",
        )
    use = term.of_a_seal(at)
    if term.not_trusted_from is not None and shown is Shown.CLAIM:
        use = Use.NOT_TRUSTED
    return Check(name=NAME, passed=use.good, sentence=_sentence(use, term, at, shown))


def _sentence(use: Use, term: Term, at: datetime, shown: Shown) -> str:
    day = _told(at)
    if use is Use.IN_TIME:
        return f"The key of this seal was in use on {day}, by {shown}."
    if use is Use.OLDER_THAN_THE_LEAK:
        return (
            f"Somebody else may have used the key of this seal from {_told(term.not_trusted_from)} "
            f"on. This seal is older: it was there on {day}, by {shown}."
        )
    if use is Use.NOT_TRUSTED:
        return (
            f"Somebody else may have used the key of this seal from {_told(term.not_trusted_from)} "
            "on, and nothing shows that this seal is older."
        )
    if use is Use.TOO_EARLY:
        return f"The key of this seal came into use on {_told(term.begins_at)}, after the seal."
    return f"The key of this seal went out of use on {_told(term.ends_at)}, before the seal."


def _told(at: datetime | None) -> str:
    if at is None:
        return "an unknown day"
    moment = at.astimezone(UTC)
    return f"{moment.day} {moment:%B %Y at %H:%M} UTC"

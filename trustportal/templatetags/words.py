"""Template filters that every page may use: the words for states, roles and layers."""

from datetime import date
from typing import Any

from django import template
from django.utils.timezone import now

from attestations import staleness

register = template.Library()


@register.filter
def lookup(mapping: object, key: object) -> object:
    """``mapping[key]``, or the empty string where there is no such key."""
    if isinstance(mapping, dict):
        return mapping.get(key, "")
    return ""


@register.filter
def freshness(expires_on: object) -> dict[str, Any]:
    """How evidence with this expiry date (a date, or its ISO form) stands today, in words."""
    day = date.fromisoformat(expires_on) if isinstance(expires_on, str) and expires_on else None
    day = expires_on if isinstance(expires_on, date) else day
    state = staleness.freshness(day, now().date())
    return {"state": state.value, "words": staleness.WORDS[state], "day": day}

"""Template filters of attestations."""

from django import template

from attestations.presenting import place_words

register = template.Library()


@register.filter
def warned_place(key: str) -> str:
    """The criterion (and layer) that a warning's key names, for people: `SEC-05 (AI)`."""
    _, code, layer = key.split(":", 2)
    return place_words((code, layer))


@register.filter
def outcome_words(outcome: str) -> str:
    """What a score concludes, for people: `Not conforming`."""
    return outcome.replace("_", " ").capitalize()

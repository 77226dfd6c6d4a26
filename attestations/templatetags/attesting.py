"""Template filters of attestations."""

from django import template

register = template.Library()


@register.filter
def warned_place(key: str) -> str:
    """The criterion (and layer) that a warning's key names, for people: `SEC-05 (cloud)`."""
    _, code, layer = key.split(":", 2)
    return f"{code} ({layer})" if layer else code

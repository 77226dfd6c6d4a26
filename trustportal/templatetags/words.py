"""Template filters that every page may use: the words for states, roles and layers."""

from django import template

register = template.Library()


@register.filter
def lookup(mapping: object, key: object) -> object:
    """``mapping[key]``, or the empty string where there is no such key."""
    if isinstance(mapping, dict):
        return mapping.get(key, "")
    return ""

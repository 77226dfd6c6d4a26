"""Template filters of attestations."""

from collections.abc import Iterable
from enum import StrEnum

from django import template

from attestations import briefing_words, presenting
from attestations.rating import Place
from attestations.since import Worth

register = template.Library()


@register.filter
def warned_place(key: str) -> str:
    """The criterion (and layer) that a warning's key names, for people: `SEC-05 (AI)`."""
    _, code, layer = key.split(":", 2)
    return presenting.place_words((code, layer))


@register.filter
def place_words(place: Place) -> str:
    """An answer's place for people: `SEC-05 (AI)`."""
    return presenting.place_words(place)


@register.filter
def places_words(places: Iterable[Place]) -> str:
    """Several places for people."""
    return ", ".join(presenting.place_words(place) for place in places)


@register.filter
def outcome_words(outcome: str) -> str:
    """What a score concludes, for people: `Not conforming`."""
    return outcome.replace("_", " ").capitalize()


@register.filter
def briefing_words_of(state: StrEnum) -> str:
    """A state of the briefing for people."""
    return briefing_words.TABLES[type(state)][state]


@register.filter
def worth(level: Worth) -> str:
    """A level, a claim, or nothing, for people."""
    return briefing_words.worth_words(level)

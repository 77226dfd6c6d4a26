"""Where an answer stands among the others of its principle."""

from django.urls import reverse

from attestations.models import Attestation
from attestations.rating import Place


def anchor_of(place: Place) -> str:
    """The id of an answer on the page of its principle."""
    return "-".join(part for part in place if part)


def foresee_url(attestation: Attestation, place: Place) -> str:
    """Where it is asked what a typed answer would be worth."""
    parts = [attestation.pk, *(part for part in place if part)]
    return reverse("attestations:foresee", args=parts)


def principle_url(attestation: Attestation, code: str, place: Place, *, saved: bool = False) -> str:
    """The page with all answers of one principle, at the one for `place`, which was just saved."""
    page = reverse("attestations:principle", args=[attestation.pk, code])
    anchor = anchor_of(place)
    return f"{page}?saved={anchor}#{anchor}" if saved else f"{page}#{anchor}"

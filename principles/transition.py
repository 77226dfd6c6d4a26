"""How long two editions live side by side, and the act that moves the dates (180 days or law)."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.recording import record
from principles.models import Edition, EditionUse

SHORTEST: Final = timedelta(days=180)
BY_LAW: Final = "law"


class TransitionTooShort(Refusal):
    """Members get 180 days to move to an edition, unless a law sets the day."""


class DatesDisagree(Refusal):
    """The dates of use contradict each other or the edition's effective date."""


def require_fair(edition: Edition, use: EditionUse | None, *, published_on: date) -> None:
    """Raise `TransitionTooShort` or `DatesDisagree` unless members have time to follow.

    The transition runs from publication to the first day on which the edition followed can no
    longer be chosen for a new attestation. An edition that follows none has no transition.
    """
    if edition.follows is None:
        return
    if use is None or use.adopt_by is None or use.sunset_of_followed is None:
        raise DatesDisagree(
            f"Say from when edition {edition.version} must be used, and from when edition "
            f"{edition.follows.version} can no longer be signed."
        )
    if use.adopt_by < edition.effective_on:
        raise DatesDisagree("It cannot have to be used before it takes effect.")
    if use.sunset_of_followed < use.adopt_by:
        raise DatesDisagree(
            f"Edition {edition.follows.version} cannot end before edition {edition.version} "
            "must be used."
        )
    followed = EditionUse.objects.filter(edition=edition.follows).first()
    if followed and followed.adopt_by and use.sunset_of_followed < followed.adopt_by:
        raise DatesDisagree(
            f"Edition {edition.follows.version} cannot end before it must be used itself, on "
            f"{followed.adopt_by:%-d %B %Y}."
        )
    if use.sunset is not None and use.sunset < use.adopt_by:
        raise DatesDisagree(
            f"Edition {edition.version} ends on {use.sunset:%-d %B %Y}; it cannot have to be used "
            "only after that."
        )
    if edition.reason.get("kind") != BY_LAW and use.adopt_by < published_on + SHORTEST:
        raise TransitionTooShort(
            f"The transition is {(use.adopt_by - published_on).days} days. It must be at least "
            f"{SHORTEST.days} days, unless the reason is a law."
        )


@transaction.atomic(durable=True)
def move_dates(
    edition_id: UUID, *, adopt_by: date, sunset_of_followed: date, reason: str, by: Actor
) -> EditionUse:
    """A scheme manager moves the dates of a published edition that follows another.

    A date that has come stays, and one that people were told comes earlier only if they still have
    180 days, or by law. Raises `DatesDisagree` or `TransitionTooShort`.
    """
    by.require_fresh_second_factor()
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    use = EditionUse.objects.select_for_update().get(edition=edition)
    today = now().date()
    if edition.published_at is None or edition.follows is None:
        raise DatesDisagree("Only a published edition that follows another has dates to move.")
    for held, wanted in (
        (use.adopt_by, adopt_by),
        (use.sunset_of_followed, sunset_of_followed),
    ):
        if held != wanted and (wanted <= today or (held is not None and held <= today)):
            raise DatesDisagree("A day that has come cannot be moved, nor can one be put there.")
        is_law = edition.reason.get("kind") == BY_LAW
        if held is not None and wanted < min(held, today + SHORTEST) and not is_law:
            raise TransitionTooShort(
                f"A day that was announced is moved forward by leaving at least {SHORTEST.days} "
                "days from today, unless the reason is a law."
            )
    before = {"adopt_by": str(use.adopt_by), "sunset_of_followed": str(use.sunset_of_followed)}
    use.adopt_by, use.sunset_of_followed = adopt_by, sunset_of_followed
    require_fair(edition, use, published_on=edition.published_at.date())
    use.save(update_fields=["adopt_by", "sunset_of_followed"])
    give_sunset(edition.follows, sunset_of_followed)
    record(
        "edition.dates_moved",
        edition,
        by=by,
        reason=reason,
        facts={
            "before": before,
            "after": {
                "adopt_by": adopt_by.isoformat(),
                "sunset_of_followed": sunset_of_followed.isoformat(),
            },
        },
    )
    return use


def give_sunset(edition: Edition, sunset: date) -> None:
    """Write the first day on which nothing may be signed against `edition` any more."""
    EditionUse.objects.update_or_create(edition=edition, defaults={"sunset": sunset})

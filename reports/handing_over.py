"""Telling people of what became of a report or a receipt; joins the act's transaction."""

from datetime import datetime

from accounts.actor import Actor
from organisations.handing import Matter, hand_over
from organisations.permissions import Side
from reports.causes import sentence
from reports.handovers import HANDOVERS
from reports.work import Work


def handed_over(act: str, row: Work, *, by: Actor, at: datetime) -> None:
    """Tell whom the act concerns, as `reports/handovers.py` says; the actor is not told."""
    name = f"{row.NOUN}.{act}"
    matter = Matter(
        object_id=row.pk,
        parties={Side.MEMBER: row.organisation_id},
        facts={
            "job": f"/jobs/{row.NOUN}/{row.pk}/",
            "page": row.watched_at,
            "number": row.known_as,
            "why": sentence(row.last_cause),
        },
    )
    hand_over(name, HANDOVERS[name], matter, but=by.user_id, at=at)

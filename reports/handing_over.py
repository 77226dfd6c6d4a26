"""Telling people of what became of a report or a receipt; joins the act's transaction."""

from collections.abc import Sequence
from datetime import datetime

from accounts.actor import Actor
from accounts.messages import Recipient
from organisations.handing import Matter, hand_over
from organisations.handover import Whom
from organisations.permissions import Side
from reports.causes import sentence
from reports.handovers import HANDOVERS
from reports.models import Correction
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


def handed_over_of(
    act: str,
    correction: Correction,
    *,
    by: Actor,
    at: datetime,
    person: Sequence[Recipient] = (),
) -> None:
    """Tell whom an act on a correction concerns; the report is public, and so is what changed."""
    old, new = correction.report, correction.by_report
    matter = Matter(
        object_id=correction.pk,
        parties={Side.MEMBER: old.organisation_id},
        facts={
            "number": old.number,
            "new": new.number if new else "",
            "correction": f"/corrections/{correction.pk}/",
            "page": f"/attestations/{old.attestation_id}/reports/",
            "report": f"/reports/{old.number}/",
            "what": correction.what,
            "why": correction.declined_because,
        },
        people={Whom.PERSON: person},
    )
    hand_over(act, HANDOVERS[act], matter, but=by.user_id, at=at)

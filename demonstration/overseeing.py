"""What the alliance's own people do beside intake and decisions."""

from typing import Final

from assessments.withdrawing import withdraw_accreditation
from attestations.emergency import ask_access
from attestations.emergency_rows import EmergencyAccess
from attestations.models import Attestation
from demonstration.content import Story, alliance, stories
from demonstration.stage import Stage, organisation_of
from organisations.listed import list_name
from organisations.models import Accreditation, Membership
from organisations.permissions import Role, Side

HOURS: Final = 4
LISTED: Final = (Role.LEAD_ASSESSOR, Role.ASSESSOR)


def overseen(stage: Stage) -> None:
    """Names in the register of assessors, an accreditation withdrawn, an operator who asks."""
    for body in (story for story in stories() if story.side is Side.ASSESSOR_BODY):
        _listed(stage, body)
        _withdrawn(stage, body)
    _asked(stage)


def _listed(stage: Stage, body: Story) -> None:
    """Those assessors whose body's story says so let their names stand in the register."""
    if not body.organisation.get("listed"):
        return
    organisation = organisation_of(body)
    for role in LISTED:
        for person in body.people_as(role):
            mine = Membership.objects.filter(
                organisation=organisation, user__email=person.email, listed_at=None
            )
            if mine.exists():
                list_name(organisation.pk, wished=True, by=stage.as_person(person))
                stage.tell(f"{person.name} lets her name stand in the register of assessors.")


def _withdrawn(stage: Stage, body: Story) -> None:
    reason = body.organisation.get("withdrawn")
    rows = Accreditation.objects.filter(body=organisation_of(body), withdrawn_at=None)
    if reason:
        for accreditation in rows:
            registrar = stage.actor(alliance(), Role.REGISTRAR)
            withdraw_accreditation(accreditation.pk, reason, by=registrar)
            stage.tell(f"The accreditation of {body.organisation['name']} is withdrawn.")


def _asked(stage: Stage) -> None:
    """An operator asks to read a draft; a registrar may grant or decline it within a day."""
    draft = Attestation.objects.filter(status="draft").order_by("opened_at").first()
    if draft is None or EmergencyAccess.objects.exists():
        return
    reason = "Saving an answer fails for the member with an error that the logs do not explain."
    ask_access(draft.pk, reason, HOURS, by=stage.actor(alliance(), Role.OPERATOR))
    stage.tell("An operator asks for emergency access to an attestation.")

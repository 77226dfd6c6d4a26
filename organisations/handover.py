"""What an act hands over: who is told, in which words, and where it goes on (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from organisations.permissions import Role, Side


class Whom(StrEnum):
    """Whom an act tells."""

    OWNER = "owner"
    EDITOR = "editor"
    SIGNATORY = "signatory"
    BODY_ADMIN = "body_admin"
    REGISTRAR = "registrar"
    DECISION_MAKER = "decision_maker"
    APPEAL_PANEL = "appeal_panel"
    KEY_CUSTODIAN = "key_custodian"
    OPERATOR = "operator"
    # People named in the engagement, not everybody who holds the role in the body.
    LEAD = "lead"
    ASSESSORS = "assessors"
    REVIEWERS = "reviewers"
    # Whom the act itself is about; she is given with it.
    PERSON = "person"


# Everybody who holds this role in the organisation that stands on this side.
HOLDING: Final[Mapping[Whom, tuple[Side, Role]]] = {
    Whom.OWNER: (Side.MEMBER, Role.OWNER),
    Whom.EDITOR: (Side.MEMBER, Role.EDITOR),
    Whom.SIGNATORY: (Side.MEMBER, Role.SIGNATORY),
    Whom.BODY_ADMIN: (Side.ASSESSOR_BODY, Role.BODY_ADMIN),
    Whom.REGISTRAR: (Side.ALLIANCE, Role.REGISTRAR),
    Whom.DECISION_MAKER: (Side.ALLIANCE, Role.DECISION_MAKER),
    Whom.APPEAL_PANEL: (Side.ALLIANCE, Role.APPEAL_PANEL),
    Whom.KEY_CUSTODIAN: (Side.ALLIANCE, Role.KEY_CUSTODIAN),
    Whom.OPERATOR: (Side.ALLIANCE, Role.OPERATOR),
}
NAMED: Final[Mapping[Whom, Role]] = {
    Whom.LEAD: Role.LEAD_ASSESSOR,
    Whom.ASSESSORS: Role.ASSESSOR,
    Whom.REVIEWERS: Role.QUALITY_REVIEWER,
}


@dataclass(frozen=True, slots=True)
class Handover:
    """Who is told of an act, and what: subject, a sentence, and the page where it goes on.

    Subject, text and path name facts in braces (`{scope}`); the room that hands over knows which
    there are. `known` are the sides that may see who was told.
    """

    to: tuple[Whom, ...]
    subject: str
    text: str
    path: str
    known: tuple[Side, ...]

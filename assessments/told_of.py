"""Words that the tables of hand-overs share: whom, who may see it, where it goes on (pure)."""

from typing import Final

from organisations.handover import Whom
from organisations.permissions import Side

__all__ = ["ALLIANCE", "ASKING", "BODY", "BOTH", "EVERYBODY", "MEMBER", "PAGE", "TEAM", "W"]

W = Whom
MEMBER: Final = Side.MEMBER
BODY: Final = Side.ASSESSOR_BODY
ALLIANCE: Final = Side.ALLIANCE
BOTH: Final = (MEMBER, BODY)
EVERYBODY: Final = (MEMBER, BODY, ALLIANCE)
PAGE: Final = "/engagements/{engagement}/"
# Who asks a body, objects, and is told what comes of it; the people named.
ASKING: Final = (W.OWNER, W.SIGNATORY)
TEAM: Final = (W.LEAD, W.ASSESSORS, W.REVIEWERS)

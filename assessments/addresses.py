"""How the addresses of this room begin."""

from typing import Final

ONE: Final = "engagements/<uuid:engagement_id>/"
FINDING: Final = f"{ONE}findings/<int:number>/"
QUESTION: Final = f"{ONE}questions/<int:number>/"
LAST_TIME: Final = "attestations/<uuid:attestation_id>/last-time/"

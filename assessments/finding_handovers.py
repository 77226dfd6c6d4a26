"""Whom the acts on findings tell (pure).

What the facts in braces are, and who may know: `assessments/handovers.py`.
"""

from collections.abc import Mapping
from typing import Final

from assessments.told_of import BOTH, PAGE, W
from organisations.handover import Handover

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    "finding.planned": (
        Handover(
            (W.LEAD,),
            "A plan waits for your answer: finding {number}, {scope}, {member}",
            "{member} has planned corrective action. Accept the plan, or return it with a note.",
            PAGE + "findings/{number}/",
            BOTH,
        ),
    ),
    "finding.plan_accepted": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Plan accepted: finding {number}, {scope}",
            "{body} accepts what you planned. The action is due {until}.",
            PAGE + "findings/{number}/",
            BOTH,
        ),
    ),
    "finding.plan_returned": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Plan returned: finding {number}, {scope}",
            "Read what the plan lacks, and plan again.",
            PAGE + "findings/{number}/",
            BOTH,
        ),
    ),
    "finding.closed": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Finding {number} is closed: {scope}",
            "{body} has seen that it is put right.",
            PAGE + "findings/{number}/",
            BOTH,
        ),
    ),
}

"""Whom the acts on findings tell (pure).

What the facts in braces are, and who may know: `assessments/handovers.py`.
"""

from collections.abc import Mapping
from typing import Final

from assessments.told_of import BODY, BOTH, EVERYBODY, PAGE, W
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
    "finding.acknowledged": (
        Handover(
            (W.LEAD,),
            "Finding {number} is acknowledged: {scope}, {member}",
            "{member} agrees with what was found. Its plan follows.",
            PAGE + "findings/{number}/",
            BOTH,
        ),
    ),
    "finding.disputed": (
        Handover(
            (W.APPEAL_PANEL,),
            "A disputed finding waits for a ruling: {scope}, {member}",
            "{member} disputes finding {number} of {body}. Read both sides, and rule until {until}.",
            "/disputes/{engagement}/{number}/",
            EVERYBODY,
        ),
        Handover(
            (W.LEAD, W.BODY_ADMIN),
            "Finding {number} is disputed: {scope}, {member}",
            "A member of the appeal panel rules on it until {until}. Nothing can be recommended "
            "before.",
            PAGE,
            EVERYBODY,
        ),
    ),
    "finding.ruled": (
        Handover(
            (W.OWNER, W.EDITOR, W.LEAD),
            "The appeal panel has ruled on finding {number}: {scope}",
            "Read the ruling and its reasons.",
            PAGE + "findings/{number}/",
            EVERYBODY,
        ),
        Handover(
            (W.BODY_ADMIN,),
            "The appeal panel has ruled on finding {number}: {scope}, {member}",
            "The dispute holds up the recommendation no more.",
            PAGE,
            EVERYBODY,
        ),
    ),
    "finding.proved": (
        Handover(
            (W.LEAD, W.ASSESSORS),
            "Evidence of correction waits: finding {number}, {scope}, {member}",
            "{member} has shown what was put right. Verify it, or say what it lacks.",
            PAGE + "findings/{number}/",
            BOTH,
        ),
    ),
    "finding.verified": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Evidence of correction was looked at: finding {number}, {scope}",
            "Read what {body} found in it.",
            PAGE + "findings/{number}/",
            BOTH,
        ),
    ),
    "finding.judged_again": (
        Handover(
            (W.LEAD, W.ASSESSORS),
            "Finding {number} is judged again: {scope}, {member}",
            "Somebody who judged it is not independent any more. Read what waits, and judge it anew.",
            PAGE + "findings/{number}/",
            (BODY,),
        ),
    ),
    "finding.judged_again/member": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Finding {number} is judged again: {scope}",
            "{body} looks at it anew. What you planned and gave is kept.",
            PAGE + "findings/{number}/",
            BOTH,
        ),
    ),
    "finding.confirmed": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Finding {number} was looked at anew and stands: {scope}",
            "Somebody else of {body} looked at it. What you planned and gave is kept.",
            PAGE + "findings/{number}/",
            EVERYBODY,
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

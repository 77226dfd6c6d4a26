"""Whom the work tells: plan, verdicts (pure).

What the facts in braces are, and who may know: `assessments/handovers.py`.
"""

from collections.abc import Mapping
from typing import Final

from assessments.told_of import BODY, BOTH, PAGE, W
from organisations.handover import Handover

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    "plan.frozen": (
        Handover(
            (W.ASSESSORS, W.REVIEWERS),
            "Assess: {scope}, {member}",
            "The plan is frozen. Verdicts can be given, and reviewed as they come.",
            PAGE + "work/",
            (BODY,),
        ),
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "The assessment has begun: {scope}",
            "{body} has frozen its plan and works on its verdicts.",
            PAGE,
            BOTH,
        ),
    ),
    "verdict.reviewed/disagreed": (
        Handover(
            (W.PERSON,),
            "A quality reviewer disagrees with {count}: {scope}, {member}",
            "Read the note, and change the verdict or give its reason anew.",
            PAGE + "work/?show=disagreed",
            (BODY,),
        ),
    ),
}

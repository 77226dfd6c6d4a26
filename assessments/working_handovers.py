"""Whom the work tells: plan, verdicts (pure).

What the facts in braces are, and who may know: `assessments/handovers.py`.
"""

from collections.abc import Mapping
from typing import Final

from assessments.told_of import ASKING, BODY, BOTH, PAGE, W
from organisations.handover import Handover

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    "plan.proposed": (
        Handover(
            ASKING,
            "Answer the assessment plan until {until}: {scope}",
            "{body} proposes what it looks at, how and when. Agree, or object and say why; without a "
            "word the plan counts as agreed.",
            PAGE + "plan/",
            BOTH,
        ),
    ),
    "plan.agreed": (
        Handover(
            (W.LEAD,),
            "The plan is agreed: {scope}, {member}",
            "It can be frozen now. The sample is drawn then.",
            PAGE + "plan/",
            BOTH,
        ),
    ),
    "plan.objected": (
        Handover(
            (W.LEAD,),
            "{member} objects to the plan: {scope}",
            "Read the reason and propose another plan.",
            PAGE + "plan/",
            BOTH,
        ),
    ),
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
    "clarification.asked/question": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Answer question {number} of the assessors until {until}: {scope}",
            "{body} asks on one of your answers. What stays unanswered may be decided on what is "
            "there.",
            PAGE + "questions/{number}/",
            BOTH,
        ),
    ),
    "clarification.asked/evidence": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Give evidence until {until} (request {number}): {scope}",
            "{body} asks for a piece of evidence. What is not given may be decided on what is "
            "there.",
            PAGE + "questions/{number}/",
            BOTH,
        ),
    ),
    "clarification.answered": (
        Handover(
            (W.PERSON, W.LEAD),
            "Question {number} is answered: {scope}, {member}",
            "Read the answer, and settle it or ask further.",
            PAGE + "questions/{number}/",
            BOTH,
        ),
    ),
    "clarification.settled": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Question {number} is settled: {scope}",
            "{body} needs nothing more on it.",
            PAGE + "questions/{number}/",
            BOTH,
        ),
    ),
    "clarification.withdrawn": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Question {number} is withdrawn: {scope}",
            "{body} needs no answer to it any more.",
            PAGE + "questions/{number}/",
            BOTH,
        ),
    ),
    "clarification.file_scanned/refused": (
        Handover(
            (W.PERSON, W.LEAD),
            "A file was refused: question {number}, {scope}, {member}",
            "The virus scanner found something in a file that went with it, so nobody can open it. "
            "{member} reads your words without it: ask again with another file.",
            PAGE + "questions/{number}/",
            (BODY,),
        ),
    ),
    "clarification.lapsed": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Question {number} was not answered in time: {scope}",
            "{body} may decide on what is there. A late answer is still read while the assessment "
            "is under way.",
            PAGE + "questions/{number}/",
            BOTH,
        ),
        Handover(
            (W.PERSON, W.LEAD),
            "Question {number} was not answered in time: {scope}, {member}",
            "Decide on what is there, or give more time by asking again.",
            PAGE + "questions/{number}/",
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
    "verdict.reviewed/apart": (
        Handover(
            (W.PERSON,),
            "Take a third look at {count}: {scope}, {member}",
            "A quality reviewer is more than one level apart from the assessor. Another assessor "
            "who has judged neither way settles it.",
            PAGE + "work/?show=apart",
            (BODY,),
        ),
    ),
    "verdict.reviewed/stuck": (
        Handover(
            (W.BODY_ADMIN, W.LEAD),
            "Name another assessor: {count} in {scope}, {member}",
            "A quality reviewer is more than one level apart from the assessor, and nobody named "
            "in the engagement is free to settle it. The administrator names somebody who is.",
            PAGE,
            (BODY,),
        ),
    ),
    "verdict.third_look": (
        Handover(
            (W.PERSON,),
            "A third look has settled {count}: {scope}, {member}",
            "You and a colleague were more than one level apart. Read what the third person chose.",
            PAGE + "work/",
            (BODY,),
        ),
    ),
}

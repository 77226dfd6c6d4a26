"""Whom the due dates of an assessment remind, when, and in which words (pure).

Facts: those of `assessments/handovers.py`, and {left} and {until} of the due date.
"""

from collections.abc import Mapping
from typing import Final

from assessments.told_of import ASKING, BODY, BOTH, EVERYBODY, MEMBER, PAGE, W
from organisations.handover import Handover
from organisations.reminder import Reminder

QUOTE: Final = "reminder.quote"
CHOOSING: Final = "reminder.choosing"
OBJECTION: Final = "reminder.objection"
PLAN: Final = "reminder.plan"
RULING: Final = "reminder.ruling"
CLARIFICATION: Final = "reminder.clarification"
REMARKS: Final = "reminder.remarks"
ACTION: Final = "reminder.action"
CHOICE: Final = "reminder.choice"

REMINDERS: Final[Mapping[str, Reminder]] = {
    QUOTE: Reminder(
        days=(3, 1),
        before=(
            Handover(
                (W.BODY_ADMIN,),
                "{left} to quote: {scope}, {member}",
                "{member} asks for a quote until {until}. Give it, or decline.",
                PAGE,
                BOTH,
            ),
        ),
        after=(
            Handover(
                (W.BODY_ADMIN,),
                "The quote is overdue: {scope}, {member}",
                "{member} asked for it until {until}. Until a body is chosen you may still give it, "
                "or decline.",
                PAGE,
                BOTH,
            ),
            Handover(
                ASKING,
                "{body} has not quoted in time: {scope}",
                "It was asked until {until}. Choose from the quotes that are there, ask another "
                "body, or wait: it may still quote.",
                "/engagements/quotes/{attestation}/",
                BOTH,
            ),
        ),
    ),
    # After its last day a quote cannot be chosen, which the page of quotes says.
    CHOOSING: Reminder(
        days=(5, 1),
        before=(
            Handover(
                ASKING,
                "{left} to choose the quote of {body}: {scope}",
                "It counts until {until}. Choose a body before, or ask for the quote anew.",
                "/engagements/quotes/{attestation}/",
                (MEMBER,),
            ),
        ),
    ),
    OBJECTION: Reminder(
        days=(3, 1),
        before=(
            Handover(
                ASKING,
                "{left} to object to the people named: {scope}",
                "Until {until} you may object to the people that {body} named, or record that you "
                "have no objection.",
                PAGE,
                BOTH,
            ),
        ),
        after=(
            Handover(
                (W.BODY_ADMIN,),
                "The time to object has ended: {scope}, {member}",
                "It has not begun by itself: see what the engagement still waits for.",
                PAGE,
                BOTH,
            ),
        ),
    ),
    PLAN: Reminder(
        days=(1,),
        before=(
            Handover(
                ASKING,
                "{left} to answer the assessment plan: {scope}",
                "Until {until} you may object to the plan that {body} proposed. After that it counts "
                "as agreed.",
                PAGE + "plan/",
                BOTH,
            ),
        ),
        after=(
            Handover(
                (W.LEAD,),
                "The plan counts as agreed: {scope}, {member}",
                "{member} has not objected in time. The plan can be frozen.",
                PAGE + "plan/",
                BOTH,
            ),
        ),
    ),
    RULING: Reminder(
        days=(5, 1),
        before=(
            Handover(
                (W.APPEAL_PANEL,),
                "{left} to rule on finding {number}: {scope}, {member}",
                "Until {until} a member of the panel rules. Nothing can be recommended before.",
                "/disputes/{engagement}/{number}/",
                EVERYBODY,
            ),
        ),
        after=(
            Handover(
                (W.APPEAL_PANEL,),
                "The ruling on finding {number} is overdue: {scope}, {member}",
                "It was due on {until}. Read both sides, and rule.",
                "/disputes/{engagement}/{number}/",
                EVERYBODY,
            ),
            Handover(
                (W.REGISTRAR,),
                "A ruling of the appeal panel is overdue: {scope}, {member}",
                "It was due on {until}. Ask the panel who rules.",
                "/secretariat/",
                EVERYBODY,
            ),
        ),
    ),
    # After its day it has lapsed, which both sides are told (`working_handovers.py`).
    CLARIFICATION: Reminder(
        days=(5, 1),
        before=(
            Handover(
                (W.OWNER, W.EDITOR),
                "{left} to answer question {number} of the assessors: {scope}",
                "{body} asks until {until}. What stays unanswered may be decided on what is there.",
                PAGE + "questions/{number}/",
                BOTH,
            ),
        ),
    ),
    REMARKS: Reminder(
        days=(3, 1),
        before=(
            Handover(
                (W.OWNER, W.EDITOR, W.SIGNATORY),
                "{left} to remark on the draft result: {scope}",
                "Until {until} you may record remarks, or that you have none.",
                PAGE + "result/",
                BOTH,
            ),
        ),
        after=(
            Handover(
                (W.LEAD,),
                "The time for remarks has ended: {scope}, {member}",
                "{member} has recorded nothing. You may recommend.",
                PAGE + "recommend/",
                BOTH,
            ),
            Handover(
                (W.OWNER, W.EDITOR, W.SIGNATORY),
                "The time for remarks has ended: {scope}",
                "{body} may recommend now. Until it does, remarks can still be recorded.",
                PAGE + "result/",
                BOTH,
            ),
        ),
    ),
    ACTION: Reminder(
        days=(30, 7, 1),
        before=(
            Handover(
                (W.OWNER, W.EDITOR),
                "{left} for the action on finding {number}: {scope}",
                "It is due on {until}. Do what the plan says, and give what shows it.",
                PAGE + "findings/{number}/",
                BOTH,
            ),
        ),
        after=(
            Handover(
                (W.OWNER, W.EDITOR),
                "The action on finding {number} is overdue: {scope}",
                "It was due on {until}. Do what the plan says, and give what shows it.",
                PAGE + "findings/{number}/",
                BOTH,
            ),
            Handover(
                (W.BODY_ADMIN, W.LEAD),
                "The action on finding {number} is overdue: {scope}, {member}",
                "It was due on {until}, and nothing shows yet that it was done.",
                PAGE,
                (BODY,),
            ),
        ),
    ),
    CHOICE: Reminder(
        days=(14, 7, 1),
        before=(
            Handover(
                (W.SIGNATORY,),
                "{left} to choose whether the result is published: {scope}",
                "Without a choice until {until} it is not published.",
                "/decisions/{decision}/publication/",
                (MEMBER,),
            ),
        ),
    ),
}

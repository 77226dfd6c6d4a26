"""Whom the conclusion tells: draft, recommendation, decision, publication (pure).

What the facts in braces are, and who may know: `assessments/handovers.py`.
"""

from collections.abc import Mapping
from typing import Final

from assessments.told_of import ALLIANCE, ASKING, BODY, BOTH, EVERYBODY, MEMBER, PAGE, TEAM, W
from organisations.handover import Handover

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    "draft_report.shared": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "Remark on the draft result until {until}: {scope}",
            "{body} has shared its draft result. Check it for mistakes of fact, and record your "
            "remarks or that you have none. Findings wait for a plan.",
            PAGE + "result/",
            BOTH,
        ),
    ),
    "remarks.recorded": (
        Handover(
            (W.LEAD,),
            "Remarks are in: {scope}, {member}",
            "{member} has answered the draft result. Read it before you recommend.",
            PAGE + "result/",
            BOTH,
        ),
    ),
    "draft_report.remark_answered": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "A remark is answered: {scope}",
            "The lead assessor of {body} has answered a remark on the draft result.",
            PAGE + "result/",
            BOTH,
        ),
    ),
    "recommendation.made": (
        Handover(
            (W.BODY_ADMIN,),
            "Confirm the recommendation: {scope}, {member}",
            "The lead assessor has made a recommendation. Confirm it for {body}.",
            PAGE + "confirm/",
            BOTH,
        ),
    ),
    "recommendation.confirmed": (
        Handover(
            (W.DECISION_MAKER,),
            "Decide: {scope}, {member}",
            "{body} has made a recommendation. Decide on it, or send it back once.",
            "/decisions/{engagement}/",
            EVERYBODY,
        ),
        Handover(
            (*ASKING, W.LEAD),
            "A recommendation is with the alliance: {scope}, {member}",
            "A decision maker of the alliance decides next.",
            PAGE,
            EVERYBODY,
        ),
    ),
    "recommendation.returned": (
        Handover(
            (W.LEAD,),
            "The recommendation comes back to you: {scope}, {member}",
            "An administrator of {body} does not confirm it. Read why, and recommend again.",
            PAGE,
            (BODY,),
        ),
    ),
    "recommendation.sent_back": (
        Handover(
            (W.LEAD, W.BODY_ADMIN),
            "The alliance sends the recommendation back: {scope}, {member}",
            "Read what has to be looked at again.",
            PAGE,
            (BODY, ALLIANCE),
        ),
    ),
    "decision.made": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "The alliance has decided: {scope}",
            "Read the decision and its reasons.",
            PAGE + "result/",
            EVERYBODY,
        ),
        Handover(
            (*TEAM, W.BODY_ADMIN),
            "The alliance has decided: {scope}, {member}",
            "The engagement is closed, and with it the access to attestation and evidence.",
            PAGE,
            EVERYBODY,
        ),
    ),
    "decision.made/follow_up": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "The alliance has decided; conditions end on {until}: {scope}",
            "Read the decision. Once the report is published, put right what is open and give what "
            "shows it, in time for the assessors to verify it.",
            PAGE + "result/",
            EVERYBODY,
        ),
        Handover(
            (*TEAM, W.BODY_ADMIN),
            "The alliance has decided; follow-up until {until}: {scope}, {member}",
            "Access goes on to the criteria with open findings alone. Verify and close them, and "
            "recommend again in time.",
            PAGE,
            EVERYBODY,
        ),
    ),
    "follow_up.ended": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "The follow-up has ended without a new decision: {scope}",
            "The conditions had their end. Ask for a new assessment.",
            PAGE,
            EVERYBODY,
        ),
        Handover(
            (*TEAM, W.BODY_ADMIN),
            "The follow-up has ended without a new decision: {scope}, {member}",
            "The engagement is closed, and with it all access.",
            PAGE,
            EVERYBODY,
        ),
    ),
    "decision.made/to_be_chosen": (
        Handover(
            (W.SIGNATORY,),
            "Choose until {until} whether the result is published: {scope}",
            "The alliance has decided. Without a choice it is not published.",
            "/decisions/{decision}/publication/",
            EVERYBODY,
        ),
        Handover(
            (W.OWNER, W.EDITOR),
            "The alliance has decided: {scope}",
            "Read the decision and its reasons. The signatory chooses whether it is published.",
            PAGE + "result/",
            EVERYBODY,
        ),
        Handover(
            (*TEAM, W.BODY_ADMIN),
            "The alliance has decided: {scope}, {member}",
            "The engagement is closed, and with it the access to attestation and evidence.",
            PAGE,
            EVERYBODY,
        ),
    ),
    "publication.chosen": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "It is settled whether the result is published: {scope}",
            "Read what was chosen, or that the time for the choice has ended.",
            PAGE,
            (MEMBER,),
        ),
    ),
    "attestation.published": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "The result is published: {scope}",
            "The report is live, and the register shows it.",
            "/attestations/{attestation}/",
            EVERYBODY,
        ),
        Handover(
            (W.BODY_ADMIN, *TEAM),
            "The result is published: {scope}, {member}",
            "The report is live, and the register shows it.",
            PAGE,
            EVERYBODY,
        ),
    ),
}

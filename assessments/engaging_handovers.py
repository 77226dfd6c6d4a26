"""Whom the acts of engaging tell: from the request to the beginning (pure).

What the facts in braces are, and who may know: `assessments/handovers.py`.
"""

from collections.abc import Mapping
from typing import Final

from assessments.told_of import ALLIANCE, ASKING, BODY, BOTH, PAGE, TEAM, W
from organisations.handover import Handover

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    "accreditation.withdrawn": (
        Handover(
            (*ASKING, W.BODY_ADMIN),
            "The accreditation of {body} is withdrawn: {scope}",
            "The engagement cannot begin on it. Withdraw or decline the request, unless another "
            "accreditation covers it.",
            PAGE,
            BOTH,
        ),
    ),
    "accreditation.withdrawn/at_work": (
        Handover(
            (*ASKING, W.BODY_ADMIN, *TEAM),
            "The accreditation of {body} is withdrawn: {scope}",
            "Nothing is decided on this work unless another accreditation covers it. Either side "
            "can terminate the engagement, and another body can be asked.",
            PAGE,
            BOTH,
        ),
    ),
    "accreditation.withdrawn/after": (
        Handover(
            (*ASKING, W.BODY_ADMIN),
            "The accreditation of {body} is withdrawn, after its assessment: {scope}",
            "The result stands. Its pages say that the accreditation was withdrawn, and when.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.requested": (
        Handover(
            (W.BODY_ADMIN,),
            "{member} asks for an assessment: {scope}",
            "Accept the request and name the people, or decline it.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.quote_asked": (
        Handover(
            (W.BODY_ADMIN,),
            "{member} asks for a quote: {scope}",
            "Quote until {until}, or decline. Nobody else sees your quote but {member}.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.quoted": (
        Handover(
            ASKING,
            "{body} quotes: {scope}",
            "Compare it with the others that you have, and choose a body.",
            "/engagements/quotes/{attestation}/",
            BOTH,
        ),
    ),
    "engagement.chosen": (
        Handover(
            (W.BODY_ADMIN,),
            "{member} has chosen you: {scope}",
            "Accept the request and name the people, or decline it.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.passed_over": (
        Handover(
            (W.BODY_ADMIN,),
            "{member} has chosen another body: {scope}",
            "Thank you for your time. Nothing is left to do.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.offered": (
        Handover(
            ASKING,
            "{body} accepts and names its people: {scope}",
            "Look at the people named. You may object for {count}, or record that you have no "
            "objection.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.person_named": (
        Handover(
            (W.PERSON,),
            "You are named as {role}: {scope}, {member}",
            "Declare your interests, or that you have none. You can begin once everybody has.",
            PAGE + "interests/",
            BOTH,
        ),
    ),
    "engagement.person_named/later": (
        Handover(
            ASKING,
            "{body} names another person: {scope}",
            "Somebody else takes part in the assessment. Look at who it is.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.person_removed": (
        Handover(
            (W.PERSON,),
            "You were taken off an assessment",
            "{body} no longer names you for it. You have no access to it any more.",
            "/engagements/",
            (BODY,),
        ),
    ),
    "engagement.conflict_found": (
        Handover(
            (W.BODY_ADMIN,),
            "Name somebody else: {scope}, {member}",
            "A person you named has a conflict of interest and is off the engagement.",
            PAGE,
            (BODY,),
        ),
    ),
    "engagement.conflict_lift_asked": (
        Handover(
            (W.DECISION_MAKER,),
            "{body} asks to lift a conflict of interest: {scope}, {member}",
            "Read what stands against whom, and give a reason to lift it, or leave it.",
            "/decisions/",
            (BODY,),
        ),
    ),
    "engagement.conflict_lift_proposed": (
        Handover(
            (W.DECISION_MAKER,),
            "A second person is needed to lift a conflict of interest: {scope}, {member}",
            "Another decision maker gave a reason. Read it, and agree or leave it.",
            "/decisions/",
            (ALLIANCE,),
        ),
    ),
    "engagement.conflict_lifted": (
        Handover(
            (W.BODY_ADMIN, *ASKING),
            "A conflict of interest is lifted: {scope}, {member}",
            "Two decision makers lifted it. Read the reason, which is printed in the report.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.objected": (
        Handover(
            (W.BODY_ADMIN,),
            "{member} objects to a person: {scope}",
            "The person is off the engagement. Read why, and name somebody else or decline.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.terminated": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "The engagement with {body} is terminated: {scope}",
            "Read why. The attestation is accepted again, and you can ask a body anew.",
            PAGE,
            BOTH,
        ),
        Handover(
            (W.BODY_ADMIN, *TEAM),
            "The engagement is terminated: {scope}, {member}",
            "Read why. All access to attestation and evidence has ended.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.conflicted": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "The engagement with {body} has ended over a conflict of interest: {scope}",
            "Read which. If it was in assessment, the attestation is accepted again, and you can ask "
            "another body.",
            PAGE,
            BOTH,
        ),
        Handover(
            (W.BODY_ADMIN, *TEAM),
            "The engagement has ended over a conflict of interest: {scope}, {member}",
            "Read which. All access to attestation and evidence has ended.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.declined": (
        Handover(
            ASKING,
            "{body} declines: {scope}",
            "Read why. You can ask another assessor body.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.withdrawn": (
        Handover(
            (W.BODY_ADMIN, *TEAM),
            "{member} withdrew its request: {scope}",
            "The engagement has ended before the work began. Nothing is left to do.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.no_objection": (
        Handover(
            (W.BODY_ADMIN,),
            "{member} has no objection: {scope}",
            "The engagement begins once everybody named has declared interests.",
            PAGE,
            BOTH,
        ),
    ),
    "engagement.activated": (
        Handover(
            (W.LEAD,),
            "Propose a plan: {scope}, {member}",
            "The engagement is active. Propose a plan; once it is agreed, freeze it and begin.",
            PAGE + "plan/propose/",
            BOTH,
        ),
        Handover(
            (W.ASSESSORS, W.REVIEWERS, W.BODY_ADMIN),
            "The engagement is active: {scope}, {member}",
            "The lead assessor proposes a plan next.",
            PAGE,
            BOTH,
        ),
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "The engagement with {body} is active: {scope}",
            "The people named can read the attestation and its evidence from now on.",
            PAGE,
            BOTH,
        ),
    ),
}

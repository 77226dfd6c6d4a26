"""Whom each act on an attestation tells, and in which words (pure).

Facts: {attestation} (its id), {scope}, {member}, {count}, {until}; of an emergency access also
{access} (its id), {who}, {second}, {why}. Nothing that an answer says.
"""

from collections.abc import Mapping
from typing import Final

from organisations.handover import Handover, Whom
from organisations.permissions import Side
from organisations.reminder import Reminder

W = Whom
MEMBER: Final = (Side.MEMBER,)
BOTH: Final = (Side.MEMBER, Side.ALLIANCE)
ALLIANCE: Final = (Side.ALLIANCE,)
PAGE: Final = "/attestations/{attestation}/"
EMERGENCY: Final = "/emergency/{access}/"

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    "attestation.delegated": (
        Handover(
            (W.PERSON,),
            "Answer {count}: {scope}",
            "{count} of {scope} ({member}) wait for your answers{until}.",
            PAGE,
            MEMBER,
        ),
    ),
    "attestation.made_ready": (
        Handover(
            (W.SIGNATORY,),
            "Read and sign: {scope}",
            "The attestation of {scope} ({member}) is ready. Read what will be signed, then sign "
            "it, or reopen it and say why.",
            PAGE + "sign/",
            MEMBER,
        ),
    ),
    "attestation.reopened": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Reopened: {scope}",
            "The attestation of {scope} ({member}) is a draft again. Read why, and make it ready "
            "once it is mended.",
            PAGE,
            MEMBER,
        ),
    ),
    "attestation.submitted": (
        Handover(
            (W.REGISTRAR,),
            "Check for completeness: {scope}, {member}",
            "{member} has signed and submitted the attestation of {scope}. Accept it, or return "
            "it with a list of what is missing.",
            PAGE,
            BOTH,
        ),
        Handover(
            (W.OWNER, W.EDITOR),
            "Signed and submitted: {scope}",
            "The attestation of {scope} ({member}) is signed. The alliance’s registrars check "
            "whether it is complete.",
            PAGE,
            MEMBER,
        ),
    ),
    "attestation.recalled": (
        Handover(
            (W.OWNER, W.EDITOR),
            "Recalled: {scope}",
            "The signatory took back the attestation of {scope} ({member}); it is a draft again. "
            "Read why, and make it ready once it is mended.",
            PAGE,
            MEMBER,
        ),
    ),
    "attestation.returned": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "Returned as incomplete: {scope}",
            "The alliance returned the attestation of {scope} ({member}) with {count}. Complete "
            "what is listed and make it ready again.",
            PAGE,
            BOTH,
        ),
    ),
    "attestation.accepted": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "Accepted: {scope}",
            "The alliance accepted the attestation of {scope} ({member}). Ask an assessor body for "
            "an assessment, or close it as declared.",
            PAGE,
            BOTH,
        ),
    ),
    "attestation.cancelled": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "Cancelled: {scope}",
            "The attestation of {scope} ({member}) is cancelled. Its record stays; a new one can "
            "be opened.",
            PAGE,
            MEMBER,
        ),
    ),
    "attestation.closed_declared": (
        Handover(
            (W.OWNER, W.EDITOR, W.SIGNATORY),
            "Closed as declared: {scope}",
            "The attestation of {scope} ({member}) is closed without an assessment. A new one can "
            "be opened.",
            PAGE,
            MEMBER,
        ),
    ),
    # Who has to answer learns the id and nothing else: the attestation may be unpublished.
    "attestation.glass_asked": (
        Handover(
            (W.REGISTRAR, W.OPERATOR),
            "Emergency access is asked for by {who}",
            "{who} asks to read attestation {attestation} for {count}: {why} Grant it or decline "
            "it.",
            EMERGENCY,
            ALLIANCE,
        ),
    ),
    "attestation.glass_broken": (
        Handover(
            (W.OWNER, W.SIGNATORY),
            "The alliance reads: {scope}",
            "{who}, an operator of the alliance, can read the attestation of {scope} ({member}), "
            "its answers and its evidence until {until}, and change nothing. {second} granted it. "
            "The reason: {why}",
            PAGE + "#emergency",
            BOTH,
        ),
        Handover(
            (W.PERSON,),
            "Emergency access is open until {until}",
            "{second} granted what you asked for. You can read the attestation until {until}.",
            EMERGENCY,
            ALLIANCE,
        ),
    ),
    "attestation.glass_declined": (
        Handover(
            (W.PERSON,),
            "Emergency access is declined",
            "{second} declined what you asked for: {why}",
            EMERGENCY,
            ALLIANCE,
        ),
    ),
    "attestation.glass_ended": (
        Handover(
            (W.OWNER, W.SIGNATORY),
            "The alliance reads no more: {scope}",
            "The emergency access of {who} to the attestation of {scope} ({member}) was ended "
            "before its time.",
            PAGE + "#emergency",
            BOTH,
        ),
    ),
}

# Answers that a colleague was asked for by a day; beside the facts above {left}.
ANSWERS_DUE: Final = "reminder.answers"
ANSWERS_DUE_REMINDER: Final = Reminder(
    days=(3, 1),
    before=(
        Handover(
            (W.PERSON,),
            "{left} to answer: {scope}",
            "{count} not in yet. {member} wants them by {until}.",
            PAGE,
            MEMBER,
        ),
    ),
    after=(
        Handover(
            (W.PERSON,),
            "Your answers are overdue: {scope}",
            "{count} not in yet. {member} wanted them by {until}.",
            PAGE,
            MEMBER,
        ),
        Handover(
            (W.OWNER, W.EDITOR),
            "Delegated answers are overdue: {scope}",
            "A colleague was asked for answers by {until}, and some are not in yet. Ask her, or "
            "change the delegation.",
            PAGE + "delegate/",
            MEMBER,
        ),
    ),
)

# Acts that tell nobody, and why.
SILENT: Final[Mapping[str, str]] = {
    "attestation.act_refused": "The page has told whoever was turned away.",
    "attestation.opened": "Nobody else has to do anything yet.",
    "attestation.carried_over": "Nobody else has to do anything yet.",
    "attestation.details_changed": "The work goes on with the same people.",
    "attestation.delegation_ended": "What was told of it is taken back with the right.",
}

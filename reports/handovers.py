"""Whom the making of a report or a receipt tells, and in which words (pure).

Facts: {job} (where operators look), {page} (where those who wait look), {number} (of a report),
{why}; of a correction also {new} (number), {what} (changes), {correction} and {report} (pages).
Operators learn neither of what it says nor whose it is.
"""

from collections.abc import Mapping
from typing import Final

from organisations.handover import Handover, Whom
from organisations.permissions import Side

W = Whom
MEMBER: Final = (Side.MEMBER,)
ALLIANCE: Final = (Side.ALLIANCE,)

MAKING: Final[Mapping[str, tuple[Handover, ...]]] = {
    "report.failed": (
        Handover(
            (W.OPERATOR,),
            "Report {number} has failed",
            "All its attempts are used up. Mend what is wrong, then have it made again.",
            "{job}",
            ALLIANCE,
        ),
        Handover(
            (W.OWNER, W.SIGNATORY),
            "Report {number} is delayed",
            "{why} The alliance’s operators have been told, and have it made again once that is "
            "mended. You need not do anything.",
            "{page}",
            MEMBER,
        ),
    ),
    "report.retried": (
        Handover(
            (W.OWNER, W.SIGNATORY),
            "Report {number} is being made again",
            "It goes on from the step that failed. Its page says how far it is.",
            "{page}",
            MEMBER,
        ),
    ),
    "receipt.failed": (
        Handover(
            (W.OPERATOR,),
            "A receipt has failed",
            "All its attempts are used up. Mend what is wrong, then have it made again.",
            "{job}",
            ALLIANCE,
        ),
        Handover(
            (W.OWNER, W.SIGNATORY),
            "The receipt as PDF is delayed",
            "{why} The signature stands. The alliance’s operators have been told, and have the "
            "receipt made again once that is mended.",
            "{page}",
            MEMBER,
        ),
    ),
    "receipt.retried": (
        Handover(
            (W.OWNER, W.SIGNATORY),
            "The receipt as PDF is being made again",
            "It goes on from the step that failed. Its page says how far it is.",
            "{page}",
            MEMBER,
        ),
    ),
}

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    **MAKING,
    "report.correction_asked": (
        Handover(
            (W.DECISION_MAKER,),
            "Confirm a correction of report {number}, or decline it",
            "A registrar asks that it be made anew: {what}",
            "{correction}",
            ALLIANCE,
        ),
    ),
    "report.correction_confirmed": (
        Handover(
            (W.PERSON,),
            "The correction of report {number} is confirmed",
            "Report {new} is being made and takes its place.",
            "{correction}",
            ALLIANCE,
        ),
        Handover(
            (W.OWNER, W.SIGNATORY),
            "Report {number} is being corrected by {new}",
            "What changes: {what} The result stays, and so does the time for which it counts.",
            "{page}",
            MEMBER,
        ),
    ),
    "report.correction_declined": (
        Handover(
            (W.PERSON,),
            "The correction of report {number} is declined",
            "{why}",
            "{correction}",
            ALLIANCE,
        ),
    ),
    "notice.issued": (
        Handover(
            (W.OWNER, W.SIGNATORY),
            "Report {new} has taken the place of {number}",
            "What changed: {what} Both stay public and lead to each other.",
            "{report}",
            MEMBER,
        ),
    ),
}

# Acts that tell nobody, and why.
SILENT: Final[Mapping[str, str]] = {
    "report.opened": "The pages say how far it is; nobody has to do anything.",
    "report.prepared": "The pages say how far it is; nobody has to do anything.",
    "report.signed": "The pages say how far it is; nobody has to do anything.",
    "report.unsealed": "Those who have to act have been told that the key is out of use.",
    "report.published": "It stands in the register.",
    "report.full_fetched": "Owners and viewers see on its page who fetched it.",
    "report.step_failed": "It is tried again by itself.",
    "report.ended": "Whoever took back what it rests on knows it.",
    "report.hastened": "It is tried again a little earlier than by itself.",
    "receipt.opened": "The pages say how far it is; nobody has to do anything.",
    "receipt.prepared": "The pages say how far it is; nobody has to do anything.",
    "receipt.signed": "The pages say how far it is; nobody has to do anything.",
    "receipt.step_failed": "It is tried again by itself.",
    "receipt.hastened": "It is tried again a little earlier than by itself.",
}

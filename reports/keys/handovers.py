"""Whom an act on a key tells, and in which words (pure).

Facts: {key} (the first letters of its id), {page} (where key custodians answer), {why}, {declined}.
"""

from collections.abc import Mapping
from typing import Final

from organisations.handover import Handover, Whom
from organisations.permissions import Side

W = Whom
ALLIANCE: Final = (Side.ALLIANCE,)
HISTORY: Final = "/verify/keys/"

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    "key.begin_asked": (
        Handover(
            (W.KEY_CUSTODIAN,),
            "Confirm that key {key} comes into use, or decline it",
            "Another key custodian asks for it. Compare its certificate with the record first.",
            "{page}",
            ALLIANCE,
        ),
    ),
    "key.end_asked": (
        Handover(
            (W.KEY_CUSTODIAN,),
            "Confirm that key {key} goes out of use, or decline it",
            "Another key custodian asks for it. {why}.",
            "{page}",
            ALLIANCE,
        ),
        Handover(
            (W.OPERATOR,),
            "Key {key} is to go out of use",
            "{why}. Have the next key at hand. Where somebody else may have used this one, nothing "
            "is sealed with it until a second key custodian has answered.",
            HISTORY,
            ALLIANCE,
        ),
    ),
    "key.begun": (
        Handover(
            (W.PERSON,),
            "Key {key} is in use",
            "Another key custodian has confirmed it. It stands in the public log.",
            "{page}",
            ALLIANCE,
        ),
        Handover(
            (W.OPERATOR,),
            "Key {key} has come into use",
            "Give it to the signer and its certificate to every process, and start them again.",
            HISTORY,
            ALLIANCE,
        ),
    ),
    "key.ended": (
        Handover(
            (W.PERSON,),
            "Key {key} is out of use",
            "Another key custodian has confirmed it. It stands in the public log.",
            "{page}",
            ALLIANCE,
        ),
        Handover(
            (W.OPERATOR,),
            "Key {key} is out of use",
            "{why}. Nothing is sealed with it any more: the signer needs a key that is in use.",
            HISTORY,
            ALLIANCE,
        ),
        Handover(
            (W.REGISTRAR,),
            "Key {key} is out of use",
            "{why}. Reports that have to be issued again under a newer key are corrected one by one.",
            HISTORY,
            ALLIANCE,
        ),
    ),
    "key.declined": (
        Handover(
            (W.PERSON,),
            "What you asked for key {key} is declined",
            "{declined}",
            "{page}",
            ALLIANCE,
        ),
    ),
}

"""What the receipt's template prints (pure): its contents turned into words, dates and rows."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from unicodedata import bidirectional

from reports.contents import Figures
from reports.presentation import DEVELOPMENT_MARK
from reports.receipts.contents import MARK, ReceiptContents
from reports.wording import day, instant, per_cent

PUBLISH: Final = {
    True: "Yes: a report of the declaration becomes public once the alliance accepts it",
    False: "No: nothing becomes public before an assessment",
}


def printed(contents: ReceiptContents, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Give everything that `receipt.html` prints; `files` are the attachments by name."""
    development = contents.issuer.development
    return {
        "c": contents,
        "mark": MARK,
        "development": DEVELOPMENT_MARK if development else "",
        "short": contents.sha256[:12],
        "dates": {
            "as_of": day(contents.as_of),
            "signed_at": instant(contents.signed_at),
            "signed_at_exactly": exactly(contents.signed_at),
            "machine": contents.signed_at.astimezone(UTC).isoformat(timespec="seconds"),
            "made_ready_at": instant(contents.made_ready.at) if contents.made_ready else "",
        },
        "way": {
            "organisation": direction(contents.organisation.name),
            "scope": direction(contents.scope.title),
            "scope_statement": direction(contents.scope.statement),
            "signatory": direction(contents.signatory.name),
            "authority": direction(contents.signatory.authority),
            "statement": direction(contents.signatory.statement),
        },
        "warnings": [(each, direction(each.reason)) for each in contents.warnings],
        "publish": PUBLISH[contents.publish_declared],
        "overall": shown(contents.declared),
        "principles": [(each, shown(each.declared)) for each in contents.principles],
        "flags": [flag_words(each) for each in contents.flags],
        "files": [
            (name, len(content), hashlib.sha256(content).hexdigest())
            for name, content in files.items()
        ],
    }


def direction(text: str) -> str:
    """Give the direction of a text's first strong letter (UAX #9, P2): "rtl" or "ltr"."""
    for letter in text:
        kind = bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def exactly(value: datetime) -> str:
    """Write an instant as it was recorded, to the microsecond, with its offset."""
    return value.astimezone(UTC).isoformat()


def shown(figures: Figures) -> dict[str, str]:
    """Write figures with their units, or say that there are none."""
    return {
        "conformance": per_cent(figures.conformance),
        "maturity": figures.maturity or "not rated",
    }


def flag_words(flag: str) -> str:
    """Say a flag of the score in a sentence."""
    name, _, code = flag.partition(":")
    if name == "limited_scope":
        return (
            f"Limited scope in {code}: much of the principle’s weight is claimed as not applicable."
        )
    return flag

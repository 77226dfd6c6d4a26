"""The receipt of a signature as data: the same bytes on the page, and in the PDF that embeds them."""

import json
from typing import Any, Final

from attestations.models import Submission

SCHEMA: Final = "urn:trustportal:receipt:1"


def receipt_of(submission: Submission) -> dict[str, Any]:
    """What was signed, by whom, when; with the salt, the holder can show what the log's leaf means.

    Reads `submission.signed_by`.
    """
    return {
        "schema": SCHEMA,
        "submission": str(submission.pk),
        "attestation": str(submission.attestation_id),
        "sequence": submission.sequence,
        "sha256": submission.sha256,
        "statement": submission.statement,
        "statement_version": submission.statement_version,
        "authority": submission.authority,
        "publish_declared": submission.publish_declared,
        "signed_by": str(submission.signed_by),
        "signed_at": submission.signed_at.isoformat(),
        "salt": bytes(submission.salt).hex(),
        "commitment": submission.commitment,
        "log_index": submission.log_index,
    }


def receipt_bytes(submission: Submission) -> bytes:
    """The receipt as JSON for people and machines: two spaces deep, ASCII, a line at its end."""
    return json.dumps(receipt_of(submission), indent=2).encode("ascii") + b"\n"

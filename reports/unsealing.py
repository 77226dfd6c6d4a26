"""What a leaked key has sealed, and nobody has seen yet, is set aside and sealed again.

The files stay on record, since files are only ever added; they are not the report's any more.
"""

from datetime import datetime

from django.db import transaction

from accounts.actor import SYSTEM
from journal.recording import record
from reports.contents import FULL, PUBLIC
from reports.keys.in_use import is_leaked
from reports.lease import Claim, advanced, still_mine
from reports.models import Report
from reports.status import State

WHY = "Its seal is by a key that somebody else may have used."


class StillGood(Exception):
    """No key of these seals leaked: there is nothing to set aside."""


@transaction.atomic(durable=True)
def unseal(claim: Claim[Report], *, at: datetime) -> None:
    """Signed → prepared, for the holder of the newest claim: the next seal is by another key.

    Raises LeaseLost, and StillGood where no key of its seals leaked.
    """
    report = still_mine(claim)
    files = list(report.signed_files.defer("content"))
    if not any(is_leaked(file, at=at) for file in files):
        raise StillGood(f"{report.number} was not sealed by a key that leaked.")
    report.sealing += 1
    advanced(report, State.PREPARED, "sealing")
    digests = {file.rung: file.sha256 for file in files}
    record(
        "report.unsealed",
        report,
        by=SYSTEM,
        organisation_id=report.organisation_id,
        from_state=claim.state,
        to_state=report.state,
        before_sha256=digests.get(PUBLIC, ""),
        reason=WHY,
        facts={
            "number": report.number,
            "full_sha256": digests.get(FULL, ""),
            "certificate_sha256": files[0].certificate_sha256,
        },
    )

"""Whether a report can be corrected: asked when it is asked for, confirmed, and published."""

from reports.models import Report
from reports.status import NoticeKind, State

_GONE = {
    NoticeKind.REVOCATION: "This report is revoked. A revoked report is not corrected.",
    NoticeKind.WITHDRAWAL: "The organisation has withdrawn this report.",
    NoticeKind.SUPERSESSION: "A later report has taken the place of this one.",
    NoticeKind.CORRECTION: "This report has been corrected. Correct the one that took its place.",
}


def why_not_correctable(report: Report, *, by: Report | None = None) -> str:
    """Why `report` cannot be corrected now (by the report `by`), in a sentence; "" where it can.

    A suspended report waits: what corrected it would stand as if nothing had been suspended.
    """
    if report.state != State.LIVE:
        return "Only a published report can be corrected."
    kinds = list(
        report.notices.order_by("effective_at", "issued_at").values_list("kind", flat=True)
    )
    for kind, reason in _GONE.items():
        if kind in kinds:
            return reason
    last = [each for each in kinds if each in (NoticeKind.SUSPENSION, NoticeKind.REINSTATEMENT)]
    if last and last[-1] == NoticeKind.SUSPENSION:
        return "This report is suspended. Reinstate it or revoke it first."
    others = Report.objects.filter(corrects=report).exclude(state=State.ENDED)
    other = (others.exclude(pk=by.pk) if by else others).first()
    return f"{other.number} is being made to correct this report." if other else ""

"""The evidence on which the corrections of findings were verified, as it was looked at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from assessments.models import Engagement, Finding, FindingPiece, FindingStep
from assessments.status import FindingStatus
from attestations.models import DisclosureClass, EvidenceFile, EvidenceVersion
from reports.contents import Evidence
from reports.contents import EvidenceFile as ShownFile

# Where a finding stands, and the step whose pieces it rests on then.
RESTS_ON: Final[Mapping[str, str]] = {
    FindingStatus.VERIFIED: FindingStep.VERIFIED,
    FindingStatus.CLOSED: FindingStep.CLOSED,
}
# From what everybody sees to what nobody else does.
CLOSENESS: Final = tuple(each.value for each in DisclosureClass)


def pieces_of(engagement: Engagement, findings: Iterable[Finding]) -> Mapping[int, list[Evidence]]:
    """By the number of a finding: the pieces that its state rests on. Three queries at most.

    Each in the version that was looked at, and in the closer of two classes, the one that it had
    then and the one that it has now: what its owner has closed since is named no more.
    """
    steps = {each.number: RESTS_ON[each.status] for each in findings if each.status in RESTS_ON}
    rows = FindingPiece.objects.filter(
        event__finding__engagement=engagement,
        event__finding__number__in=steps,
        event__step__in=set(RESTS_ON.values()),
    )
    joined = rows.select_related("evidence", "event__finding").order_by(
        "event__at", "event_id", "pk"
    )
    by_event: dict[int, dict[UUID, list[FindingPiece]]] = defaultdict(dict)
    for row in joined if steps else ():
        number = row.event.finding.number
        if row.event.step == steps[number]:
            by_event[number].setdefault(row.event_id, []).append(row)
    last = {number: list(events.values())[-1] for number, events in by_event.items()}
    named = {row.evidence_id for each in last.values() for row in each}
    if not named:
        return {}
    said = {
        (each.evidence_id, each.version): each
        for each in EvidenceVersion.objects.filter(evidence__in=named)
    }
    files: dict[UUID, list[EvidenceFile]] = defaultdict(list)
    for file in EvidenceFile.objects.filter(evidence__in=named):
        files[file.evidence_id].append(file)
    return {
        number: [
            _shown(row, said.get((row.evidence_id, row.version)), files[row.evidence_id])
            for row in each
        ]
        for number, each in last.items()
    }


def _shown(
    row: FindingPiece, said: EvidenceVersion | None, files: Iterable[EvidenceFile]
) -> Evidence:
    piece = row.evidence
    then = said or piece
    disclosure = _closer(then.disclosure, piece.disclosure)
    every = list(files)
    # What its owner says of the same bytes in the present version counts for those before, too.
    later = {
        each.sha256: each.disclosure or piece.disclosure
        for each in every
        if each.version == piece.version
    }
    shown = tuple(
        ShownFile(
            reference=f"sha256:{each.sha256}",
            disclosure=_closer(
                each.disclosure or then.disclosure, later.get(each.sha256, CLOSENESS[0])
            ),
        )
        for each in every
        if each.version == row.version
    )
    return Evidence(
        title=then.title,
        kind=piece.kind,
        disclosure=disclosure,
        reference=then.url or next((each.reference for each in shown), ""),
        files=shown,
    )


def _closer(one: str, other: str) -> str:
    return max(one, other, key=CLOSENESS.index)

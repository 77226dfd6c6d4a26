"""What the assessors said last time of a criterion that is being answered again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from assessments.models import Engagement, EvidenceVerdict, Finding, Verdict
from attestations.asking import Asking
from attestations.models import Attestation
from organisations.layers import TITLES
from principles.following import former_codes


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict with what was said of each piece of evidence."""

    verdict: Verdict
    evidence: Sequence[EvidenceVerdict]

    @property
    def layer_title(self) -> str:
        """The layer in words, empty where the criterion was not per layer."""
        return TITLES.get(self.verdict.layer, self.verdict.layer)


@dataclass(frozen=True, slots=True)
class LastTime:
    """The newest earlier result of a scope, as far as one answer is concerned.

    `codes` are those by which its edition asked this: several where they were merged since, none
    where it was not asked.
    """

    engagement: Engagement
    codes: Sequence[str]
    verdicts: Sequence[Judged]
    findings: Sequence[Finding]


def last_time(asking: Asking) -> LastTime | None:
    """Read what was said last time; None where no earlier attestation has a result to be seen.

    Seen may be what every reader of the member's answers may read: results from the shared draft
    on, of attestations that were opened earlier. What this attestation itself was told before it
    came back is not among them. Five statements at most.
    """
    attestation = asking.attestation
    codes = former_codes(attestation.edition, asking.answer.criterion.code)
    engagement = (
        Engagement.objects.shown_to_the_member()
        .filter(
            attestation__in=Attestation.objects.before(attestation),
            attestation__edition__in=list(codes),
        )
        .select_related("attestation__edition", "attestation__scope", "body")
        .order_by("-attestation__opened_at", "-requested_at")
        .first()
    )
    if engagement is None:
        return None
    meant = sorted(codes[engagement.attestation.edition_id])
    return LastTime(
        engagement=engagement,
        codes=meant,
        verdicts=_verdicts(engagement, meant, asking.answer.layer) if meant else (),
        findings=_findings(engagement, meant, asking.answer.layer) if meant else (),
    )


def _of(codes: Sequence[str], layer: str) -> Q:
    """The rows of these codes that speak of a layer: its own, and what was said of all at once."""
    found = Q(criterion__code__in=codes)
    return found & Q(layer__in=["", layer]) if layer else found


def _verdicts(engagement: Engagement, codes: Sequence[str], layer: str) -> list[Judged]:
    of = _of(codes, layer)
    pieces: dict[tuple[object, str], list[EvidenceVerdict]] = {}
    for each in engagement.evidence_verdicts.filter(of).select_related("evidence"):
        pieces.setdefault((each.criterion_id, each.layer), []).append(each)
    rows = engagement.verdicts.filter(of).select_related("criterion")
    return [
        Judged(row, pieces.get((row.criterion_id, row.layer), ()))
        for row in rows.order_by("criterion__order", "layer")
    ]


def _findings(engagement: Engagement, codes: Sequence[str], layer: str) -> list[Finding]:
    return list(engagement.findings.filter(_of(codes, layer)).select_related("criterion"))

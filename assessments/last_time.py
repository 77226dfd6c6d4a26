"""What the assessors said last time of a criterion that is being answered again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from assessments.claims import Claim, claim_of
from assessments.models import Engagement, EvidenceVerdict, Finding, Verdict
from assessments.working_papers import content_of
from attestations.asking import Asking
from attestations.models import Attestation
from organisations.layers import TITLES
from principles.following import former_codes
from principles.models import Criterion


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
class Answered:
    """The member's answer of then to one criterion (and layer)."""

    code: str
    layer: str
    claim: Claim

    @property
    def layer_title(self) -> str:
        """The layer in words, empty where the criterion was not per layer."""
        return TITLES.get(self.layer, self.layer)


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
    answers: Sequence[Answered] = ()


def last_time(asking: Asking) -> LastTime | None:
    """Read what was said last time; None where no earlier attestation has a result to be seen.

    Seen may be what every reader of the member's answers may read: results from the shared draft
    on, of attestations that were opened earlier. What this attestation itself was told before it
    came back is not among them. Five statements at most.
    """
    answer = asking.answer
    engagement, meant = _engagement(asking.attestation, answer.criterion.code)
    if engagement is None:
        return None
    return LastTime(
        engagement=engagement,
        codes=meant,
        verdicts=_verdicts(engagement, meant, answer.layer) if meant else (),
        findings=_findings(engagement, meant, answer.layer) if meant else (),
    )


def for_assessors(engagement: Engagement, code: str, layer: str) -> LastTime | None:
    """The same for who assesses now, whichever body judged then; with the answer that was judged.

    Only what the member was shown, and nothing of evidence: a title may be the member's own
    (docs/decisions/last-time-for-assessors.md). Five statements at most.
    """
    earlier, meant = _engagement(engagement.attestation, code)
    if earlier is None:
        return None
    rows = _of_rows(earlier, meant, layer) if meant else ()
    return LastTime(
        engagement=earlier,
        codes=meant,
        verdicts=[Judged(row, ()) for row in rows],
        findings=_findings(earlier, meant, layer) if meant else (),
        answers=_answers(earlier, meant, layer) if meant else (),
    )


def _engagement(attestation: Attestation, code: str) -> tuple[Engagement | None, list[str]]:
    """The newest earlier engagement whose result the member was shown, and the codes it used."""
    codes = former_codes(attestation.edition, code)
    engagement = (
        Engagement.objects.shown_to_the_member()
        .filter(
            attestation__in=Attestation.objects.before(attestation),
            attestation__edition__in=list(codes),
        )
        .select_related("attestation__edition", "attestation__scope", "body", "submission")
        .order_by("-attestation__opened_at", "-requested_at")
        .first()
    )
    if engagement is None:
        return None, []
    return engagement, sorted(codes[engagement.attestation.edition_id])


def _of(codes: Sequence[str], layer: str) -> Q:
    """The rows of these codes that speak of a layer: its own, and what was said of all at once."""
    found = Q(criterion__code__in=codes)
    return found & Q(layer__in=["", layer]) if layer else found


def _verdicts(engagement: Engagement, codes: Sequence[str], layer: str) -> list[Judged]:
    of = _of(codes, layer)
    pieces: dict[tuple[object, str], list[EvidenceVerdict]] = {}
    for each in engagement.evidence_verdicts.filter(of).select_related("evidence"):
        pieces.setdefault((each.criterion_id, each.layer), []).append(each)
    return [
        Judged(row, pieces.get((row.criterion_id, row.layer), ()))
        for row in _of_rows(engagement, codes, layer)
    ]


def _of_rows(engagement: Engagement, codes: Sequence[str], layer: str) -> QuerySet[Verdict]:
    rows = engagement.verdicts.filter(_of(codes, layer)).select_related("criterion")
    return rows.order_by("criterion__order", "layer")


def _answers(engagement: Engagement, codes: Sequence[str], layer: str) -> list[Answered]:
    """What the member answered then, from the submission that was judged."""
    criteria = Criterion.objects.filter(
        edition_id=engagement.attestation.edition_id, code__in=codes
    )
    rules = {each.code: each.rule for each in criteria}
    layers = {"", layer} if layer else None
    return [
        Answered(each["criterion"], each["layer"], claim_of(each, rules[each["criterion"]]))
        for each in content_of(engagement)["answers"]
        if each["criterion"] in rules and (layers is None or each["layer"] in layers)
    ]


def _findings(engagement: Engagement, codes: Sequence[str], layer: str) -> list[Finding]:
    return list(engagement.findings.filter(_of(codes, layer)).select_related("criterion"))

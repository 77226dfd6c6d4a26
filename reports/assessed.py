"""What an assessment contributes to a report: verdicts, score, findings, who did what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.models import (
    BodyConfirmation,
    Conflict,
    ConflictLifting,
    Decision,
    Engagement,
    EvidenceVerdict,
    Finding,
    Verdict,
)
from assessments.models import Remark as DraftRemark
from assessments.status import FINDING_WORDS, PLAN_STANDS, FindingStatus
from attestations.models import Acceptance as AcceptanceRow
from organisations.permissions import Role
from reports.basis import (
    Acceptance,
    Computed,
    Grounds,
    GroundSums,
    Questions,
    Sample,
    Uncertainty,
)
from reports.closed_on import pieces_of
from reports.contents import Assessment, Figures, LiftedConflict, Remark
from reports.contents import Finding as ShownFinding

NOT_RATED = Figures(conformance=None, maturity=None)


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessment behind one decision; it cannot change once the decision is made.

    Figures are those of the recommendation that was decided on, word for word.
    """

    outcome: str
    overall: Figures
    principles: Mapping[str, Figures]
    uncertainty: Uncertainty | None
    grounds: Mapping[str, Grounds]
    due_days: Mapping[str, int]
    flags: tuple[str, ...]
    verdicts: Mapping[tuple[str, str], Verdict]
    accepted: Mapping[tuple[str, str, str], bool]
    findings: tuple[ShownFinding, ...]
    assessment: Assessment
    sample: Sample | None


def assessed_of(decision: Decision) -> Assessed:
    """Everything behind `decision`, in ten queries at most."""
    engagement = decision.engagement
    score: Mapping[str, Any] = decision.recommendation.score
    verdicts = Verdict.objects.filter(engagement=engagement).select_related("criterion")
    judged = EvidenceVerdict.objects.filter(engagement=engagement).select_related("criterion")
    return Assessed(
        outcome=decision.outcome,
        overall=_figures(score["overall"]),
        principles={code: _figures(each) for code, each in score["principles"].items()},
        uncertainty=_uncertainty(score["overall"]),
        grounds=dict(_grounds(score["principles"])),
        due_days={
            each["code"]: each["action_due_days"]
            for each in score["criteria"]
            if each["action_due_days"] is not None
        },
        flags=tuple(score["flags"]),
        verdicts={(each.criterion.code, each.layer): each for each in verdicts},
        accepted={
            (each.criterion.code, each.layer, str(each.evidence_id)): each.accepted
            for each in judged
        },
        findings=_findings(engagement, score.get("open_findings")),
        assessment=_assessment(decision),
        sample=_sample(engagement),
    )


def _sample(engagement: Engagement) -> Sample | None:
    """The sample that the plan froze; None where it was frozen before there were samples."""
    kept = engagement.plan.get("sample")
    if kept is None:
        return None
    logged = AcceptanceRow.objects.filter(submission=engagement.submission_id).first()
    return Sample(
        method=kept["method"],
        percent=kept["percent"],
        checkpoint=kept["checkpoint"],
        acceptance=Acceptance(log_index=logged.log_index, salt=bytes(logged.salt).hex())
        if logged
        else None,
        seed=kept["seed"],
        must_meet=tuple(kept["must_meet"]),
        drawn=tuple(kept["drawn"]),
    )


def _figures(score: Mapping[str, Any] | None) -> Figures:
    if score is None:
        return NOT_RATED
    return Figures(conformance=score["conformance"], maturity=score["maturity"])


def _uncertainty(score: Mapping[str, Any] | None) -> Uncertainty | None:
    """As it was recommended on; None in recommendations that are older than this is kept."""
    kept = (score or {}).get("uncertainty")
    return Uncertainty(**kept) if kept else None


def _grounds(scores: Mapping[str, Mapping[str, Any] | None]) -> Iterable[tuple[str, Grounds]]:
    for code, score in scores.items():
        uncertainty = _uncertainty(score)
        if score is not None and uncertainty is not None:
            sums = GroundSums(**score["grounds"])
            yield code, Grounds(assurance=score["assurance"], uncertainty=uncertainty, sums=sums)


def _findings(engagement: Engagement, counted: Collection[int] | None) -> tuple[ShownFinding, ...]:
    """`counted` are the numbers of those open at the recommendation; None: not kept."""
    rows = list(Finding.objects.filter(engagement=engagement).select_related("criterion"))
    pieces = pieces_of(engagement, rows)
    return tuple(
        ShownFinding(
            grade=row.grade,
            criterion=row.criterion.code,
            text=row.text,
            plan=_plan(row),
            due=row.plan_due,
            accepted_on=_accepted_on(row),
            state=FINDING_WORDS[row.status],
            counted=None if counted is None else row.number in counted,
            evidence=tuple(pieces.get(row.number, ())),
        )
        for row in rows
    )


def _plan(row: Finding) -> str:
    if not row.plan_steps:
        return ""
    return f"{row.plan_owner}: {row.plan_steps}" if row.plan_owner else row.plan_steps


def _accepted_on(row: Finding) -> date | None:
    accepted = row.status in (*PLAN_STANDS, FindingStatus.CLOSED)
    return row.plan_judged_at.date() if accepted and row.plan_judged_at else None


def _assessment(decision: Decision) -> Assessment:
    engagement = decision.engagement
    people = list(engagement.people.filter(removed_at=None).select_related("user"))
    names = {role: [str(p.user) for p in people if p.role == role] for role in Role}
    recommendation = decision.recommendation
    confirmation = BodyConfirmation.objects.filter(recommendation=recommendation).first()
    remarks = _remarks(engagement)
    drafts = max((each.draft for each in remarks), default=0)
    return Assessment(
        body=engagement.body.name,
        lead=", ".join(names[Role.LEAD_ASSESSOR]),
        assessors=tuple(names[Role.ASSESSOR]),
        quality_reviewer=", ".join(names[Role.QUALITY_REVIEWER]),
        recommended_outcome=recommendation.outcome,
        recommended_on=recommendation.made_at.date(),
        decision_reasons=decision.reasons,
        decision_maker=str(decision.made_by),
        decided_on=decision.made_at.date(),
        member_remarks="\n\n".join(each.text for each in remarks if each.draft == drafts),
        remarks=remarks,
        confirmed_by=str(confirmation.confirmed_by) if confirmation else "",
        confirmed_on=confirmation.confirmed_at.date() if confirmation else None,
        conflicts_lifted=_lifted(decision),
        computed=Computed(
            score=recommendation.score["method_outcome"], outcome=recommendation.computed_outcome
        ),
        questions=_questions(recommendation.score.get("questions")),
    )


def _questions(kept: Mapping[str, int] | None) -> Questions | None:
    """As they stood at the recommendation; None in those that are older than this is kept."""
    return Questions(**kept) if kept else None


def _lifted(decision: Decision) -> tuple[LiftedConflict, ...]:
    """Every conflict of interest that was lifted before the decision, also of the body in an
    earlier engagement on the same attestation.
    """
    engagement = decision.engagement
    same = Engagement.objects.filter(attestation=engagement.attestation_id, body=engagement.body_id)
    conflicts = Conflict.objects.within(same)
    lifted = ConflictLifting.objects.filter(conflict__in=conflicts, lifted_at__lte=decision.made_at)
    return tuple(
        LiftedConflict(
            person=each.whose, reason=each.lifting.reason, lifted_on=each.lifting.lifted_at.date()
        )
        for each in Conflict.objects.whole()
        .filter(lifting__in=lifted)
        .order_by("lifting__lifted_at")
    )


def _remarks(engagement: Engagement) -> tuple[Remark, ...]:
    """What the member said to every draft, and the answers; "no remarks" is not among them."""
    rows = DraftRemark.objects.filter(share__engagement=engagement).exclude(text="")
    found = rows.select_related("share", "answer").order_by("share__number", "made_at")
    return tuple(
        Remark(
            draft=row.share.number,
            text=row.text,
            made_on=row.made_at.date(),
            answer=row.answer.text if hasattr(row, "answer") else "",
            answered_on=row.answer.answered_at.date() if hasattr(row, "answer") else None,
        )
        for row in found
    )

"""The draft result is shared, the member remarks on it, and the lead assessor recommends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Expression, ExpressionWrapper, F, QuerySet
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.activation import in_force, people_missing
from assessments.asked import asked_in
from assessments.following import no_later, require_time
from assessments.handing_over import handed_over
from assessments.judges import conflicts_of, conflicts_standing, two_accounts_below
from assessments.models import DraftShare, Engagement, Recommendation, Remark
from assessments.moves import attestation_of, locked
from assessments.naming import named
from assessments.outcome import computed, conditions_end, lower_or_equal, score_data
from assessments.questions import open_sentences, waiting_sentences
from assessments.refusing import refusals_recorded
from assessments.status import EngagementAct, EngagementStatus, FindingStatus, after
from assessments.verdicts import working
from assessments.working_papers import Papers, papers_of
from attestations.models import Attestation
from attestations.moves import moved
from attestations.reading import thresholds_of
from attestations.status import Act, Status
from journal.recording import record
from organisations.permissions import Permission
from principles.scoring import Outcome


class RecommendationRefused(Refusal):
    """Something is still missing before the result can be shared or recommended."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """What the lead recommends; `conditions_end_on` counts only where no plan was accepted."""

    outcome: Outcome
    reasons: str
    conditions_end_on: date | None = None


def because(engagement: Engagement) -> str:
    """What the decision makers' grants follow from."""
    return f"recommendation:{engagement.pk}"


def unsettled_sentence(papers: Papers) -> str:
    """How many verdicts are not settled, or nothing when all are."""
    left = len(papers.rows) - papers.settled
    if left == 0:
        return ""
    waits = "waits" if papers.apart == 1 else "wait"
    third = f" {papers.apart} of them {waits} for a third look." if papers.apart else ""
    return f"{left} of {len(papers.rows)} verdicts are not settled yet.{third}"


def remarks_end_at(engagement: Engagement) -> datetime | None:
    """Until when the member may remark on the draft; None before it was shared."""
    if engagement.draft_shared_at is None:
        return None
    return engagement.draft_shared_at + timedelta(days=settings.REMARKS_DAYS)


def missing(engagement: Engagement, papers: Papers, *, at: datetime) -> list[str]:
    """What is missing before the lead may recommend, as sentences for the page."""
    sentences = [unsettled_sentence(papers)] if unsettled_sentence(papers) else []
    shared = engagement.draft_shared_at
    ends = remarks_end_at(engagement)
    if shared is None or ends is None:
        sentences.append("The draft result has not been shared with the member.")
    else:
        given = [row.verdict.given_at for row in papers.rows if row.verdict]
        raised = [finding.raised_at for finding in papers.findings]
        if any(each > shared for each in (*given, *raised)):
            sentences.append("Verdicts or findings changed since the draft was shared: share it.")
        elif engagement.remarks_at is None and at < ends:
            sentences.append(
                f"The member may remark until {ends.day} {ends:%B %Y}, or say that it has none."
            )
        sentences += [
            f"Finding {finding.number} is disputed: wait for the ruling of the appeal panel."
            for finding in papers.findings
            if finding.status == FindingStatus.DISPUTED
        ]
        open_remarks = unanswered(engagement).filter(made_at__lt=_end_of_remarks()).count()
        if open_remarks:
            sentences.append(
                f"Answer every remark of the member; not answered yet: {open_remarks}."
            )
    sentences += open_sentences(engagement)
    sentences += people_missing(in_force(engagement)) + two_accounts_below(engagement)
    return sentences + conflicts_standing(engagement, on=at.date())


def _end_of_remarks() -> Expression:
    """Of a remark: until when the member could remark on its draft."""
    days = timedelta(days=settings.REMARKS_DAYS)
    return ExpressionWrapper(F("share__shared_at") + days, DateTimeField())


def unanswered(engagement: Engagement) -> QuerySet[Remark]:
    """The member's remarks, on whichever draft, that the lead has not answered yet.

    Only those made in time keep her from recommending: a further one on every evening would else
    put it off for ever. The others are kept, printed, and answered if she will.
    """
    return Remark.objects.filter(share__engagement=engagement, answer=None).exclude(text="")


def shared(engagement_id: UUID, *, by: Actor, at: datetime) -> DraftShare:
    """Show verdicts and findings to the member, as often as needed; joins the transaction.

    Earlier drafts' remarks and answers stay; the time for remarks begins anew.
    """
    engagement = working(engagement_id)
    named(engagement, by, Permission.DRAFT_SHARE, at)
    sentence = unsettled_sentence(papers_of(engagement))
    sentences = ([sentence] if sentence else []) + waiting_sentences(engagement)
    if sentences:
        raise RecommendationRefused(" ".join(sentences))
    share = DraftShare.objects.create(
        engagement=engagement,
        number=engagement.draft_shares.count() + 1,
        shared_by_id=by.person_id,
        shared_at=at,
    )
    engagement.draft_shared_at, engagement.remarks_at = at, None
    engagement.save(update_fields=["draft_shared_at", "remarks_at"])
    _journal(engagement, "draft_report.shared", by=by, facts={"number": share.number})
    until = f"{at + timedelta(days=settings.REMARKS_DAYS):%-d %B %Y}"
    handed_over("draft_report.shared", engagement, by=by, at=at, until=until)
    return share


@refusals_recorded("draft_report.shared")
@transaction.atomic(durable=True)
def share_draft(engagement_id: UUID, *, by: Actor) -> DraftShare:
    """The lead assessor shares the draft result once every verdict is settled."""
    return shared(engagement_id, by=by, at=now())


def remarked(
    engagement_id: UUID, remarks: str, *, seen: int | None = None, by: Actor, at: datetime
) -> Remark:
    """Record the member's remarks, or none when the text is empty; joins the transaction.

    They belong to the draft shared last, which is the one that was read (`seen`: its number; None
    where no page is behind it). Further remarks may follow until the lead recommends.
    """
    engagement = working(engagement_id)
    share = engagement.draft_shares.last()
    if share is None:
        raise RecommendationRefused("The draft result has not been shared yet. Wait for it.")
    if seen is not None and seen != share.number:
        raise RecommendationRefused(
            f"Draft {share.number} has been shared since you read the page, so nothing was saved. "
            "Read it, and say then what you remark."
        )
    remark = Remark.objects.create(
        share=share, text=remarks.strip(), made_by_id=by.person_id, made_at=at
    )
    engagement.remarks_at = at
    engagement.save(update_fields=["remarks_at"])
    facts = {"draft": share.number, "remark": str(remark.pk) if remark.text else ""}
    _journal(engagement, "remarks.recorded", by=by, facts=facts)
    handed_over("remarks.recorded", engagement, by=by, at=at)
    return remark


@refusals_recorded("remarks.recorded")
@transaction.atomic(durable=True)
def record_remarks(
    engagement_id: UUID, remarks: str, *, seen: int | None = None, by: Actor
) -> Remark:
    """The member records its remarks on the draft result, or that it has none (empty)."""
    return remarked(engagement_id, remarks, seen=seen, by=by, at=now())


def recommended(
    engagement_id: UUID, wish: Recommended, *, by: Actor, at: datetime
) -> Recommendation:
    """Recommend the computed outcome or a lower one; joins the transaction.

    It goes to the decision makers once the body has confirmed it (`assessments.confirming`).
    """
    engagement = locked(engagement_id)
    named(engagement, by, Permission.RECOMMEND, at)
    attestation = _to_be_recommended(engagement)
    require_time(engagement)
    papers = papers_of(engagement)
    _require_nothing_missing(engagement, papers, at=at)
    found = computed(papers, on=at.date())
    if wish.outcome not in lower_or_equal(found.outcome):
        raise RecommendationRefused(
            "The recommendation can equal the computed outcome or be lower, never higher. Choose one "
            "of those."
        )
    if not wish.reasons.strip():
        raise RecommendationRefused("Give the reasons for the recommendation.")
    recommendation = Recommendation.objects.create(
        engagement=engagement,
        sequence=engagement.recommendations.count() + 1,
        score=score_data(found) | {"questions": asked_in(engagement).data()},
        computed_outcome=found.outcome.value,
        outcome=wish.outcome.value,
        reasons=wish.reasons.strip(),
        conditions_end_on=no_later(
            engagement,
            conditions_end(
                wish.outcome,
                papers.findings,
                wish.conditions_end_on,
                on=at.date(),
                days=thresholds_of(engagement.attestation.edition).action_days,
            ),
        ),
        made_by_id=by.person_id,
        made_at=at,
    )
    if attestation is None:
        engagement.status = after(
            EngagementAct.RECOMMEND_AGAIN, EngagementStatus(engagement.status)
        )
        engagement.save(update_fields=["status"])
        _journal(engagement, "follow_up.recommended", by=by, to=engagement.status)
    else:
        attestation.save(update_fields=["status"])
        _journal(engagement, "recommendation.made", by=by, to=attestation.status)
    handed_over("recommendation.made", engagement, by=by, at=at)
    return recommendation


@refusals_recorded("recommendation.made")
@transaction.atomic(durable=True)
def recommend(engagement_id: UUID, wish: Recommended, *, by: Actor) -> Recommendation:
    """The lead assessor recommends an outcome, for the body to confirm."""
    by.require_fresh_second_factor()
    return recommended(engagement_id, wish, by=by, at=now())


def _to_be_recommended(engagement: Engagement) -> Attestation | None:
    """The attestation, moved and yet to be saved; None in a follow-up, which leaves it published."""
    if engagement.is_followed_up:
        if attestation_of(engagement).status != Status.PUBLISHED:
            raise RecommendationRefused("The report is not published yet. Wait until it is.")
        after(EngagementAct.RECOMMEND_AGAIN, EngagementStatus(engagement.status))
        return None
    attestation = moved(engagement.attestation_id, Act.RECOMMEND)
    if engagement.status != EngagementStatus.ACTIVE:
        raise RecommendationRefused("The engagement is not active. Reload the page to see why.")
    return attestation


def _require_nothing_missing(engagement: Engagement, papers: Papers, *, at: datetime) -> None:
    sentences = missing(engagement, papers, at=at)
    sentences += conflicts_of(engagement, in_force(engagement), on=at.date())
    if sentences:
        raise RecommendationRefused(" ".join(sentences))


def _journal(
    engagement: Engagement,
    act: str,
    *,
    by: Actor,
    to: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    record(
        act,
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        to_state=to,
        facts=facts or {},
    )

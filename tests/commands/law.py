"""Who may do what, and what leads where: written by hand from the workflow, for random commands.

Nothing here asks the product: roles, being named, conflicts and states are read from the rows by
SQL of our own, and compared with what the journal says has happened.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

MEMBER, BODY, ALLIANCE = "member", "assessor_body", "alliance"
PEOPLE: Final = frozenset({"lead_assessor", "assessor"})
LEAD: Final = frozenset({"lead_assessor"})
REVIEWER: Final = frozenset({"quality_reviewer"})
NAMED_PEOPLE: Final = PEOPLE | REVIEWER
ADMIN: Final = frozenset({"body_admin"})
WRITERS: Final = frozenset({"owner", "editor"})
ASKERS: Final = frozenset({"owner", "signatory"})
CUSTODIANS: Final = frozenset({"key_custodian"})
DECIDERS: Final = frozenset({"decision_maker"})
ALL: Final = "*"


@dataclass(frozen=True)
class Right:
    """On which side, in which roles; named in the engagement for it, where that is asked."""

    side: str
    roles: frozenset[str]
    named: bool = False
    # Whether a conflict of interest that stands forbids it.
    clean: bool = True


def member(*roles: str) -> Right:
    return Right(MEMBER, frozenset(roles))


def named(roles: frozenset[str], *, clean: bool = True) -> Right:
    return Right(BODY, roles, named=True, clean=clean)


RIGHTS: Final[dict[str, tuple[Right, ...]]] = {
    "attestation.opened": (member(*WRITERS),),
    "attestation.carried_over": (member(*WRITERS),),
    "attestation.details_changed": (member(*WRITERS),),
    "attestation.delegated": (member(*WRITERS),),
    "attestation.delegation_ended": (member(*WRITERS),),
    "attestation.glass_asked": (Right(ALLIANCE, frozenset({"operator"})),),
    "attestation.glass_broken": (Right(ALLIANCE, frozenset({"operator", "registrar"})),),
    "attestation.glass_declined": (Right(ALLIANCE, frozenset({"operator", "registrar"})),),
    "attestation.glass_ended": (Right(ALLIANCE, frozenset({"operator", "registrar"})),),
    "attestation.made_ready": (member(*WRITERS),),
    "attestation.reopened": (member(*WRITERS, "signatory"),),
    "attestation.submitted": (member("signatory"),),
    "attestation.recalled": (member("signatory"),),
    "attestation.returned": (Right(ALLIANCE, frozenset({"registrar"})),),
    "attestation.accepted": (Right(ALLIANCE, frozenset({"registrar"})),),
    "attestation.cancelled": (member(*ASKERS),),
    "attestation.closed_declared": (member("owner"),),
    "engagement.requested": (member(*ASKERS),),
    "engagement.quote_asked": (member(*ASKERS),),
    "engagement.quoted": (Right(BODY, ADMIN),),
    "engagement.chosen": (member(*ASKERS),),
    "engagement.passed_over": (member(*ASKERS),),
    "engagement.offered": (Right(BODY, ADMIN),),
    "engagement.declined": (Right(BODY, ADMIN),),
    "engagement.person_named": (Right(BODY, ADMIN),),
    "engagement.person_removed": (Right(BODY, ADMIN),),
    "engagement.withdrawn": (member(*ASKERS),),
    "engagement.interests_declared": (named(NAMED_PEOPLE, clean=False),),
    "engagement.body_interests_declared": (Right(BODY, ADMIN),),
    "engagement.conflict_lift_asked": (Right(BODY, ADMIN),),
    "engagement.conflict_lift_proposed": (Right(ALLIANCE, DECIDERS),),
    "engagement.conflict_lifted": (Right(ALLIANCE, DECIDERS),),
    "engagement.objected": (member(*ASKERS),),
    "engagement.no_objection": (member(*ASKERS),),
    "engagement.terminated": (member(*ASKERS), Right(BODY, ADMIN)),
    "plan.proposed": (named(LEAD),),
    "plan.agreed": (member(*ASKERS),),
    "plan.objected": (member(*ASKERS),),
    "plan.frozen": (named(LEAD),),
    "evidence.judged": (named(PEOPLE),),
    "verdict.given": (named(PEOPLE),),
    "verdict.reviewed": (named(REVIEWER),),
    "verdict.third_look": (named(PEOPLE),),
    "blind_score.chosen": (named(PEOPLE),),
    "blind_score.given": (named(PEOPLE),),
    "note.written": (named(NAMED_PEOPLE),),
    "clarification.asked": (named(NAMED_PEOPLE),),
    "clarification.asked_again": (named(NAMED_PEOPLE),),
    "clarification.settled": (named(NAMED_PEOPLE),),
    "clarification.withdrawn": (named(NAMED_PEOPLE),),
    "clarification.answered": (member(*WRITERS),),
    "finding.raised": (named(PEOPLE),),
    "finding.acknowledged": (member(*WRITERS),),
    "finding.disputed": (member(*WRITERS),),
    "finding.planned": (member(*WRITERS),),
    "finding.proved": (member(*WRITERS),),
    "finding.plan_accepted": (named(LEAD),),
    "finding.plan_returned": (named(LEAD),),
    "finding.verified": (named(PEOPLE),),
    "finding.closed": (named(PEOPLE),),
    "finding.judged_again": (named(PEOPLE),),
    "finding.confirmed": (named(PEOPLE),),
    "finding.ruled": (Right(ALLIANCE, frozenset({"appeal_panel"})),),
    "draft_report.shared": (named(LEAD),),
    "remarks.recorded": (member("owner", "editor", "signatory"),),
    "draft_report.remark_answered": (named(LEAD),),
    "recommendation.made": (named(LEAD),),
    "recommendation.confirmed": (Right(BODY, ADMIN),),
    "recommendation.returned": (Right(BODY, ADMIN),),
    "recommendation.sent_back": (Right(ALLIANCE, DECIDERS),),
    "decision.interests_declared": (Right(ALLIANCE, DECIDERS),),
    "decision.made": (Right(ALLIANCE, DECIDERS),),
    "follow_up.recommended": (named(LEAD),),
    "follow_up.decided": (Right(ALLIANCE, DECIDERS),),
    "publication.chosen": (member("signatory"),),
    "report.full_fetched": (
        member("owner", "editor", "signatory", "viewer"),
        named(NAMED_PEOPLE, clean=False),
        Right(ALLIANCE, DECIDERS | {"registrar"}),
    ),
    "report.correction_asked": (Right(ALLIANCE, frozenset({"registrar"})),),
    "report.correction_confirmed": (Right(ALLIANCE, DECIDERS),),
    "report.correction_declined": (Right(ALLIANCE, DECIDERS | {"registrar"}),),
    "key.begin_asked": (Right(ALLIANCE, CUSTODIANS),),
    "key.begun": (Right(ALLIANCE, CUSTODIANS),),
    "key.end_asked": (Right(ALLIANCE, CUSTODIANS),),
    "key.ended": (Right(ALLIANCE, CUSTODIANS),),
    "key.declined": (Right(ALLIANCE, CUSTODIANS),),
    "report.retried": (Right(ALLIANCE, frozenset({"operator"})),),
    "report.hastened": (Right(ALLIANCE, frozenset({"operator"})),),
    "receipt.retried": (Right(ALLIANCE, frozenset({"operator"})),),
    "receipt.hastened": (Right(ALLIANCE, frozenset({"operator"})),),
}
# What follows from an act of the same person, in the same transaction: from any of these.
FOLLOWS: Final[dict[str, set[str]]] = {
    "engagement.activated": {"engagement.no_objection", "engagement.interests_declared"},
    "engagement.conflict_found": {
        "engagement.interests_declared",
        "engagement.body_interests_declared",
        "decision.interests_declared",
        "engagement.offered",
    },
    "engagement.conflicted": {"engagement.body_interests_declared", "engagement.offered"},
    "engagement.person_removed": {"engagement.interests_declared", "engagement.objected"},
    "engagement.body_interests_declared": {"engagement.offered", "engagement.quoted"},
    "engagement.person_named": {"engagement.offered"},
    "engagement.withdrawn": {"attestation.recalled"},
    "follow_up.opened": {"decision.made"},
    "engagement.closed": {"decision.made", "follow_up.decided"},
    "attestation.closed_unpublished": {"publication.chosen"},
    "engagement.act_refused": {"engagement.act_refused"},
    "attestation.act_refused": {"attestation.act_refused"},
}
MOVES: Final = frozenset(
    {
        ("ready", "draft"),
        ("draft", "ready"),
        ("returned", "ready"),
        ("ready", "submitted"),
        ("submitted", "draft"),
        ("accepted", "draft"),
        ("submitted", "returned"),
        ("submitted", "accepted"),
        ("accepted", "closed_declared"),
        ("accepted", "in_assessment"),
        ("in_assessment", "accepted"),
        ("in_assessment", "recommended"),
        ("recommended", "in_assessment"),
        ("recommended", "decided"),
        ("decided", "published"),
        ("decided", "closed_unpublished"),
        *((before, "cancelled") for before in ("draft", "returned", "ready", "submitted")),
    }
)
WHAT_MAY_NOT_BE: Final[dict[str, str]] = {
    "an engagement at work on an attestation that is not in assessment": """
        SELECT 1 FROM assessments_engagement e JOIN attestations_attestation a
          ON a.id = e.attestation_id
        WHERE e.status = 'active' AND e.plan_frozen_at IS NOT NULL
          AND a.status NOT IN ('in_assessment', 'recommended')""",
    "a follow-up on an attestation that was not decided on": """
        SELECT 1 FROM assessments_engagement e JOIN attestations_attestation a
          ON a.id = e.attestation_id
        WHERE e.status IN ('follow_up', 'followed_up')
          AND a.status NOT IN ('decided', 'published')""",
    "an assessment without an engagement": """
        SELECT 1 FROM attestations_attestation a
        WHERE a.status IN ('in_assessment', 'recommended') AND NOT EXISTS (
          SELECT 1 FROM assessments_engagement e
          WHERE e.attestation_id = a.id AND e.status = 'active')""",
    "two engagements beyond the choice on one submission": """
        SELECT submission_id FROM assessments_engagement
        WHERE status IN ('offered', 'active', 'follow_up', 'followed_up') GROUP BY 1 HAVING count(*) > 1""",
    "a signature by who made it ready": """
        SELECT 1 FROM journal_entry s JOIN LATERAL (
          SELECT actor_id FROM journal_entry r
          WHERE r.act = 'attestation.made_ready' AND r.object_id = s.object_id AND r.id < s.id
          ORDER BY r.id DESC LIMIT 1) ready ON true
        WHERE s.act = 'attestation.submitted' AND s.actor_id = ready.actor_id""",
    "a verdict reviewed by who gave it": """
        SELECT 1 FROM assessments_verdict WHERE given_by_id = reviewed_by_id""",
    "a confirmation by who recommended": """
        SELECT 1 FROM assessments_bodyconfirmation c
        JOIN assessments_recommendation r ON r.id = c.recommendation_id
        WHERE c.confirmed_by_id = r.made_by_id""",
    "a decision by somebody with a part in it": """
        SELECT 1 FROM assessments_decision d JOIN assessments_engagementperson p
          ON p.engagement_id = d.engagement_id AND p.user_id = d.made_by_id""",
    "a decision above the recommendation": """
        SELECT 1 FROM assessments_decision d JOIN assessments_recommendation r
          ON r.id = d.recommendation_id
        WHERE array_position(ARRAY['not_conforming', 'conditional', 'conforming'], d.outcome::text)
            > array_position(ARRAY['not_conforming', 'conditional', 'conforming'], r.outcome::text)
        """,
    "a conflict lifted by one person": """
        SELECT 1 FROM assessments_conflictlifting WHERE lifted_by_id = proposed_by_id""",
    "a correction confirmed by who asked for it": """
        SELECT 1 FROM reports_correction WHERE asked_by_id = answered_by_id
          AND status = 'confirmed'""",
    "a key begun or ended by who asked for it": """
        SELECT 1 FROM reports_keyrequest WHERE asked_by_id = answered_by_id
          AND status = 'confirmed'""",
    "a grant that outlived its engagement": """
        SELECT 1 FROM attestations_grant g JOIN assessments_engagement e
          ON g.because IN ('engagement:' || e.id, 'recommendation:' || e.id)
        WHERE e.status NOT IN ('active', 'follow_up', 'followed_up')
          AND (g.ends_at IS NULL OR g.ends_at > clock_timestamp())""",
    # Its people read evidence of the open points, until the hard end; a decision maker, once there
    # is something to decide again.
    "a follow-up that opens more than its open points": """
        SELECT 1 FROM attestations_grant g JOIN assessments_engagement e
          ON g.because IN ('engagement:' || e.id, 'recommendation:' || e.id)
        WHERE e.status IN ('follow_up', 'followed_up')
          AND (g.ends_at IS NULL OR g.ends_at > clock_timestamp())
          AND NOT (starts_with(g.because, 'engagement:') AND g.permission = 'evidence.read'
                   AND g.ends_at IS NOT NULL
                   AND (g.evidence_id IS NOT NULL OR cardinality(g.criteria) > 0))
          AND NOT (starts_with(g.because, 'recommendation:') AND e.status = 'followed_up')""",
    "a right to rule where nothing waits for a ruling": """
        SELECT 1 FROM attestations_grant g JOIN assessments_finding f
          ON g.because = 'dispute:' || f.id
        JOIN assessments_engagement e ON e.id = f.engagement_id
        WHERE (f.status <> 'disputed' OR e.status <> 'active')
          AND (g.ends_at IS NULL OR g.ends_at > clock_timestamp())""",
    "a correction that was verified on no evidence": """
        SELECT 1 FROM assessments_findingevent e
        WHERE e.step = 'verified' AND NOT EXISTS (
          SELECT 1 FROM assessments_findingpiece p WHERE p.event_id = e.id)""",
    "a verdict before the plan was frozen": """
        SELECT 1 FROM assessments_verdict v JOIN assessments_engagement e ON e.id = v.engagement_id
        WHERE e.plan_frozen_at IS NULL""",
}


def told(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    """What the database holds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())

"""Independent review: engagements, their people and interests, verdicts, findings, decisions."""

from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from assessments.accreditation_rows import AccreditationFlag
from assessments.clarification_rows import (
    Clarification,
    ClarificationEntry,
    ClarificationKind,
    ClarificationPiece,
    ClarificationStep,
    QuestionFile,
)
from assessments.conclusions import (
    BodyConfirmation,
    Decision,
    PublicationChoice,
    Recommendation,
    RecommendationReturn,
    SendingBack,
)
from assessments.doubts import (
    Conflict,
    ConflictLifting,
    Declaration,
    DeclarationPart,
    Interest,
    InterestKind,
    LiftingProposal,
    LiftingRequest,
    Objection,
    ObjectionGround,
)
from assessments.drafts import DraftShare, Remark, RemarkAnswer
from assessments.finding_rows import Finding, FindingEvent, FindingPiece, FindingStep, Grade
from assessments.judgements import (
    Confidence,
    EvidenceVerdict,
    NotApplicableVerdict,
    ReasonCode,
    Review,
    Verdict,
    VerdictVersion,
)
from assessments.looks import VerdictLook
from assessments.own_papers import BlindScore, WorkingNote
from assessments.plan_rows import PlanAnswer, PlanProposal
from assessments.quote_rows import Quote, QuoteChoice, QuoteRequest
from assessments.stages import is_at_work, is_recommended
from assessments.status import (
    BEFORE_CHOICE,
    ENDED,
    ENGAGEMENT_WORDS,
    FOLLOWING,
    EngagementStatus,
)
from attestations.models import Attestation, Grant, Submission
from organisations.assurance import CHOICES as LEVELS
from organisations.assurance import AssuranceLevel
from organisations.models import Accreditation, Membership, Organisation, held_by
from organisations.permissions import Permission, Role, roles_with

__all__ = [
    "AccreditationFlag",
    "BlindScore",
    "BodyConfirmation",
    "Clarification",
    "ClarificationEntry",
    "ClarificationKind",
    "ClarificationPiece",
    "ClarificationStep",
    "Confidence",
    "Conflict",
    "ConflictLifting",
    "Decision",
    "Declaration",
    "DeclarationPart",
    "DraftShare",
    "Engagement",
    "EngagementPerson",
    "EvidenceVerdict",
    "Finding",
    "FindingEvent",
    "FindingPiece",
    "FindingStep",
    "Grade",
    "Interest",
    "InterestKind",
    "LiftingProposal",
    "LiftingRequest",
    "NotApplicableVerdict",
    "Objection",
    "ObjectionGround",
    "PlanAnswer",
    "PlanProposal",
    "PublicationChoice",
    "QuestionFile",
    "Quote",
    "QuoteChoice",
    "QuoteRequest",
    "ReasonCode",
    "Recommendation",
    "RecommendationReturn",
    "Remark",
    "RemarkAnswer",
    "Review",
    "SendingBack",
    "Verdict",
    "VerdictLook",
    "VerdictVersion",
    "WorkingNote",
]

USER = settings.AUTH_USER_MODEL


class EngagementQuerySet(models.QuerySet["Engagement"]):
    """Engagements, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """By membership of member or body, by being named in it, or by grant on its attestation.

        What only the named people may do (verdicts, plan, recommendation) follows from being
        named and from nothing else: a colleague in the same body reaches none of it.
        """
        if permission is Permission.ENGAGEMENTS_OVERSEE:
            # Of the whole register: that it exists, whose turn it is and since when; no content.
            return self if held_by(actor).granting(permission) else self.none()
        named = EngagementPerson.objects.of(actor).granting(permission)
        if permission in NAMED_ONLY:
            return self.filter(Exists(named.filter(engagement=OuterRef("pk"))))
        held = held_by(actor)
        own = held.granting(permission).organisations
        reach = Q(attestation__scope__organisation__in=own) | Q(body__in=own)
        if not named.query.is_empty():
            reach |= Q(Exists(named.filter(engagement=OuterRef("pk"))))
        if held.grantable(permission):
            granted = Grant.objects.giving(permission, actor)
            reach |= Q(Exists(granted.filter(attestation=OuterRef("attestation"))))
        return self.filter(reach)

    def where_user_may_work(self, actor: Actor) -> Self:
        """Where she reads the working papers: active engagements whose assessor or reviewer she is."""
        named = EngagementPerson.objects.of(actor).at_work()
        return self.filter(Exists(named.filter(engagement=OuterRef("pk"))))

    def where_user_may_read_results(self, actor: Actor) -> Self:
        """Where she may read verdicts and findings.

        Who reads both engagement and attestation: the member's people once the draft result was
        shared with them, the named people while it is active, decision makers from the
        recommendation on. An administrator of the body reads no attestation, a registrar no
        engagement: they read no result either.
        """
        attestations = Attestation.objects.where_user_may(Permission.ATTESTATION_READ, actor)
        readable = self.where_user_may(Permission.ENGAGEMENT_READ, actor)
        at_work = self.model.objects.where_user_may_work(actor)
        # In a follow-up her grant is on evidence of the open points, and on no attestation.
        followed = Grant.objects.giving(Permission.EVIDENCE_READ, actor).filter(
            attestation=OuterRef("attestation")
        )
        reads = Q(attestation__in=attestations)
        reads |= Q(Exists(followed), pk__in=at_work, status__in=FOLLOWING)
        return readable.filter(reads).filter(Q(draft_shared_at__isnull=False) | Q(pk__in=at_work))

    def where_user_may_read_questions(self, actor: Actor) -> Self:
        """Where she reads what was asked: the named people at work, and the member's people.

        A contributor of the member reads what was asked on criteria delegated to her; so she
        reaches the engagement's questions only where there is one of these.
        """
        asked = Clarification.objects.asked_of(actor).filter(engagement=OuterRef("pk"))
        own = held_by(actor).granting(Permission.ANSWERS_READ).organisations
        return self.filter(
            Q(pk__in=self.model.objects.where_user_may_work(actor))
            | Q(attestation__scope__organisation__in=own)
            | Exists(asked)
        )

    def shown_to_the_member(self) -> Self:
        """Whose verdicts and findings the member has seen; not what was broken off."""
        broken_off = [EngagementStatus.TERMINATED.value, EngagementStatus.CONFLICTED.value]
        return self.filter(draft_shared_at__isnull=False).exclude(status__in=broken_off)


class Engagement(models.Model):
    """An assessor body, its people and their declared interests, on one submission."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attestation = models.ForeignKey(Attestation, models.PROTECT, related_name="engagements")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="engagements")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="engagements")
    # What the member asks for, and what allows the body to give it (assessments/accreditation.py).
    level = models.CharField(
        max_length=30, choices=LEVELS, default=AssuranceLevel.EVIDENCE_REVIEWED
    )
    accreditation = models.ForeignKey(
        Accreditation, models.PROTECT, null=True, related_name="engagements"
    )
    status = models.CharField(
        max_length=20,
        choices=[(s.value, ENGAGEMENT_WORDS[s]) for s in EngagementStatus],
        default=EngagementStatus.REQUESTED,
    )
    requested_by = models.ForeignKey(USER, models.PROTECT, related_name="requested_engagements")
    requested_at = models.DateTimeField(default=now)
    offered_at = models.DateTimeField(null=True)
    no_objection_at = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    plan = models.JSONField(default=dict)
    plan_frozen_at = models.DateTimeField(null=True)
    draft_shared_at = models.DateTimeField(null=True)
    # When the member last remarked on the draft shared last (or said that it has no remarks).
    remarks_at = models.DateTimeField(null=True)
    sent_back_at = models.DateTimeField(null=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["attestation"],
                condition=~Q(status__in=[s.value for s in (*BEFORE_CHOICE, *ENDED)]),
                name="engagement_one_chosen_per_attestation",
            ),
            models.UniqueConstraint(
                fields=["attestation", "body"],
                condition=~Q(status__in=[s.value for s in ENDED]),
                name="engagement_one_open_per_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} on {self.attestation}"

    @property
    def status_words(self) -> str:
        """The state in words for people."""
        return ENGAGEMENT_WORDS[self.status]

    @property
    def is_at_work(self) -> bool:
        """Whether verdicts and findings are worked on: in the assessment, or in its follow-up."""
        return is_at_work(self.status, self.attestation.status)

    @property
    def is_recommended(self) -> bool:
        """Whether a recommendation waits for the body or for the alliance."""
        return is_recommended(self.status, self.attestation.status)

    @property
    def is_followed_up(self) -> bool:
        """Whether it is in the follow-up of a conditional outcome."""
        return self.status in FOLLOWING


class EngagementPersonQuerySet(models.QuerySet["EngagementPerson"]):
    """People named in engagements."""

    def in_force(self) -> Self:
        """Named and not taken off, whose role in the body is still in force."""
        holds = Membership.objects.in_force().filter(
            user=OuterRef("user"),
            organisation=OuterRef("engagement__body"),
            role=OuterRef("role"),
        )
        return self.filter(Exists(holds), removed_at=None)

    def of(self, actor: Actor) -> Self:
        """Of this person, not taken off, in a role that she holds in the body and that counts.

        All these roles need a second factor: in a session without one nobody is named.
        """
        there = Q()
        for role, organisations in held_by(actor).by_role():
            there |= Q(role=role, engagement__body__in=organisations)
        if not there:
            return self.none()
        return self.filter(there, user_id=actor.user_id, removed_at=None)

    def granting(self, permission: Permission) -> Self:
        """In a role that allows `permission` within the engagement.

        Reading where it stands is for everybody named; what is worked on there is open to whoever
        has declared interests, and to nobody before that.
        """
        if permission is Permission.INTERESTS_DECLARE:
            return self
        if permission is Permission.ENGAGEMENT_READ:
            return self
        if permission not in WITHIN_ENGAGEMENT:
            return self.none()
        return self._working_as(roles_with(permission))

    def at_work(self) -> Self:
        """Who reads the working papers: in a role that gives verdicts, or that reviews them."""
        give, review = roles_with(Permission.VERDICT_GIVE), roles_with(Permission.VERDICT_REVIEW)
        return self._working_as({*give, *review})

    def _working_as(self, roles: Collection[str]) -> Self:
        return self.filter(
            role__in=roles,
            engagement__status__in=WORKED_IN,
            interests_declared_at__isnull=False,
        )


# Where the people named have their rights; a follow-up narrows what they reach with them.
WORKED_IN = (EngagementStatus.ACTIVE, *FOLLOWING)
# What being named in an engagement allows; nothing else follows from it.
WITHIN_ENGAGEMENT = frozenset(
    {
        Permission.PLAN_FREEZE,
        Permission.VERDICT_GIVE,
        Permission.VERDICT_REVIEW,
        Permission.THIRD_LOOK,
        Permission.NOTES_READ,
        Permission.NOTES_WRITE,
        Permission.CLARIFICATION_ASK,
        Permission.FINDING_RAISE,
        Permission.FINDING_PLAN_ACCEPT,
        Permission.DRAFT_SHARE,
        Permission.RECOMMEND,
    }
)
NAMED_ONLY = WITHIN_ENGAGEMENT | {Permission.INTERESTS_DECLARE}
ENGAGEMENT_ROLES = [
    (Role.LEAD_ASSESSOR.value, "Lead assessor"),
    (Role.ASSESSOR.value, "Assessor"),
    (Role.QUALITY_REVIEWER.value, "Quality reviewer"),
]


class EngagementPerson(models.Model):
    """A person named for one role in an engagement, with her declared interests."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="people")
    user = models.ForeignKey(USER, models.PROTECT, related_name="engagement_roles")
    role = models.CharField(max_length=20, choices=ENGAGEMENT_ROLES)
    named_by = models.ForeignKey(USER, models.PROTECT, related_name="named_people")
    named_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.TextField(blank=True)
    interests_declared_at = models.DateTimeField(null=True)
    # Whether she chose that claims are hidden from her until she has scored (`blind_scores`).
    blind_first = models.BooleanField(default=False)

    objects = EngagementPersonQuerySet.as_manager()

    class Meta:
        ordering = ["named_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "user"],
                condition=Q(removed_at=None),
                name="engagement_person_in_one_role",
            ),
            models.UniqueConstraint(
                fields=["engagement"],
                condition=Q(role="lead_assessor", removed_at=None),
                name="engagement_one_lead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"

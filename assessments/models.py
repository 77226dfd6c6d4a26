"""Independent review: engagements, their people and interests, verdicts, findings, decisions."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from assessments.status import ENDED, ENGAGEMENT_WORDS, FINDING_WORDS, EngagementStatus
from attestations.models import Attestation, Evidence, Grant, Submission
from organisations.models import Membership, Organisation
from organisations.permissions import SECOND_FACTOR_ROLES, Permission, Role, roles_with
from principles.models import Criterion

USER = settings.AUTH_USER_MODEL


class EngagementQuerySet(models.QuerySet["Engagement"]):
    """Engagements, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """By membership of member or body, by being named in it, or by grant on its attestation."""
        member = Membership.objects.in_force().of(actor).granting(permission)
        named = EngagementPerson.objects.in_force().of(actor).granting(permission)
        granted = Grant.objects.in_force().of(actor).for_permission(permission)
        return self.filter(
            Exists(member.filter(organisation=OuterRef("attestation__scope__organisation")))
            | Exists(member.filter(organisation=OuterRef("body")))
            | Exists(named.filter(engagement=OuterRef("pk")))
            | Exists(granted.filter(attestation=OuterRef("attestation")))
        )


class Engagement(models.Model):
    """An assessor body, its people and their declared interests, on one submission."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attestation = models.ForeignKey(Attestation, models.PROTECT, related_name="engagements")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="engagements")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="engagements")
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
    remarks = models.TextField(blank=True)
    no_remarks = models.BooleanField(default=False)
    remarks_at = models.DateTimeField(null=True)
    remarks_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="recorded_remarks")
    sent_back_at = models.DateTimeField(null=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["attestation"],
                condition=~Q(status__in=[s.value for s in ENDED]),
                name="engagement_one_open_per_attestation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} on {self.attestation}"

    @property
    def status_words(self) -> str:
        """The state in words for people."""
        return ENGAGEMENT_WORDS[self.status]


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
        """Of this person, in a session that has confirmed a second factor."""
        needs_factor = {role.value for role in SECOND_FACTOR_ROLES}
        if actor.user_id is None or not actor.has_second_factor or not needs_factor:
            return self.none()
        return self.filter(user_id=actor.user_id)

    def granting(self, permission: Permission) -> Self:
        """In a role that allows `permission` within the engagement.

        Reading is for everybody named, but only while the engagement is active or has ended
        well; declaring interests comes before that.
        """
        if permission is Permission.INTERESTS_DECLARE:
            return self
        if permission is Permission.ENGAGEMENT_READ:
            return self
        if permission not in WITHIN_ENGAGEMENT:
            return self.none()
        return self.filter(
            role__in=roles_with(permission), engagement__status=EngagementStatus.ACTIVE
        )


# What being named in an engagement allows; nothing else follows from it.
WITHIN_ENGAGEMENT = frozenset(
    {
        Permission.PLAN_FREEZE,
        Permission.VERDICT_GIVE,
        Permission.VERDICT_REVIEW,
        Permission.FINDING_RAISE,
        Permission.FINDING_PLAN_ACCEPT,
        Permission.DRAFT_SHARE,
        Permission.RECOMMEND,
    }
)
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


class InterestKind(models.TextChoices):
    """What somebody may have to do with an organisation."""

    EMPLOYMENT = "employment", "Employed by, or director of"
    PAID_ADVICE = "paid_advice", "Paid advice or other services to"
    SHARES = "shares", "Shares or other financial interest in"
    FAMILY = "family", "Close family member employed by or owning"
    GROUP = "group", "Same group of companies as"


class Interest(models.Model):
    """One declared fact about a person named in an engagement. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(EngagementPerson, models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=20, choices=InterestKind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="declared_interests"
    )
    organisation_name = models.CharField(max_length=200)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    detail = models.TextField(blank=True)
    declared_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_name}"


class Conflict(models.Model):
    """A declared interest hit a rule; only two decision makers could lift it (later issue)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(EngagementPerson, models.PROTECT, related_name="conflicts")
    interest = models.ForeignKey(Interest, models.PROTECT, null=True, related_name="conflicts")
    rule = models.CharField(max_length=40)
    sentence = models.TextField()
    found_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.sentence


class Confidence(models.TextChoices):
    """How sure an assessor is."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class ReasonCode(models.TextChoices):
    """Why a verdict is below the claim or below target."""

    ADMITS = "organisation_admits", "The organisation admits it"
    CONTRADICTS = "evidence_contradicts", "Evidence contradicts the claim"
    PARTIAL = "evidence_partial", "Evidence is partial"
    INSUFFICIENT = "evidence_insufficient", "Evidence is insufficient"


class NotApplicableVerdict(models.TextChoices):
    """What the assessor says of a not-applicable claim."""

    ACCEPTED = "accepted", "Accepted: the criterion does not apply"
    REFUSED = "refused", "Refused: the criterion applies, and counts 0"


class Review(models.TextChoices):
    """What the quality reviewer says of a verdict."""

    AGREED = "agreed", "Agreed"
    DISAGREED = "disagreed", "Disagreed"


class Verdict(models.Model):
    """An assessor's level, confidence and reason on one criterion (and layer).

    `level` is null only where an accepted not-applicable claim takes its place. It is settled
    once a quality reviewer, another person, has agreed with this very version.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="verdicts")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="verdicts")
    layer = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    level = models.PositiveSmallIntegerField(null=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    reason = models.TextField()
    reason_code = models.CharField(max_length=30, choices=ReasonCode.choices, blank=True)
    not_applicable = models.CharField(
        max_length=10, choices=NotApplicableVerdict.choices, blank=True
    )
    given_by = models.ForeignKey(USER, models.PROTECT, related_name="given_verdicts")
    given_at = models.DateTimeField(default=now)
    review = models.CharField(max_length=10, choices=Review.choices, blank=True)
    review_note = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="reviewed_verdicts"
    )
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "criterion", "layer"],
                name="verdict_one_per_criterion_and_layer",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True, not_applicable="accepted") | Q(level__range=(0, 4)),
                name="verdict_has_a_level_or_is_not_applicable",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("given_by")),
                name="verdict_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.layer}: {self.level}"

    @property
    def is_settled(self) -> bool:
        """Whether a second person has agreed."""
        return self.review == Review.AGREED


class EvidenceVerdict(models.Model):
    """Whether an item of evidence is accepted for one criterion (and layer)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="evidence_verdicts")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="evidence_verdicts")
    layer = models.CharField(max_length=40, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="verdicts")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    judged_by = models.ForeignKey(USER, models.PROTECT, related_name="judged_evidence")
    judged_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "criterion", "layer", "evidence"],
                name="evidence_judged_once_per_criterion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.accepted}"


class Grade(models.TextChoices):
    """How serious a finding is."""

    MAJOR = "major", "Major"
    MINOR = "minor", "Minor"
    OBSERVATION = "observation", "Observation"
    GOOD_PRACTICE = "good_practice", "Good practice"


class Finding(models.Model):
    """Something that must be put right, with the member's plan for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="findings")
    layer = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    grade = models.CharField(max_length=20, choices=Grade.choices)
    text = models.TextField()
    status = models.CharField(max_length=20, choices=list(FINDING_WORDS.items()), default="raised")
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="raised_findings")
    raised_at = models.DateTimeField(default=now)
    plan_owner = models.CharField(max_length=200, blank=True)
    plan_steps = models.TextField(blank=True)
    plan_due = models.DateField(null=True)
    planned_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="planned_findings")
    planned_at = models.DateTimeField(null=True)
    plan_judged_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="judged_plans")
    plan_judged_at = models.DateTimeField(null=True)
    plan_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="finding_number_once")
        ]

    def __str__(self) -> str:
        return f"Finding {self.number}"


class Recommendation(models.Model):
    """What the lead assessor recommends, with the computed score. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="recommendations")
    sequence = models.PositiveIntegerField()
    score = models.JSONField()
    computed_outcome = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    reasons = models.TextField()
    conditions_end_on = models.DateField(null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="recommendations")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "sequence"], name="recommendation_sequence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.engagement_id}"


class Decision(models.Model):
    """The alliance's conclusion on a recommendation. Rows are only ever added.

    An engagement may come to have several (a follow-up decides again).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="decisions")
    recommendation = models.OneToOneField(Recommendation, models.PROTECT, related_name="decision")
    sequence = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)
    reasons = models.TextField()
    conditions_end_on = models.DateField(null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="decisions")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "sequence"], name="decision_sequence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.engagement_id}"


class PublicationChoice(models.Model):
    """The signatory's choice whether a "not conforming" result is published. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="publication_choice")
    publish = models.BooleanField()
    chosen_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="publication_choices"
    )
    chosen_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return "publish" if self.publish else "do not publish"

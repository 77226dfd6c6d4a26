"""What speaks against somebody in an engagement: objections, declarations, lifted conflicts.

Apart from `models.py` for length only; whoever needs them takes them from there.
"""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from assessments.status import STAFFED
from organisations.models import Organisation

USER = settings.AUTH_USER_MODEL


class ObjectionGround(models.TextChoices):
    """On what grounds a member may object to a named person; others there are none."""

    COMPETITOR = "competitor", "Works or worked for a competitor, within the past 24 months"
    EMPLOYMENT = "employment", "Worked for us, or applied to, within the past 24 months"
    ADVICE = "advice", "Advised us, or a supplier of ours, on what is assessed"
    FINANCIAL = "financial", "Has a financial interest in us or in a competitor"
    FAMILY = "family", "Has a close personal or family relation to somebody concerned"
    DISPUTE = "dispute", "Is or was in a dispute with us"
    CONFIDENTIALITY = "confidentiality", "Broke a duty of confidence towards us"


class Objection(models.Model):
    """A member objected to a person named in an engagement. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(
        "assessments.EngagementPerson", models.PROTECT, related_name="objection"
    )
    grounds = ArrayField(models.CharField(max_length=20, choices=ObjectionGround.choices))
    text = models.TextField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="made_objections")
    made_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grounds__len__gt=0), name="objection_has_a_ground"
            )
        ]

    def __str__(self) -> str:
        return f"against {self.person}"

    @property
    def grounds_in_words(self) -> list[str]:
        """The grounds as the form gave them."""
        return [ObjectionGround(each).label for each in self.grounds]


class DeclarationPart(models.TextChoices):
    """For whom interests are declared who is not named in the engagement."""

    BODY = "body", "The assessor body"
    DECISION_MAKER = "decision_maker", "A decision maker"


class Declaration(models.Model):
    """That a body, or somebody who decides, has declared interests, or none. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="declarations"
    )
    part = models.CharField(max_length=20, choices=DeclarationPart.choices)
    declared_by = models.ForeignKey(USER, models.PROTECT, related_name="made_declarations")
    declared_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"

    def __str__(self) -> str:
        if self.part == DeclarationPart.BODY:
            return self.engagement.body.name
        return str(self.declared_by)


class InterestKind(models.TextChoices):
    """What somebody may have to do with an organisation."""

    EMPLOYMENT = "employment", "Employed by, or director of"
    PAID_ADVICE = "paid_advice", "Paid advice or other services to"
    SHARES = "shares", "Shares or other financial interest in"
    FAMILY = "family", "Close family member employed by or owning"
    GROUP = "group", "Same group of companies as"


class InterestQuerySet(models.QuerySet["Interest"]):
    """What was declared."""

    def of(self, engagement: Any) -> Self:
        """By the named people, for the body and before deciding; with whose each one is."""
        return self.filter(
            models.Q(person__engagement=engagement) | models.Q(declaration__engagement=engagement)
        ).select_related(
            "person__user", "declaration__declared_by", "declaration__engagement__body"
        )


class Interest(models.Model):
    """One declared fact about a named person, the body, or who decides. Rows are only ever added.

    It belongs to the named person, or to a declaration made for the body or before deciding.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "assessments.EngagementPerson", models.PROTECT, null=True, related_name="interests"
    )
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, null=True, related_name="interests"
    )
    kind = models.CharField(max_length=20, choices=InterestKind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="declared_interests"
    )
    organisation_name = models.CharField(max_length=200)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    detail = models.TextField(blank=True)
    declared_at = models.DateTimeField(default=now)

    objects = InterestQuerySet.as_manager()

    class Meta:
        app_label = "assessments"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None, declaration__isnull=False)
                | models.Q(person__isnull=False, declaration=None),
                name="interest_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_name}"

    @property
    def whose(self) -> str:
        """Who has it, in words."""
        return str(self.person.user) if self.person else str(self.declaration)


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Conflicts of interest, standing and lifted."""

    def standing(self) -> Self:
        """Which nobody has lifted."""
        return self.filter(lifting=None)

    def asked(self) -> Self:
        """Which a body has asked to lift, nobody has lifted, and whose engagement goes on."""
        going_on = [status.value for status in STAFFED]
        return self.standing().filter(
            models.Q(person=None) | models.Q(person__engagement__status__in=going_on),
            lifting_request__isnull=False,
        )

    def within(self, engagements: Any) -> Self:
        """Of the people named in these engagements, of their bodies, and of who decides."""
        return self.filter(
            models.Q(person__engagement__in=engagements) | models.Q(engagement__in=engagements)
        )

    def whole(self) -> Self:
        """With everything that a page says of them."""
        return self.select_related(
            "person__user",
            "person__engagement__attestation__scope__organisation",
            "person__engagement__body",
            "engagement__attestation__scope__organisation",
            "engagement__body",
            "declaration__declared_by",
            "interest__organisation",
            "lifting",
            "lifting_request",
        )


class Conflict(models.Model):
    """A fact hit a rule. Rows are only ever added; two decision makers may lift one.

    Of a named person (`person`); else of the engagement's body, or of the decision maker who
    made `declaration`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "assessments.EngagementPerson", models.PROTECT, null=True, related_name="conflicts"
    )
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, null=True, related_name="conflicts"
    )
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, null=True, related_name="conflicts"
    )
    interest = models.ForeignKey(Interest, models.PROTECT, null=True, related_name="conflicts")
    rule = models.CharField(max_length=40)
    sentence = models.TextField()
    found_at = models.DateTimeField(default=now)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        app_label = "assessments"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None, engagement__isnull=False)
                | models.Q(person__isnull=False, engagement=None, declaration=None),
                name="conflict_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def of_engagement(self) -> Any:
        """The engagement that it is a conflict in."""
        return self.person.engagement if self.person else self.engagement

    @property
    def about_user(self) -> Any:
        """Whose conflict it is; None where it is the body's own."""
        if self.person is not None:
            return self.person.user
        declared = self.declaration
        decides = declared is not None and declared.part == DeclarationPart.DECISION_MAKER
        return declared.declared_by if declared is not None and decides else None

    @property
    def whose(self) -> str:
        """Who has it, in words."""
        return str(self.about_user or self.of_engagement.body.name)

    @property
    def is_asked(self) -> bool:
        """Whether the body has asked that it be lifted."""
        return hasattr(self, "lifting_request")

    @property
    def is_lifted(self) -> bool:
        """Whether two decision makers have lifted it."""
        return hasattr(self, "lifting")


class LiftingRequest(models.Model):
    """The body's administrator asks that a conflict be lifted. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conflict = models.OneToOneField(
        "assessments.Conflict", models.PROTECT, related_name="lifting_request"
    )
    why = models.TextField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="asked_liftings")
    asked_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"

    def __str__(self) -> str:
        return f"of {self.conflict}"


class LiftingProposal(models.Model):
    """One decision maker would lift a conflict, for this reason. It lifts nothing by itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conflict = models.ForeignKey(
        "assessments.Conflict", models.PROTECT, related_name="lifting_proposals"
    )
    reason = models.TextField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="proposed_liftings")
    made_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"of {self.conflict}"


class ConflictLifting(models.Model):
    """Two decision makers lifted a conflict, for a published reason. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conflict = models.OneToOneField("assessments.Conflict", models.PROTECT, related_name="lifting")
    reason = models.TextField()
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="liftings_proposed")
    lifted_by = models.ForeignKey(USER, models.PROTECT, related_name="liftings_confirmed")
    lifted_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(proposed_by=models.F("lifted_by")),
                name="conflict_lifted_by_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"of {self.conflict}"

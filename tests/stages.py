"""An attestation at every stage of its way, made by the acts' own joining functions."""

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.models import User
from attestations import submission as submitting
from attestations.intake import accepted as accept
from attestations.models import Attestation, Submission
from attestations.opening import opened
from attestations.readiness import made_ready
from attestations.statement import Statement
from organisations.models import Organisation, Scope
from principles.models import Edition
from tests.answers import answer_everything
from tests.kept import kept
from tests.people import acting


def statement_for(
    attestation: Attestation, *, publish_declared: bool = False, authority: str = "Chief officer"
) -> Statement:
    """Exactly what the briefing shows, accepted."""
    attestation = Attestation.objects.select_related(
        "scope__organisation", "edition__framework"
    ).get(pk=attestation.pk)
    briefing = submitting.briefing_of(attestation, at=now())
    return Statement(
        text=briefing.statement,
        version=briefing.version,
        authority=authority,
        publish_declared=publish_declared,
        sha256=briefing.sha256,
    )


def made_submitted(
    attestation: Attestation, by: Actor, *, publish_declared: bool = False
) -> Submission:
    """Read the briefing and submit, in one transaction."""
    with transaction.atomic():
        statement = statement_for(attestation, publish_declared=publish_declared)
        submitting.briefed(attestation, statement.sha256, by=by, at=now())
        return submitting.submitted(attestation.pk, statement, by=by, at=now())


@kept
def draft(scope: Scope, edition: Edition, editor: User) -> Attestation:
    with transaction.atomic():
        return opened(scope.pk, edition.pk, now().date(), by=acting(editor), at=now())


@kept
def filled(draft: Attestation, editor: User) -> Attestation:
    answer_everything(draft, acting(editor))
    return draft


@kept
def ready(filled: Attestation, editor: User) -> Attestation:
    with transaction.atomic():
        return made_ready(filled.pk, {}, by=acting(editor), at=now())


@kept
def submission(ready: Attestation, signatory: User, alliance: Organisation) -> Submission:
    return made_submitted(ready, acting(signatory))


@kept
def submitted(submission: Submission) -> Attestation:
    return Attestation.objects.get(pk=submission.attestation_id)


@kept
def accepted(submitted: Attestation, registrar: User) -> Attestation:
    with transaction.atomic():
        return accept(submitted.pk, by=acting(registrar), at=now())

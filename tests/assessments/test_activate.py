"""An engagement begins when everybody declared and the member has no objection."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from assessments.activation import NotReady, activate, have_no_objection
from assessments.interests import declare_interests
from assessments.models import Engagement, EngagementPerson
from assessments.people import remove_person
from attestations.models import Attestation, Evidence
from attestations.moves import moved
from attestations.status import Act
from organisations.permissions import Permission
from tests.people import acting


def test_it_works(
    offer_made: Engagement, owner: User, lead: User, assessor: User, reviewer: User
) -> None:
    have_no_objection(offer_made.pk, by=acting(owner))
    for user in (lead, assessor, reviewer):
        offer_made.refresh_from_db()
        assert offer_made.status == "offered"
        declare_interests(offer_made.pk, [], by=acting(user))
    offer_made.refresh_from_db()
    assert offer_made.status == "active"
    offer_made.attestation.refresh_from_db()
    assert offer_made.attestation.engagement_active
    for user in (lead, assessor, reviewer):
        actor = acting(user)
        assert Attestation.objects.where_user_may(Permission.ATTESTATION_READ, actor).exists()
        assert Evidence.objects.where_user_may(Permission.EVIDENCE_READ, actor).exists()


def test_it_says_what_is_missing(offer_made: Engagement, body_admin: User) -> None:
    with pytest.raises(NotReady, match="has not declared interests") as refused:
        activate(offer_made.pk, by=acting(body_admin))
    assert "The member may object until" in str(refused.value)


def test_silence_counts_after_ten_days(
    offer_made: Engagement, body_admin: User, lead: User, assessor: User, reviewer: User
) -> None:
    for user in (lead, assessor, reviewer):
        declare_interests(offer_made.pk, [], by=acting(user))
    with pytest.raises(NotReady):
        activate(offer_made.pk, by=acting(body_admin))
    EngagementPerson.objects.update(named_at=now() - timedelta(days=10))
    activate(offer_made.pk, by=acting(body_admin))
    offer_made.refresh_from_db()
    assert offer_made.status == "active"


def test_nothing_is_open_before(offer_made: Engagement, lead: User) -> None:
    actor = acting(lead)
    assert not Attestation.objects.where_user_may(Permission.ATTESTATION_READ, actor).exists()
    assert not Engagement.objects.where_user_may_work(actor).exists()


def test_a_colleague_who_is_not_named_reaches_nothing(
    in_assessment: Engagement, body_admin: User, body: object
) -> None:
    from organisations.permissions import Role
    from tests.people import person

    colleague = acting(person(in_assessment.body, Role.ASSESSOR, "Nils Notnamed"))
    for permission in (Permission.VERDICT_GIVE, Permission.ENGAGEMENT_READ):
        assert not Engagement.objects.where_user_may(permission, colleague).exists()


def test_a_person_taken_off_loses_everything(
    in_assessment: Engagement, assessor: User, body_admin: User
) -> None:
    person = in_assessment.people.get(user=assessor)
    remove_person(person.pk, "Left the team.", by=acting(body_admin))
    actor = acting(assessor)
    assert not Attestation.objects.where_user_may(Permission.ATTESTATION_READ, actor).exists()
    assert not Engagement.objects.where_user_may_work(actor).exists()


def test_a_recalled_attestation_begins_nothing(offer_made: Engagement, owner: User) -> None:
    with transaction.atomic():
        attestation = moved(offer_made.attestation_id, Act.RECALL)
        attestation.save(update_fields=["status"])
    with pytest.raises(NotReady):
        activate(offer_made.pk, by=acting(owner))

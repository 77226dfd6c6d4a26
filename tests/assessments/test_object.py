"""The member objects to a named person; what is complete begins when the time to object is over."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.activation import begun_without_objection, without_objection
from assessments.engagement import withdraw
from assessments.interests import declared_interests
from assessments.models import Engagement, EngagementPerson, Objection
from assessments.objecting import Objected, ObjectionRefused, object_to_person, objected
from assessments.people import PersonNotIndependent, name_person
from assessments.status import EngagementStatus
from assessments.tasks import look
from attestations.models import Attestation, Grant
from attestations.status import Status
from journal.models import Entry
from organisations.models import Organisation
from organisations.permissions import Role
from tests.assessed import reread
from tests.people import acting, person, sign_in
from tests.races import second_waits

TYPED = "She advised our largest supplier on the very controls in scope."
SAID = Objected(("advice",), TYPED)


def named(engagement: Engagement, user: User) -> EngagementPerson:
    return engagement.people.get(user=user, removed_at=None)


def everybody_declares(engagement: Engagement, *users: User) -> None:
    with transaction.atomic():
        for user in users:
            declared_interests(engagement.pk, [], by=acting(user), at=now())


def days_pass(engagement: Engagement, days: int) -> None:
    """Let everything that happened have happened `days` earlier."""
    earlier = now() - timedelta(days=days)
    Engagement.objects.filter(pk=engagement.pk).update(offered_at=earlier)
    engagement.people.update(named_at=earlier)


def test_it_works(
    client: Client, offer_made: Engagement, owner: User, assessor: User, body_admin: User
) -> None:
    sign_in(client, owner)
    page = reverse("assessments:engagement", args=[offer_made.pk])
    url = reverse("assessments:object", args=[offer_made.pk, named(offer_made, assessor).pk])
    assert url in client.get(page).text
    response = client.post(url, {"grounds": ["advice", "dispute"], "text": TYPED}, follow=True)
    assert "is taken off" in response.text
    assert TYPED in response.text
    assert f'href="{url}"' not in response.text
    assert Objection.objects.get().grounds == ["advice", "dispute"]
    assert not offer_made.people.filter(user=assessor, removed_at=None).exists()
    entry = Entry.objects.get(act="engagement.objected")
    assert entry.facts["grounds"] == ["advice", "dispute"]
    assert TYPED not in str(entry.facts) + entry.reason
    sign_in(client, body_admin)
    assert TYPED in client.get(page).text


def test_once_it_is_over_the_pages_say_what_happened(
    client: Client, offer_made: Engagement, owner: User, assessor: User, body_admin: User
) -> None:
    """Also those of the other acts that end: nothing is asked that can only be refused."""
    one, today = named(offer_made, assessor), f"{now():%-d %B %Y}"
    mine = reverse("assessments:object", args=[offer_made.pk, one.pk])
    sign_in(client, owner)
    assert "Object</button>" in client.get(mine).text
    object_to_person(one.pk, SAID, by=acting(owner))
    again = client.get(mine).text
    assert f"{assessor} was taken off after your objection on {today}." in again
    assert "Object</button>" not in again
    # Who had it open loses no word of what she typed.
    late = client.post(mine, {"grounds": ["advice"], "text": TYPED})
    assert (late.status_code, TYPED in late.text) == (422, True)
    withdraw(offer_made.pk, "We wait.", by=acting(owner))
    for name in ("withdraw", "terminate"):
        page = client.get(reverse(f"assessments:{name}", args=[offer_made.pk])).text
        assert "The engagement is withdrawn." in page
        assert "<textarea" not in page
    sign_in(client, body_admin)
    decline = client.get(reverse("assessments:decline", args=[offer_made.pk])).text
    assert "The engagement is withdrawn." in decline
    for person_, told in (
        (one, f"{assessor} was taken off on {today}."),
        (offer_made.people.filter(removed_at=None)[0], "its people stay on record"),
    ):
        args = [offer_made.pk, person_.pk]
        assert told in client.get(reverse("assessments:remove_person", args=args)).text


def test_she_cannot_be_named_again(
    offer_made: Engagement, owner: User, assessor: User, body_admin: User
) -> None:
    object_to_person(named(offer_made, assessor).pk, SAID, by=acting(owner))
    with pytest.raises(PersonNotIndependent, match="has objected"):
        name_person(offer_made.pk, assessor.pk, Role.ASSESSOR, by=acting(body_admin))


def test_the_form_says_what_is_missing(
    client: Client, offer_made: Engagement, owner: User, lead: User
) -> None:
    sign_in(client, owner)
    url = reverse("assessments:object", args=[offer_made.pk, named(offer_made, lead).pk])
    response = client.post(url, {"text": TYPED})
    assert response.status_code == 422
    assert "Choose one of the grounds" in response.text
    assert TYPED in response.text
    assert client.post(url, {"grounds": ["we do not like her"], "text": TYPED}).status_code == 422


@pytest.mark.parametrize("grounds", [(), ("we do not like her",)])
def test_only_on_listed_grounds(
    grounds: tuple[str, ...], offer_made: Engagement, owner: User, lead: User
) -> None:
    with pytest.raises(ObjectionRefused, match="listed grounds"):
        object_to_person(named(offer_made, lead).pk, Objected(grounds, TYPED), by=acting(owner))


def test_the_database_wants_a_ground(offer_made: Engagement, owner: User, lead: User) -> None:
    with pytest.raises(IntegrityError, match="objection_has_a_ground"):
        Objection.objects.create(
            person=named(offer_made, lead), grounds=[], text=TYPED, made_by=owner
        )


def test_ten_days_to_the_second(offer_made: Engagement, owner: User, lead: User) -> None:
    one = named(offer_made, lead)
    ends = one.named_at + timedelta(days=settings.OBJECTION_DAYS)
    with pytest.raises(ObjectionRefused, match="10 days"), transaction.atomic():
        objected(one.pk, SAID, by=acting(owner), at=ends)
    with transaction.atomic():
        objected(one.pk, SAID, by=acting(owner), at=ends - timedelta(seconds=1))


def test_not_after_no_objection(engaged: Engagement, owner: User, lead: User) -> None:
    with pytest.raises(ObjectionRefused, match="no objection"):
        object_to_person(named(engaged, lead).pk, SAID, by=acting(owner))


def test_somebody_named_later_while_it_is_active(
    engaged: Engagement, owner: User, body: Organisation, body_admin: User
) -> None:
    """The member said nothing of her; she loses what she may read with the objection."""
    late = person(body, Role.ASSESSOR, "Lena Late")
    name_person(engaged.pk, late.pk, Role.ASSESSOR, by=acting(body_admin))
    everybody_declares(engaged, late)
    grants = Grant.objects.filter(user=late)
    assert grants.in_force(now()).exists()
    object_to_person(named(engaged, late).pk, SAID, by=acting(owner))
    assert not grants.in_force(now()).exists()
    assert reread(engaged).status == EngagementStatus.ACTIVE


@pytest.mark.parametrize("who", ["editor", "viewer", "body_admin", "lead", "other_owner"])
def test_it_does_not_exist_for_others(
    who: str,
    client: Client,
    offer_made: Engagement,
    assessor: User,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:object", args=[offer_made.pk, named(offer_made, assessor).pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"grounds": ["advice"], "text": TYPED}).status_code == 404
    assert not Objection.objects.exists()


def test_it_begins_by_itself_when_the_time_is_over(
    offer_made: Engagement, lead: User, assessor: User, reviewer: User
) -> None:
    everybody_declares(offer_made, lead, assessor, reviewer)
    days_pass(offer_made, 9)
    look()
    assert reread(offer_made).status == EngagementStatus.OFFERED
    days_pass(offer_made, 10)
    look()
    assert reread(offer_made).status == EngagementStatus.ACTIVE
    entry = Entry.objects.get(act="engagement.activated")
    assert (entry.actor, entry.actor_kind) == (None, "system")
    assert Grant.objects.in_force(now()).filter(user=lead).exists()


def test_it_does_not_begin_while_somebody_has_not_declared(
    offer_made: Engagement, lead: User, assessor: User
) -> None:
    everybody_declares(offer_made, lead, assessor)
    days_pass(offer_made, 30)
    look()
    assert reread(offer_made).status == EngagementStatus.OFFERED


def test_an_objection_keeps_it_from_beginning(
    offer_made: Engagement, lead: User, assessor: User, reviewer: User, owner: User
) -> None:
    everybody_declares(offer_made, lead, assessor, reviewer)
    object_to_person(named(offer_made, assessor).pk, SAID, by=acting(owner))
    days_pass(offer_made, 30)
    look()
    assert reread(offer_made).status == EngagementStatus.OFFERED


def test_what_was_recalled_does_not_begin(
    offer_made: Engagement, lead: User, assessor: User, reviewer: User
) -> None:
    everybody_declares(offer_made, lead, assessor, reviewer)
    days_pass(offer_made, 10)
    Attestation.objects.filter(pk=offer_made.attestation_id).update(status=Status.DRAFT)
    with transaction.atomic():
        assert begun_without_objection(at=now()) == 0
    look()
    assert reread(offer_made).status == EngagementStatus.WITHDRAWN


@pytest.mark.django_db(transaction=True)
def test_an_objection_waits_for_no_objection(
    offer_made: Engagement, owner: User, signatory: User, lead: User
) -> None:
    one = named(offer_made, lead)
    second_waits(
        lambda: without_objection(offer_made.pk, by=acting(owner), at=now()),
        lambda: object_to_person(one.pk, SAID, by=acting(signatory)),
        refused=ObjectionRefused,
    )

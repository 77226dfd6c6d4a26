"""Giving and ending roles."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.refusal import Refusal
from organisations.models import Membership, Organisation
from organisations.permissions import Role
from organisations.roles import end_role, ended_role, give_role
from tests.people import acting, person, sign_in


def test_it_works(client: Client, owner: User, editor: User, member: Organisation) -> None:
    sign_in(client, owner)
    membership = Membership.objects.get(user=editor)
    page = client.post(
        reverse("organisations:end_role", args=[member.slug, membership.pk]), follow=True
    )
    assert "has ended" in page.text
    sign_in(client, editor)
    address = reverse("organisations:organisation", args=[member.slug])
    assert client.get(address).status_code == 404, "it stops working at once"


def test_a_further_role_is_given(
    client: Client, owner: User, editor: User, member: Organisation
) -> None:
    sign_in(client, owner)
    address = reverse("organisations:give_role", args=[member.slug])
    page = client.post(address, {"person": editor.pk, "role": "signatory"}, follow=True)
    assert "holds the role from now on" in page.text
    again = client.post(address, {"person": editor.pk, "role": "signatory"})
    assert again.status_code == 422
    assert "is signatory already" in again.text


@pytest.mark.django_db(transaction=True)
def test_the_last_owner_stays(owner: User, member: Organisation) -> None:
    with pytest.raises(Refusal, match="last owner"):
        end_role(Membership.objects.get(user=owner).pk, by=acting(owner))


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_end_each_other_at_once(owner: User, member: Organisation) -> None:
    other = person(member, Role.OWNER, "Second Owner")
    first, second = (Membership.objects.get(user=user) for user in (owner, other))

    def in_own_connection() -> None:
        try:
            end_role(second.pk, by=acting(owner))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ended_role(first.pk, by=acting(other))
            waiting = pool.submit(in_own_connection)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
        assert isinstance(waiting.exception(), Refusal)
    assert Membership.objects.in_force().filter(role=Role.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_role_of_another_kind_of_organisation_is_refused(
    owner: User, editor: User, member: Organisation
) -> None:
    with pytest.raises(Refusal, match="not a role of this kind"):
        give_role(member, editor, Role.REGISTRAR, by=acting(owner))


def test_a_membership_of_another_organisation_does_not_exist(
    client: Client, owner: User, member: Organisation, other_owner: User
) -> None:
    sign_in(client, owner)
    foreign = Membership.objects.get(user=other_owner)
    address = reverse("organisations:end_role", args=[member.slug, foreign.pk])
    assert client.post(address).status_code == 404

"""Inviting people by mail, and accepting."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from accounts.refusal import Refusal
from organisations.invitation import accept, accepted, invite
from organisations.models import Invitation, Membership, Organisation
from organisations.permissions import Role
from tests.people import acting, sign_in

PASSWORD = "a long and quiet sentence"


def link_in_the_last_letter() -> str:
    found = re.search(r"http://[^/]+(/invitations/\S+)", mail.outbox[-1].body)
    assert found
    return found.group(1)


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, registrar: User, member: Organisation) -> None:
    sign_in(client, registrar)
    page = client.post(
        reverse("organisations:invite", args=[member.slug]),
        {"email": "New.Owner@member.example", "role": "owner"},
        follow=True,
    )
    assert "An invitation is on its way" in page.text
    link = link_in_the_last_letter()
    guest = Client()
    assert "new.owner@member.example" in guest.get(link).text
    accepted = guest.post(
        link, {"name": "Nora Newowner", "password1": PASSWORD, "password2": PASSWORD}, follow=True
    )
    assert "You are owner of North Harbour Cloud" in accepted.text
    membership = Membership.objects.get(role=Role.OWNER)
    assert membership.user.email == "new.owner@member.example"
    assert Client().get(link).status_code == 404, "the link works once"


def test_a_role_that_needs_a_second_factor_leads_to_setting_it_up(
    client: Client, owner: User, member: Organisation, django_capture_on_commit_callbacks: object
) -> None:
    sign_in(client, owner)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("organisations:invite", args=[member.slug]),
            {"email": "s@member.example", "role": "signatory"},
        )
    response = Client().post(
        link_in_the_last_letter(), {"name": "S", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert response.url == reverse("mfa_activate_totp")


def test_the_registrar_invites_first_people_only(
    client: Client, registrar: User, member: Organisation
) -> None:
    sign_in(client, registrar)
    address = reverse("organisations:invite", args=[member.slug])
    response = client.post(address, {"email": "x@member.example", "role": "signatory"})
    assert response.status_code == 422


def test_somebody_elses_account_cannot_accept(
    member: Organisation, owner: User, stranger: User
) -> None:
    invitation = Invitation.objects.create(
        organisation=member,
        email="meant@member.example",
        role=Role.EDITOR,
        token_sha256="0" * 64,
        expires_at=now() + timedelta(days=1),
    )
    with pytest.raises(Refusal, match="another address"):
        accepted(invitation.pk, stranger, by=acting(stranger))


@pytest.mark.django_db(transaction=True)
def test_an_expired_invitation_is_refused(member: Organisation, owner: User, editor: User) -> None:
    invitation = invite(member, editor.email, Role.VIEWER, by=acting(owner))
    Invitation.objects.update(expires_at=now() - timedelta(seconds=1))
    with pytest.raises(Refusal, match="too old"):
        accept(invitation.pk, editor, by=acting(editor))


@pytest.mark.django_db(transaction=True)
def test_one_person_stands_on_one_side(body: Organisation, body_admin: User, editor: User) -> None:
    invitation = invite(body, editor.email, Role.ASSESSOR, by=acting(body_admin))
    with pytest.raises(Refusal, match="another side"):
        accept(invitation.pk, editor, by=acting(editor))


@pytest.mark.parametrize("who", ["editor", "viewer", "other_owner", "stranger", "decision_maker"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, member: Organisation, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(reverse("organisations:invite", args=[member.slug])).status_code == 404

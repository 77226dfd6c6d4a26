"""What a person holds is read once in a request, and anew for every actor that is not of one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import ANONYMOUS, SYSTEM, Actor, RequestMemory
from accounts.models import User
from attestations import grants
from attestations.models import Attestation, Evidence, Grant
from organisations.held import Held, HeldRole
from organisations.models import Membership, Organisation, Scope, held_by
from organisations.permissions import Permission, Role, Side
from organisations.roles import ended_role
from principles.models import Edition
from tests.people import acting, sign_in

P = Permission


def in_a_request(user: User) -> Actor:
    return replace(acting(user), memory=RequestMemory())


def test_it_works(owner: User, member: Organisation) -> None:
    held = held_by(acting(owner))
    assert held == Held(frozenset({HeldRole(member.pk, Side.MEMBER, Role.OWNER)}))
    assert held.granting(P.PEOPLE_MANAGE).organisations == {member.pk}
    assert not held.granting(P.ATTESTATION_SUBMIT)
    assert not held.in_alliance


def test_one_request_reads_memberships_once(
    client: Client, editor: User, draft: Attestation
) -> None:
    sign_in(client, editor)
    address = reverse("attestations:attestation", args=[draft.pk])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    of_hers = 'SELECT "organisations_membership"'
    asked = [each for each in queries if each["sql"].startswith(of_hers)]
    assert len(asked) == 1


@pytest.mark.parametrize("kept", [False, True], ids=["any actor", "the actor of a request"])
def test_a_role_that_ends_is_gone_at_once_outside_a_request(
    editor: User, owner: User, scope: Scope, *, kept: bool
) -> None:
    actor = in_a_request(editor) if kept else acting(editor)
    assert scope in Scope.objects.where_user_may(P.SCOPE_CHANGE, actor)
    with transaction.atomic():
        ended_role(Membership.objects.get(user=editor).pk, by=acting(owner))
    assert (scope in Scope.objects.where_user_may(P.SCOPE_CHANGE, actor)) is kept
    assert scope not in Scope.objects.where_user_may(P.SCOPE_CHANGE, in_a_request(editor))


def test_a_second_factor_makes_another_actor(signatory: User, draft: Attestation) -> None:
    before = replace(acting(signatory, second_factor=False), memory=RequestMemory())
    assert not held_by(before)
    after = replace(before, second_factor_at=now(), memory=RequestMemory())
    assert held_by(after).names == {Role.SIGNATORY}


@pytest.mark.parametrize(
    "changed",
    [
        {"ended_at": now() - timedelta(seconds=1)},
        {"started_at": now() + timedelta(days=1)},
    ],
    ids=["ended", "not begun"],
)
def test_what_is_not_in_force_does_not_count(editor: User, changed: dict[str, object]) -> None:
    Membership.objects.filter(user=editor).update(**changed)
    assert not held_by(acting(editor))


def test_whoever_may_not_log_in_holds_nothing(editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert not held_by(acting(editor))


def test_a_role_that_will_end_counts_until_then(editor: User) -> None:
    Membership.objects.filter(user=editor).update(ended_at=now() + timedelta(days=1))
    assert held_by(acting(editor)).names == {Role.EDITOR}


@pytest.mark.parametrize("actor", [ANONYMOUS, SYSTEM], ids=["anonymous", "system"])
def test_who_is_no_person_is_answered_without_a_statement(actor: Actor, draft: Attestation) -> None:
    with CaptureQueriesContext(connection) as queries:
        for model in (Organisation, Scope, Attestation, Evidence, Edition):
            assert not model.objects.where_user_may(P.ANSWERS_READ, actor)
    assert len(queries) == 0


def test_a_grant_counts_only_with_the_role_it_was_given_for(
    contributor: User, member: Organisation, draft: Attestation
) -> None:
    """The same person, the same organisation, another role: nothing."""
    Grant.objects.create(
        attestation=draft,
        permission=P.ATTESTATION_ANSWER,
        user=contributor,
        organisation=member,
        role=Role.CONTRIBUTOR,
        because="delegation",
    )
    assert draft in Attestation.objects.where_user_may(P.ATTESTATION_ANSWER, acting(contributor))
    Membership.objects.filter(user=contributor).update(role=Role.VIEWER)
    assert draft not in Attestation.objects.where_user_may(
        P.ATTESTATION_ANSWER, acting(contributor)
    )
    Membership.objects.filter(user=contributor).update(role=Role.CONTRIBUTOR)
    assert draft in Attestation.objects.where_user_may(P.ATTESTATION_ANSWER, acting(contributor))
    Membership.objects.filter(user=contributor).update(ended_at=now())
    assert draft not in Attestation.objects.where_user_may(
        P.ATTESTATION_ANSWER, acting(contributor)
    )


def test_each_request_has_an_actor_of_its_own(client: Client, editor: User) -> None:
    sign_in(client, editor)
    seen = [client.get(reverse("desk")).wsgi_request.actor for _ in range(2)]
    assert seen[0].memory is not None
    assert seen[0].memory is not seen[1].memory
    assert acting(editor).memory is None
    assert ANONYMOUS.memory is None
    assert SYSTEM.memory is None


def test_the_table_says_what_a_grant_may_give(draft: Attestation, signatory: User) -> None:
    with transaction.atomic(), pytest.raises(grants.NotGrantable, match=r"answers\.read"):
        grants.give_to_person(
            draft,
            [P.ANSWERS_READ],
            user_id=signatory.pk,
            role=Role.SIGNATORY,
            because="delegation",
            at=now(),
        )


def test_who_can_have_no_grant_is_not_asked_for_one(
    editor: User, contributor: User, draft: Attestation
) -> None:
    def asked(user: User) -> str:
        return str(Attestation.objects.where_user_may(P.ANSWERS_READ, acting(user)).query)

    assert "attestations_grant" not in asked(editor)
    assert "attestations_grant" in asked(contributor)

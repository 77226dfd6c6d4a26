"""Which accounts are one person's, and the registrar's note of it."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.models import AccountLink, User
from accounts.one_person import accounts_of_one, one_person, other_accounts
from journal.models import Entry
from organisations.one_person import (
    LinkRefused,
    link_accounts,
    linked,
    unlink_accounts,
)
from tests.people import acting, person, sign_in
from tests.races import second_waits

WHY = "Both were invited with one passport."


@pytest.fixture
def first(db: None) -> User:
    return person(None, None, "Frida First")


@pytest.fixture
def second(db: None) -> User:
    return person(None, None, "Fred Second")


def test_it_works(client: Client, registrar: User, first: User, second: User) -> None:
    assert not one_person(first.pk, second.pk)
    sign_in(client, registrar)
    said = {"one": first.email.upper(), "other": second.email, "reason": f"{WHY}\nSeen."}
    page = client.post(reverse("organisations:links"), said, follow=True).text
    assert "count as one person" in page
    assert f"{WHY}<br>Seen." in page
    assert one_person(first.pk, second.pk)
    assert other_accounts(second.pk) == {first.pk}
    link = AccountLink.objects.get()
    apart = reverse("organisations:apart", args=[link.pk])
    assert "two people" in client.post(apart, {"reason": "Twins."}, follow=True).text
    assert not one_person(first.pk, second.pk)
    acts = ["accounts.linked", "accounts.unlinked"]
    assert list(Entry.objects.filter(act__in=acts).values_list("reason", flat=True)) == [
        f"{WHY}\nSeen.",
        "Twins.",
    ]


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("frida.first+work@people.example", True),
        ("frida.first+a+b@people.example", True),
        ("fridafirst@people.example", False),
        ("frida.first@other.example", False),
        ("x+frida.first@people.example", False),
    ],
)
def test_addresses_that_one_mailbox_receives(address: str, same: bool, first: User) -> None:
    other = User.objects.create_user(address)
    assert one_person(first.pk, other.pk) is same
    assert one_person(other.pk, first.pk) is same


def test_from_account_to_account(registrar: User, first: User, second: User) -> None:
    tagged = User.objects.create_user(second.email.replace("@", "+x@"))
    with transaction.atomic():
        linked(first.email, tagged.email, WHY, by=acting(registrar), at=now())
    assert accounts_of_one(first.pk) == {first.pk, second.pk, tagged.pk}
    assert accounts_of_one(second.pk) == {first.pk, second.pk, tagged.pk}


def test_it_costs_one_statement(first: User, second: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert accounts_of_one(first.pk) == {first.pk}
    assert len(captured) == 1
    assert one_person(None, None) is False


def test_what_is_refused(registrar: User, first: User, second: User) -> None:
    by = acting(registrar)
    with pytest.raises(SecondFactorNeeded):
        link_accounts(first.email, second.email, WHY, by=acting(registrar, second_factor=False))
    for one, other, why, sentence in (
        (first.email, second.email, " ", "how you know"),
        (first.email, first.email, WHY, "two different accounts"),
        (first.email, "nobody@people.example", WHY, "two different accounts"),
        (first.email, registrar.email, WHY, "your own account"),
    ):
        with pytest.raises(LinkRefused, match=sentence):
            link_accounts(one, other, why, by=by)
    link = link_accounts(first.email, second.email, WHY, by=by)
    with pytest.raises(LinkRefused, match="noted already"):
        link_accounts(second.email, first.email, WHY, by=by)
    unlink_accounts(link.pk, "Twins.", by=by)
    with pytest.raises(LinkRefused, match="already"):
        unlink_accounts(link.pk, "Twins.", by=by)


@pytest.mark.parametrize("who", ["owner", "body_admin", "decision_maker"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(reverse("organisations:links")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_second_note_waits_and_is_refused(registrar: User, first: User, second: User) -> None:
    by = acting(registrar)
    second_waits(
        lambda: linked(first.email, second.email, WHY, by=by, at=now()),
        lambda: link_accounts(second.email, first.email, WHY, by=by),
        refused=LinkRefused,
    )

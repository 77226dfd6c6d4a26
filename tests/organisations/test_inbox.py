"""The inbox: one's own messages, in roles that count, and what became of the letters."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Delivery, Message, Recipient, Said, told
from accounts.models import User
from tests.people import sign_in

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


def tell(user: User, subject: str = "Returned: Cloud services", path: str = "/desk/") -> Message:
    said = Said("attestation.returned", uuid4(), subject, "Complete what is listed.", path)
    held = user.memberships.get()
    who = Recipient(user.pk, held.organisation_id, held.role, f"{held.role} of {held.organisation}")
    with transaction.atomic():
        told([(said, who)], at=now())
    return user.messages.get(object_id=said.object_id)


def test_it_works(client: Client, owner: User) -> None:
    message = tell(owner)
    sign_in(client, owner)
    page = client.get(INBOX).text
    assert "Returned: Cloud services" in page
    assert "as <bdi>owner of North Harbour Cloud</bdi>" in page
    assert '<bdi dir="ltr">Returned: Cloud services' in page  # our sentence, whatever it names
    assert "Unread (1)" in page
    assert "Waiting to be sent" in page
    assert "1 unread message" in client.get("/desk/").text
    answer = client.get(f"{INBOX}{message.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    message.refresh_from_db()
    assert message.read_at is not None
    assert "Unread (0)" in client.get(INBOX).text
    assert "Returned: Cloud services" not in client.get(f"{INBOX}?show=unread").text
    assert "Inbox: nothing unread" in client.get("/desk/").text


def test_it_is_reached_from_every_page(client: Client, owner: User) -> None:
    sign_in(client, owner)
    assert f'href="{INBOX}"' in client.get("/organisations/").text


def test_nobody_sees_anothers(client: Client, owner: User, editor: User) -> None:
    message = tell(owner)
    sign_in(client, editor)
    assert "Returned" not in client.get(INBOX).text
    assert client.get(f"{INBOX}{message.pk}/").status_code == 404
    client.post(reverse("organisations:inbox_read"), {"until": str(message.pk)})
    message.refresh_from_db()
    assert message.read_at is None


def test_it_needs_a_log_in(client: Client, owner: User) -> None:
    message = tell(owner)
    for path in (INBOX, f"{INBOX}{message.pk}/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")


def test_with_the_role_goes_what_was_told_in_it(client: Client, owner: User) -> None:
    message = tell(owner)
    owner.memberships.update(ended_at=now())
    sign_in(client, owner)
    assert "Returned" not in client.get(INBOX).text
    assert client.get(f"{INBOX}{message.pk}/").status_code == 404
    assert "Inbox: nothing unread" in client.get("/desk/").text


def test_a_role_that_rests_shows_nothing_and_says_so(client: Client, signatory: User) -> None:
    message = tell(signatory)
    sign_in(client, signatory, second_factor=False)
    page = client.get(INBOX).text
    assert "Returned" not in page
    assert "rests until you confirm a second factor" in page
    answer = client.get(f"{INBOX}{message.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    message.refresh_from_db()
    assert message.read_at is None
    sign_in(client, signatory)
    assert "Returned" in client.get(INBOX).text


def test_what_is_only_fetched_ahead_is_not_read(client: Client, owner: User) -> None:
    message = tell(owner)
    sign_in(client, owner)
    client.head(f"{INBOX}{message.pk}/")
    client.get(f"{INBOX}{message.pk}/", headers={"Sec-Purpose": "prefetch"})
    message.refresh_from_db()
    assert message.read_at is None


def test_all_that_was_shown_is_read_and_nothing_newer(client: Client, owner: User) -> None:
    tell(owner, "First")
    shown = tell(owner, "Second")
    sign_in(client, owner)
    page = client.get(INBOX)
    assert f'name="until" value="{shown.pk}"' in page.text
    tell(owner, "Came meanwhile")
    answer = client.post(reverse("organisations:inbox_read"), {"until": str(shown.pk)}, follow=True)
    assert "2 messages are marked as read." in answer.text
    assert [each.subject for each in owner.messages.filter(read_at=None)] == ["Came meanwhile"]


@pytest.mark.parametrize("until", ["", "no-id", "x" * 5000])
def test_a_wrong_until_marks_nothing(until: str, client: Client, owner: User) -> None:
    tell(owner)
    sign_in(client, owner)
    answer = client.post(reverse("organisations:inbox_read"), {"until": until}, follow=True)
    assert "Nothing is marked. Open the inbox again." in answer.text
    assert owner.messages.get().read_at is None


def test_read_only_mode_shows_and_marks_nothing(
    client: Client, owner: User, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = tell(owner)
    sign_in(client, owner)
    from dataclasses import replace

    monkeypatch.setattr(
        "django.conf.settings.ENVIRONMENT",
        replace(settings.ENVIRONMENT, read_only=True),  # type: ignore[attr-defined]
    )
    assert client.get(f"{INBOX}{message.pk}/").status_code == 302
    message.refresh_from_db()
    assert message.read_at is None


def test_older_ones_are_one_page_on(client: Client, owner: User) -> None:
    for number in range(30):
        tell(owner, f"Message {number:02}")
    sign_in(client, owner)
    first = client.get(INBOX)
    assert first.text.index("Message 29") < first.text.index("Message 05")
    assert "Message 04" not in first.text
    older = first.context["older"]
    second = client.get(f"{INBOX}{older}")
    assert "Message 04" in second.text
    assert "Message 05" not in second.text
    assert "Mark all as read" not in second.text
    end = client.get(f"{INBOX}?before={owner.messages.order_by('pk')[0].pk}")
    assert "There are no older messages." in end.text
    assert client.get(f"{INBOX}?before=nonsense").status_code == 200


def test_the_filter_stays_while_one_pages(client: Client, owner: User) -> None:
    for number in range(30):
        tell(owner, f"Message {number:02}")
    owner.messages.filter(subject="Message 03").update(read_at=now())
    sign_in(client, owner)
    first = client.get(f"{INBOX}?show=unread")
    second = client.get(f"{INBOX}{first.context['older']}")
    assert "Message 02" in second.text
    assert "Message 03" not in second.text


@pytest.mark.parametrize("page", ["", "?show=unread"])
def test_it_costs_the_same_however_much_was_told(page: str, client: Client, owner: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{INBOX}{page}").status_code == 200
        return len(asked)

    tell(owner)
    sign_in(client, owner)
    cost()
    one = cost()
    held = owner.memberships.get()
    who = Recipient(owner.pk, held.organisation_id, held.role, "owner of it")
    with transaction.atomic():
        told(
            (
                (Said("attestation.returned", uuid4(), f"Message {n}", "Text.", "/desk/"), who)
                for n in range(500)
            ),
            at=now(),
        )
    assert cost() == one
    assert one <= 6


def test_what_became_of_the_letter(client: Client, owner: User) -> None:
    sent, away, unknown = (tell(owner) for _ in range(3))
    Message.objects.filter(pk=sent.pk).update(delivery=Delivery.SENT, sent_at=now())
    Message.objects.filter(pk=away.pk).update(problem="The mail server is away; it is tried again.")
    Message.objects.filter(pk=unknown.pk).update(delivery=Delivery.UNKNOWN)
    sign_in(client, owner)
    page = client.get(INBOX).text
    for words in ("Mail sent", "The mail server is away", "Not known whether the mail left"):
        assert words in page


def test_hostile_names_are_text(client: Client, owner: User) -> None:
    tell(owner, "<script>alert(1)</script> & \u202eevil")
    sign_in(client, owner)
    page = client.get(INBOX).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_one_letter_a_day_is_a_choice(client: Client, owner: User) -> None:
    sign_in(client, owner)
    path = reverse("organisations:inbox_letters")
    answer = client.post(path, {"letters": "daily"}, follow=True)
    assert "You get one letter a day from now on." in answer.text
    owner.refresh_from_db()
    assert owner.daily_letter
    answer = client.post(path, {"letters": "at_once"}, follow=True)
    assert "letters as messages come" in answer.text
    owner.refresh_from_db()
    assert not owner.daily_letter
    refused = client.post(path, {"letters": "never"})
    assert refused.status_code == 422


def test_an_empty_inbox_says_what_comes(client: Client, stranger: User) -> None:
    sign_in(client, stranger)
    page = client.get(INBOX).text
    assert "You have not been told anything yet." in page
    assert "Mark all as read" not in page
    assert "You have read everything." in client.get(f"{INBOX}?show=unread").text

"""The inbox in a real browser: empty, filled, resting, and without script."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils.timezone import now
from playwright.sync_api import Browser

from accounts.messages import Delivery, Message, Recipient, Said, told
from accounts.models import User
from tests.browser.test_write_edition import window
from tests.browser.windows import Gallery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "مركز البيانات الشمالي 北港クラウド " + "x" * 120


def tell(user: User, many: int = 30) -> None:
    held = user.memberships.get()
    who = Recipient(user.pk, held.organisation_id, held.role, f"{held.role} of {held.organisation}")
    names = ["Cloud services", LONG, "Data centres"]
    with transaction.atomic():
        told(
            (
                (
                    Said(
                        "attestation.returned",
                        uuid4(),
                        f"Returned: {names[number % 3]}",
                        "The alliance’s registrar returned it as incomplete. Read what is missing.",
                        "/desk/",
                    ),
                    who,
                )
                for number in range(many)
            ),
            at=now() - timedelta(hours=1),
        )
    states = [
        (Delivery.SENT, ""),
        (Delivery.WAITING, "The mail server is away (TimeoutError); it is tried again."),
        (Delivery.FAILED, "The mail server does not know the address."),
        (Delivery.UNKNOWN, "The line broke while the letter was handed over (TimeoutError)."),
    ]
    for position, row in enumerate(user.messages.order_by("pk")):
        state, problem = states[position % 4]
        sent = now() if state == Delivery.SENT else None
        read_at = now() if position % 5 == 0 else None
        Message.objects.filter(pk=row.pk).update(
            delivery=state, problem=problem, sent_at=sent, read_at=read_at
        )


def test_inbox(browser: Browser, live_server, owner: User, signatory: User) -> None:
    gallery = Gallery()
    person = window(browser, live_server.url, gallery, owner)
    person.open("/inbox/", "inbox-empty")
    tell(owner)
    person.open("/desk/", "desk-unread")
    person.follow("24 unread messages", "inbox-unread")
    person.page.goto(f"{live_server.url}/inbox/")
    person.look("inbox-filled")
    person.page.get_by_role("link", name="Returned: Data centres").first.focus()
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/desk/")
    person.says("23 unread messages")
    person.open("/inbox/").get_by_role("link", name="Next").click()
    person.look("inbox-older")
    person.open("/inbox/")
    person.press("Mark all as read", "inbox-all-read")
    person.says("23 messages are marked as read.")
    person.open("/inbox/?show=unread", "inbox-nothing-unread")
    person.check("One letter a day")
    person.press("Save how letters come", "inbox-daily")
    person.says("You get one letter a day")
    person.close()
    resting = window(browser, live_server.url, gallery, signatory, factor=False)
    tell(signatory, 2)
    resting.open("/inbox/", "inbox-resting")
    assert "Returned" not in resting.page.content()
    resting.close()
    assert not gallery.problems, "\n".join(gallery.problems)


def test_without_script(browser: Browser, live_server, owner: User) -> None:
    gallery = Gallery()
    tell(owner, 3)
    person = window(browser, live_server.url, gallery, owner, script=False)
    person.open("/inbox/").get_by_role("link", name="Returned: Data centres").click()
    person.says("1 unread message")
    person.open("/inbox/")
    person.press("Mark all as read")
    person.says("1 message is marked as read.")
    person.close()


def test_who_was_told(
    browser: Browser, live_server, owner: User, lead: User, body_admin: User, recommended
) -> None:
    gallery = Gallery()
    Message.objects.filter(act="recommendation.confirmed").update(
        delivery=Delivery.FAILED, problem="The mail server does not know the address."
    )
    path = f"/engagements/{recommended.engagement_id}/"
    for user, name in ((owner, "told-owner"), (body_admin, "told-body")):
        person = window(browser, live_server.url, gallery, user)
        person.open(path)
        person.page.get_by_text("Messages and letters, the newest first").click()
        person.says("decision maker of The Alliance")
        person.look(name)
        person.open("/inbox/", f"inbox-of-{name}")
        person.close()
    person = window(browser, live_server.url, gallery, owner)
    person.open(f"/attestations/{recommended.engagement.attestation_id}/")
    person.page.get_by_text("Messages and letters, the newest first").click()
    person.look("told-attestation")
    person.close()
    assert not gallery.problems, "\n".join(gallery.problems)

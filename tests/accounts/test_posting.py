"""Letters for messages: one for all that waits, never a second one, and nothing lost in silence."""

import smtplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.db.models import Q

from accounts.digest import gathered_until
from accounts.messages import Delivery, Message, Recipient, Said, told
from accounts.models import User
from accounts.posting import LEASE, PAUSE, post
from organisations.inbox import still_held
from organisations.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2099, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def tell(user: User, subject: str = "Sign: Cloud services", *, at: datetime = NOON) -> Message:
    said = Said("attestation.made_ready", uuid4(), subject, "Read it first.", "/attestations/")
    membership = user.memberships.get()
    who = Recipient(
        user.pk,
        membership.organisation_id,
        membership.role,
        f"{membership.role} of {membership.organisation}",
    )
    with transaction.atomic():
        told([(said, who)], at=at)
    return user.messages.get(object_id=said.object_id)


def round_at(at: datetime) -> int:
    return post(at=at, entitled=still_held(at))


def state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.delivery, message.problem


def failing(error: Callable[[], BaseException]) -> Callable[..., int]:
    def send(*_: object) -> int:
        raise error()

    return send


def test_it_works(owner: User, settings: object) -> None:
    message = tell(owner)
    assert round_at(NOON) == 1
    (letter,) = mail.outbox
    assert letter.to == [owner.email]
    assert letter.subject == "Sign: Cloud services"
    assert "Read it first." in letter.body
    assert f"/inbox/{message.pk}/" in letter.body
    assert "You receive this as owner of North Harbour Cloud." in letter.body
    assert letter.extra_headers["Message-ID"].startswith(f"<{message.pk}@")
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert state(message) == (Delivery.SENT, "")
    assert message.sent_at == NOON
    assert round_at(NOON + MINUTE) == 0


def test_one_letter_tells_a_person_everything(owner: User, editor: User) -> None:
    tell(owner)
    tell(owner, "Returned: Data centres")
    tell(editor)
    assert round_at(NOON) == 2
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters[owner.email].subject == "2 messages: Sign: Cloud services"
    assert "Returned: Data centres" in letters[owner.email].body
    assert letters[editor.email].subject == "Sign: Cloud services"


def test_a_mail_server_that_is_away_is_asked_again(
    owner: User, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tell(owner), tell(editor)
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "open", failing(ConnectionRefusedError), raising=False)
        assert round_at(NOON) == 0
        states = sorted([state(first)[0], state(second)[0]])
        assert states == [Delivery.WAITING, Delivery.WAITING]
        tried = Message.objects.exclude(problem="").get()  # nobody else was tried
        assert "The mail server is away (ConnectionRefusedError)" in tried.problem
        assert tried.attempts == 1
    assert round_at(NOON + MINUTE) == 1  # the other one; this one pauses
    assert round_at(NOON + PAUSE) == 1
    assert len(mail.outbox) == 2
    assert state(first) == state(second) == (Delivery.SENT, "")


@pytest.mark.parametrize(
    ("error", "became", "says"),
    [
        (lambda: smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), Delivery.FAILED, "know the address"),
        (lambda: smtplib.SMTPRecipientsRefused({"x": (451, b"later")}), Delivery.WAITING, "451"),
        (lambda: smtplib.SMTPDataError(554, b"spam"), Delivery.FAILED, "554"),
        (lambda: smtplib.SMTPDataError(452, b"full"), Delivery.WAITING, "452"),
        (lambda: smtplib.SMTPSenderRefused(530, b"who", "x"), Delivery.WAITING, "530"),
        (lambda: smtplib.SMTPNotSupportedError("utf8"), Delivery.FAILED, "cannot take"),
        (smtplib.SMTPServerDisconnected, Delivery.UNKNOWN, "SMTPServerDisconnected"),
        (TimeoutError, Delivery.UNKNOWN, "TimeoutError"),
        (ConnectionResetError, Delivery.UNKNOWN, "ConnectionResetError"),
    ],
)  # fmt: skip
def test_what_the_mail_server_says(
    owner: User,
    error: Callable[[], BaseException],
    became: Delivery,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = tell(owner)
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", failing(error))
        assert round_at(NOON) == 0
    delivery, problem = state(message)
    assert delivery == became
    assert says in problem
    # What waits is sent in the end; what may have left, or never will, is not.
    assert round_at(NOON + PAUSE) == (became == Delivery.WAITING)


def test_a_worker_that_dies_after_the_letter_left_sends_no_second_one(
    owner: User, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = tell(owner)
    taken = EmailBackend.send_messages

    def dies(self: EmailBackend, messages: list[object]) -> int:
        taken(self, messages)
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", dies)
        with pytest.raises(SystemExit):
            round_at(NOON)
    assert len(mail.outbox) == 1
    assert state(message)[0] == Delivery.SENDING
    assert round_at(NOON + PAUSE) == 0
    assert round_at(NOON + LEASE) == 0
    assert len(mail.outbox) == 1
    delivery, problem = state(message)
    assert delivery == Delivery.UNKNOWN
    assert problem.endswith("It is not sent twice.")


def test_two_workers_write_one_letter(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(owner)
    inside, go_on = Event(), Event()
    taken = EmailBackend.send_messages

    def slow(self: EmailBackend, messages: list[object]) -> int:
        inside.set()
        assert go_on.wait(10)
        return taken(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)

    def other() -> int:
        try:
            return round_at(NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(other)
        assert inside.wait(10)
        assert round_at(NOON) == 0
        go_on.set()
        assert first.result(10) == 1
    assert len(mail.outbox) == 1


def test_a_claim_that_is_held_is_passed_over(owner: User) -> None:
    message = tell(owner)

    def other() -> int:
        try:
            return round_at(NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Message.objects.select_for_update().get(pk=message.pk)
        assert pool.submit(other).result(10) == 0
    assert round_at(NOON) == 1


def test_who_has_no_role_any_more_is_not_written_to(owner: User, editor: User) -> None:
    message, other = tell(owner), tell(editor)
    owner.memberships.update(ended_at=NOON - MINUTE)
    assert round_at(NOON) == 1
    assert state(message) == (Delivery.WITHHELD, "The role has ended.")
    assert state(other)[0] == Delivery.SENT
    owner.memberships.update(ended_at=None)
    assert round_at(NOON + PAUSE) == 0  # a role given again brings no old letters


def test_who_cannot_sign_in_is_not_written_to(owner: User) -> None:
    tell(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert round_at(NOON) == 0
    assert not mail.outbox


def test_what_was_read_meanwhile_is_not_sent(owner: User) -> None:
    from accounts.messages import read

    message = tell(owner)
    read(Message.objects.filter(pk=message.pk), at=NOON)
    assert round_at(NOON) == 0
    assert not mail.outbox


def test_a_subject_with_line_feeds_is_one_header(owner: User) -> None:
    tell(owner, "Sign: North\r\nBcc: everybody@people.example")
    assert round_at(NOON) == 1
    sent = mail.outbox[0].message()
    assert sent["Bcc"] is None
    assert sent["Subject"] == "Sign: North Bcc: everybody@people.example"


def test_one_letter_a_day(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(daily_letter=True)
    tell(owner, at=NOON)
    tell(owner, "Returned: Data centres", at=NOON + timedelta(hours=9))
    assert round_at(NOON + timedelta(hours=10)) == 0
    next_day = datetime(2099, 3, 2, 6, tzinfo=UTC)
    assert round_at(next_day - MINUTE) == 0
    tell(owner, "Too late for today", at=next_day + MINUTE)
    assert round_at(next_day + 2 * MINUTE) == 1
    assert mail.outbox[0].subject.startswith("2 messages")
    assert round_at(next_day + timedelta(hours=23)) == 0
    assert round_at(next_day + timedelta(days=1)) == 1


@pytest.mark.parametrize(("hour", "day"), [(0, 28), (5, 28), (6, 1), (23, 1)])
def test_a_day_is_closed_at_six(hour: int, day: int) -> None:
    until = gathered_until(datetime(2099, 3, 1, hour, 30 if hour != 6 else 0, tzinfo=UTC))
    assert (until.day, until.hour, until.minute) == (day, 6, 0)


def test_somebody_told_without_a_role_is_written_to(stranger: User) -> None:
    said = Said("role.given", uuid4(), "Hello", "A text.", "/desk/")
    with transaction.atomic():
        told([(said, Recipient(stranger.pk))], at=NOON)
    assert round_at(NOON) == 1
    assert "You receive this as" not in mail.outbox[0].body


def test_a_role_in_another_organisation_does_not_count(owner: User, other_owner: User) -> None:
    said = Said("role.given", uuid4(), "Hello", "A text.", "/desk/")
    theirs = other_owner.memberships.get().organisation_id
    with transaction.atomic():
        told([(said, Recipient(owner.pk, theirs, Role.OWNER.value, "owner of it"))], at=NOON)
    assert round_at(NOON) == 0
    assert post(at=NOON, entitled=Q()) == 0  # it was given up

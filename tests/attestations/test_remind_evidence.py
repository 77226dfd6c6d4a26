"""Owners and editors are told 30, 7 and 1 days before evidence ends; nothing is lost or said twice."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from accounts.messages import Message
from attestations.models import Evidence, EvidenceReminder
from attestations.reminding import remind
from desk.waiting import waiting_for
from tests.people import acting, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
ENDS = date(2027, 3, 31)


def at(days_before: int, hour: int = 9) -> datetime:
    return datetime(2027, 3, 31, hour, tzinfo=UTC) - timedelta(days=days_before)


@pytest.fixture
def piece(member, owner) -> Evidence:
    return Evidence.objects.create(
        organisation=member,
        title="Certificate of the data centre",
        kind="link",
        disclosure="public",
        expires_on=ENDS,
        added_by=owner,
    )


@pytest.fixture
def others(contributor, signatory, viewer, other_owner):
    """People who are not told."""


def told() -> list[tuple[str, str]]:
    return [(letter.to[0].split(".")[0], letter.subject) for letter in mail.outbox]


def test_it_works(piece, owner, editor, others) -> None:
    assert remind(at=at(31)) == 0
    assert remind(at=at(30)) == 2
    assert sorted(told()) == [
        ("emil", "A piece of evidence ends on 31 March 2027"),
        ("olga", "A piece of evidence ends on 31 March 2027"),
    ]
    letter = mail.outbox[0].body
    assert "Certificate of the data centre" in letter
    assert reverse("attestations:piece", args=[piece.organisation.slug, piece.pk]) in letter
    assert {row.state for row in EvidenceReminder.objects.all()} == {"sent"}


def test_it_stands_in_the_inbox_too(client, piece, owner, editor, others) -> None:
    """Each mark once, without a second letter, and for those alone who are told."""
    for day in (31, 30, 30, 7):
        remind(at=at(day))
    rows = Message.objects.filter(act="reminder.evidence").order_by("pk")
    subject = f"A piece of evidence ends on 31 March 2027: {piece.organisation.name}"
    assert [(row.to, row.subject) for row in rows].count((owner, subject)) == 2
    assert {row.to for row in rows} == {owner, editor}
    assert {row.delivery for row in rows} == {"withheld"}
    sign_in(client, owner)
    assert subject in client.get(reverse("organisations:inbox")).text


def test_each_mark_once(piece, owner) -> None:
    sent = [day for day in range(35, -3, -1) for _ in range(remind(at=at(day)))]
    assert sent == [30, 7, 1]
    assert remind(at=at(1, hour=10)) == 0


def test_missed_days_collapse_to_the_most_urgent(piece, owner) -> None:
    assert remind(at=at(5)) == 1
    assert [row.days for row in EvidenceReminder.objects.all()] == [7]
    assert remind(at=at(1)) == 1


def test_one_letter_tells_a_person_everything(piece, member, owner) -> None:
    Evidence.objects.create(
        organisation=member,
        title="Penetration test",
        kind="link",
        disclosure="public",
        expires_on=ENDS - timedelta(days=2),
        added_by=owner,
    )
    assert remind(at=at(20)) == 1
    (letter,) = mail.outbox
    assert letter.subject == "2 pieces of evidence end, the first on 29 March 2027"
    assert "Penetration test" in letter.body


def test_a_mail_server_that_is_away_loses_nothing(piece, owner, client, monkeypatch) -> None:
    def away(*_: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", away)
        assert remind(at=at(30)) == 0
        assert remind(at=at(30, hour=10)) == 0
    row = EvidenceReminder.objects.get()
    assert (row.state, row.attempts) == ("waiting", 2)
    sign_in(client, owner)
    page = client.get(reverse("attestations:piece", args=[piece.organisation.slug, piece.pk])).text
    assert "Waiting to be sent" in page
    assert "The mail server is away" in page
    assert remind(at=at(30, hour=11)) == 1
    page = client.get(reverse("attestations:piece", args=[piece.organisation.slug, piece.pk])).text
    assert "Sent" in page


def test_what_waited_is_overtaken_by_what_is_more_urgent(piece, owner, monkeypatch) -> None:
    def away(*_: object) -> int:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", away)
        remind(at=at(30))
    assert remind(at=at(7)) == 1
    assert remind(at=at(6)) == 0
    assert [(r.days, r.state) for r in EvidenceReminder.objects.order_by("days")] == [
        (7, "sent"),
        (30, "waiting"),
    ]


def test_a_refused_address_is_told_and_not_tried_again(piece, owner, monkeypatch) -> None:
    def refused(*_: object) -> int:
        raise SMTPRecipientsRefused({owner.email: (550, b"No such person")})

    monkeypatch.setattr(EmailBackend, "send_messages", refused)
    assert remind(at=at(30)) == 0
    row = EvidenceReminder.objects.get()
    assert (row.state, row.problem) == ("failed", "The mail server does not know the address.")
    assert remind(at=at(29)) == 0
    assert EvidenceReminder.objects.get().attempts == 1


def test_an_address_that_is_put_off_is_tried_again(piece, owner, monkeypatch) -> None:
    def later(*_: object) -> int:
        raise SMTPRecipientsRefused({owner.email: (450, b"Greylisted, try again")})

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", later)
        assert remind(at=at(30)) == 0
    assert EvidenceReminder.objects.get().state == "waiting"
    assert remind(at=at(30, hour=10)) == 1


def test_a_piece_renewed_in_time_is_not_mentioned(piece, owner, monkeypatch) -> None:
    def away(*_: object) -> int:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", away)
        remind(at=at(30))
    Evidence.objects.update(expires_on=ENDS + timedelta(days=365))
    for day in (29, 7, 1):
        assert remind(at=at(day)) == 0
    assert mail.outbox == []
    assert remind(at=at(30 - 365)) == 1  # the new date has marks of its own


def test_who_has_left_is_not_told(piece, owner, editor) -> None:
    editor.memberships.update(ended_at=at(40))
    assert remind(at=at(30)) == 1
    assert [person for person, _ in told()] == ["olga"]


def test_nobody_writes_to_the_same_person_at_once(piece, owner, monkeypatch) -> None:
    inside = []

    def send(self: object, messages: list[object]) -> int:
        inside.append(remind(at=at(30)))
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert remind(at=at(30)) == 1
    assert inside == [0]
    assert EvidenceReminder.objects.get().attempts == 1


@pytest.mark.parametrize(("who", "waits"), [("owner", True), ("editor", True), ("viewer", False)])
def test_it_waits_on_the_desk(request, piece, who, waits, monkeypatch) -> None:
    person = request.getfixturevalue(who)
    monkeypatch.setattr("desk.waiting.now", lambda: at(30))
    tasks = [task for task in waiting_for(acting(person)) if "evidence" in task.what]
    assert len(tasks) == waits
    if waits:
        assert tasks[0].what == "A piece of evidence ends within 30 days"
        assert tasks[0].url.endswith("?state=soon&sort=ends")
    monkeypatch.setattr("desk.waiting.now", lambda: at(31))
    assert not [task for task in waiting_for(acting(person)) if "evidence" in task.what]

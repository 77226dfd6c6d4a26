"""A message is told in the act's own transaction, once on each occasion, and can be taken back."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.messages import Delivery, Message, Recipient, Said, read, taken_back, told
from accounts.models import User
from journal.recording import OutsideTransaction
from tests.people import person

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
ABOUT = uuid4()


def said(**more: object) -> Said:
    facts: dict[str, object] = {
        "act": "attestation.made_ready",
        "object_id": ABOUT,
        "subject": "Cloud services waits for your signature",
        "text": "Read what will be signed.",
        "path": f"/attestations/{ABOUT}/sign/",
    }
    return Said(**(facts | more))  # type: ignore[arg-type]


def tell(*people: User, **more: object) -> None:
    with transaction.atomic():
        told(((said(**more), Recipient(each.pk)) for each in people), at=NOON)


@pytest.mark.django_db
def test_it_works(owner: User, editor: User) -> None:
    tell(owner, editor)
    assert {each.to for each in Message.objects.all()} == {owner, editor}
    one = owner.messages.get()
    assert (one.subject, one.delivery) == (
        "Cloud services waits for your signature",
        Delivery.WAITING,
    )
    assert (one.made_at, one.read_at) == (NOON, None)


@pytest.mark.django_db(transaction=True)
def test_it_joins_the_acts_transaction(owner: User) -> None:
    with pytest.raises(OutsideTransaction):
        told([(said(), Recipient(owner.pk))], at=NOON)
    with transaction.atomic():
        told([(said(), Recipient(owner.pk))], at=NOON)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_once_on_each_occasion(owner: User) -> None:
    tell(owner)
    tell(owner)
    tell(owner, occasion="the second time")
    assert owner.messages.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 40])
def test_it_is_one_insert(many: int) -> None:
    people = [person(None, None, f"Person {number}") for number in range(many)]
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        told([(said(), Recipient(each.pk)) for each in people], at=NOON)
    assert len(asked) == 1
    assert Message.objects.count() == many


@pytest.mark.django_db
def test_telling_nobody_asks_nothing() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        told([], at=NOON)
    assert len(asked) == 0


@pytest.mark.django_db
def test_names_with_line_feeds_stand_on_one_line(owner: User) -> None:
    tell(owner, subject="North\nBcc: everybody@people.example" + "x" * 300)
    subject = owner.messages.get().subject
    assert "\n" not in subject
    assert len(subject) == 160


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", ""]
)
def test_it_leads_nowhere_but_into_the_portal(path: str, owner: User) -> None:
    with pytest.raises(IntegrityError):
        tell(owner, path=path)


@pytest.mark.django_db
def test_what_is_taken_back_is_gone_and_not_written(owner: User, editor: User) -> None:
    tell(owner, editor)
    tell(owner, object_id=uuid4())
    with transaction.atomic():
        assert taken_back(ABOUT, at=NOON, user_id=owner.pk) == 1
    (gone,) = owner.messages.filter(object_id=ABOUT)
    assert (gone.taken_back_at, gone.delivery) == (NOON, Delivery.WITHHELD)
    assert [each.object_id == ABOUT for each in Message.objects.of(owner.pk, [])] == [False]
    assert Message.objects.of(editor.pk, []).count() == 1


@pytest.mark.django_db
def test_it_is_taken_back_from_a_role(owner: User, editor: User) -> None:
    body = uuid4()
    with transaction.atomic():
        told(
            [
                (said(), Recipient(owner.pk, body, "decision_maker", "decision maker of it")),
                (said(), Recipient(editor.pk, body, "owner", "owner of it")),
            ],
            at=NOON,
        )
        assert taken_back(ABOUT, at=NOON, role="decision_maker") == 1
    assert owner.messages.get().taken_back_at == NOON
    assert editor.messages.get().taken_back_at is None


@pytest.mark.django_db
def test_a_letter_that_left_stays_on_record(owner: User) -> None:
    tell(owner)
    owner.messages.update(delivery=Delivery.SENT, sent_at=NOON)
    with transaction.atomic():
        taken_back(ABOUT, at=NOON)
    assert owner.messages.get().delivery == Delivery.SENT


@pytest.mark.django_db
def test_what_was_read_needs_no_letter(owner: User) -> None:
    tell(owner)
    assert read(Message.objects.of(owner.pk, []), at=NOON) == 1
    one = owner.messages.get()
    assert (one.read_at, one.delivery) == (NOON, Delivery.WITHHELD)
    assert one.problem == "It was read here before the mail left."
    assert read(Message.objects.of(owner.pk, []), at=NOON) == 0


@pytest.mark.django_db
def test_a_role_has_its_organisation(owner: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        told([(said(), Recipient(owner.pk, None, "owner"))], at=NOON)

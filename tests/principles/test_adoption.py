from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction
from django.db.models import F
from django.utils.timezone import now

from accounts.actor import SYSTEM, SecondFactorNeeded
from accounts.models import User
from journal.models import Entry
from principles.adoption import (
    AlreadyPublished,
    AnotherPersonNeeded,
    NothingAsked,
    NotRequested,
    adopted,
    publish,
    published,
    request_publication,
    requested,
)
from principles.loading import load, loaded
from principles.models import (
    Criterion,
    Edition,
    EditionUse,
    Framework,
    Principle,
    PublicationRequest,
)
from tests.database import OWNER_URL, named
from tests.people import acting

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def draft(db: None, data: dict[str, Any]) -> Edition:
    return loaded(data)[0]


@pytest.fixture
def edition(data: dict[str, Any], db: None) -> Edition:
    return adopted(data, by=SYSTEM, at=NOON)[0]


@pytest.mark.django_db(transaction=True)
def test_it_works(data: dict[str, Any], scheme_manager: User, other_scheme_manager: User) -> None:
    draft, _ = load(data, by=acting(scheme_manager))
    request_publication(draft.pk, by=acting(scheme_manager))
    edition = publish(draft.pk, by=acting(other_scheme_manager))
    assert edition.published_at is not None
    assert list(Edition.objects.in_force(date(2026, 11, 22))) == [edition]
    acts = [
        (entry.act, entry.object_id, entry.actor_id) for entry in Entry.objects.order_by("at", "id")
    ]
    assert acts == [
        ("edition.drafted", str(edition.pk), scheme_manager.pk),
        ("edition.publication_requested", str(edition.pk), scheme_manager.pk),
        ("edition.published", str(edition.pk), other_scheme_manager.pk),
    ]
    assert Entry.objects.get(act="edition.published").after_sha256 == edition.sha256


def test_the_same_content_again_writes_nothing(edition: Edition, data: dict[str, Any]) -> None:
    assert adopted(data, by=SYSTEM, at=NOON) == (edition, False)
    assert Entry.objects.count() == 1


def test_it_is_done_once(edition: Edition, scheme_manager: User) -> None:
    with pytest.raises(AlreadyPublished):
        published(edition.pk, by=acting(scheme_manager), at=NOON)


def test_one_person_is_not_enough(draft: Edition, scheme_manager: User) -> None:
    requested(draft.pk, by=acting(scheme_manager), at=NOON)
    with pytest.raises(AnotherPersonNeeded):
        published(draft.pk, by=acting(scheme_manager), at=NOON)


def test_who_has_left_asks_for_nothing(
    draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    requested(draft.pk, by=acting(scheme_manager), at=NOON)
    scheme_manager.memberships.update(ended_at=now())
    assert not PublicationRequest.objects.waiting().exists()
    with pytest.raises(NotRequested):
        published(draft.pk, by=acting(other_scheme_manager), at=NOON)


def test_what_was_asked_for_is_what_is_published(
    draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    requested(draft.pk, by=acting(scheme_manager), at=NOON)
    draft.criteria.filter(code="GOV-01").update(title="Changed after it was asked for")
    with pytest.raises(NotRequested):
        published(draft.pk, by=acting(other_scheme_manager), at=NOON)


@pytest.mark.parametrize("act", [request_publication, publish])
@pytest.mark.django_db(transaction=True)
def test_a_fresh_second_factor_is_asked_for(
    act, data: dict[str, Any], scheme_manager: User
) -> None:
    draft, _ = load(data, by=acting(scheme_manager))
    with pytest.raises(SecondFactorNeeded):
        act(draft.pk, by=acting(scheme_manager, second_factor=False))


def test_an_edition_that_asks_nothing_is_not_published(
    draft: Edition, scheme_manager: User
) -> None:
    draft.criteria.all().delete()
    with pytest.raises(NothingAsked):
        requested(draft.pk, by=acting(scheme_manager), at=NOON)


def test_the_digest_is_that_of_the_rows(
    draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    Criterion.objects.filter(code="GOV-01").update(title="Another title")
    requested(draft.pk, by=acting(scheme_manager), at=NOON)
    edition = published(draft.pk, by=acting(other_scheme_manager), at=NOON)
    assert edition.sha256 != draft.sha256


def test_dates_of_use_stand_beside_it_and_can_change(edition: Edition) -> None:
    use = EditionUse.objects.create(edition=edition, adopt_by=date(2027, 6, 1))
    use.sunset = date(2028, 1, 1)
    use.save(update_fields=["sunset"])
    in_force = Edition.objects.in_force
    assert not in_force(date(2026, 11, 21)).exists()
    assert in_force(date(2027, 12, 31)).exists()
    assert not in_force(date(2028, 1, 1)).exists()


def sql(statement: str) -> Callable[[Edition], object]:
    def run(edition: Edition) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("EDITION", f"'{edition.pk}'"))

    return run


def other(edition: Edition) -> Edition:
    return Edition.objects.create(
        framework=edition.framework,
        version="9.9",
        title="Other",
        language="en",
        method="tta-score/1.0",
        effective_on=date(2027, 1, 1),
        target_level=3,
        scoring={},
        rubric={},
        layers=[],
    )


def moved_in(edition: Edition) -> None:
    draft = other(edition)
    Principle.objects.create(edition=draft, code="NEW", title="-", statement="-", order=9)
    Principle.objects.filter(edition=draft).update(edition=edition)


REFUSED: dict[str, Callable[[Edition], object]] = {
    "title by update": lambda e: Edition.objects.filter(pk=e.pk).update(title="Other"),
    "title by save": lambda e: e.save(),
    "unpublish": lambda e: Edition.objects.filter(pk=e.pk).update(published_at=None),
    "delete by SQL": sql("DELETE FROM principles_edition WHERE id = EDITION"),
    "update by SQL": sql("UPDATE principles_edition SET note = 'x' WHERE id = EDITION"),
    "criterion by update": lambda e: e.criteria.filter(code="GOV-01").update(weight=1),
    "criteria at once": lambda e: e.criteria.update(order=F("order") + 100),
    "criterion by SQL": sql("UPDATE principles_criterion SET sha256 = '' WHERE code = 'SEC-05'"),
    "delete a criterion": lambda e: e.criteria.filter(code="GOV-01").delete(),
    "delete criteria by SQL": sql("DELETE FROM principles_criterion"),
    "delete a principle by SQL": sql("DELETE FROM principles_principle"),
    "principle by update": lambda e: e.principles.update(weight=2),
    "move a criterion out": lambda e: e.criteria.filter(code="GOV-01").update(edition=other(e)),
    "move a principle in": moved_in,
    "add a principle": lambda e: Principle.objects.create(
        edition=e, code="NEW", title="-", statement="-", order=9
    ),
    "add principles at once": lambda e: Principle.objects.bulk_create(
        [Principle(edition=e, code="NEW", title="-", statement="-", order=9)]
    ),
    "add a criterion by SQL": sql(
        "INSERT INTO principles_criterion SELECT (jsonb_populate_record(c, jsonb_build_object("
        "'id', gen_random_uuid(), 'code', 'GOV-99', 'order', 99))).* "
        "FROM principles_criterion c WHERE code = 'GOV-01' AND edition_id = EDITION"
    ),
    "framework's slug": lambda _: Framework.objects.update(slug="other"),
    "born published": lambda e: Edition.objects.create(
        framework=e.framework, version="9.8", title="-", language="en", method="-",
        effective_on=date(2027, 1, 1), target_level=3, scoring={}, rubric={}, layers=[],
        sha256="0" * 64, published_at=NOON,
    ),
    "truncate": sql("TRUNCATE principles_criterion CASCADE"),
    "truncate editions": sql("TRUNCATE principles_edition CASCADE"),
    "triggers set aside": sql("ALTER TABLE principles_edition DISABLE TRIGGER ALL"),
    "replica": sql("SET LOCAL session_replication_role = replica"),
    # A temporary table hides the one of the same name from whatever does not name its schema.
    "behind another table": sql(
        "CREATE TEMP TABLE principles_edition (id uuid, published_at timestamptz) "
        "ON COMMIT DROP; UPDATE principles_criterion SET weight = 1"
    ),
    "slug behind another table": sql(
        "CREATE TEMP TABLE principles_edition (framework_id uuid, published_at timestamptz) "
        "ON COMMIT DROP; UPDATE principles_framework SET slug = 'other'"
    ),
}  # fmt: skip


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED.keys())
def test_a_published_edition_refuses_every_change(edition: Edition, attempt) -> None:
    reasons = "is published|keeps its slug|published by an update|permission denied|must be owner"
    with pytest.raises(Error, match=reasons), transaction.atomic():
        attempt(edition)
    edition.refresh_from_db()
    assert edition.published_at == NOON
    assert edition.criteria.count() == 59


def test_a_draft_can_be_changed(draft: Edition) -> None:
    draft.criteria.filter(code="GOV-01").update(weight=1)
    draft.criteria.filter(code="GOV-02").delete()
    Framework.objects.update(slug="other")
    assert draft.criteria.count() == 58


@pytest.mark.django_db(transaction=True)
def test_truncate_is_refused_to_the_owner_too(data: dict[str, Any]) -> None:
    with transaction.atomic():
        adopted(data, by=SYSTEM, at=NOON)
    with psycopg.connect(named(OWNER_URL, connection.settings_dict["NAME"])) as owner:
        for table in ("framework", "edition", "principle", "criterion"):
            with pytest.raises(psycopg.Error, match="cannot be emptied"), owner.transaction():
                owner.execute(f"TRUNCATE principles_{table} CASCADE")


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_it_is_published_waits_and_is_refused(
    data: dict[str, Any], scheme_manager: User, other_scheme_manager: User
) -> None:
    with transaction.atomic():
        draft, _ = loaded(data)
        requested(draft.pk, by=acting(scheme_manager), at=NOON)

    def add() -> None:
        try:
            Principle.objects.create(edition=draft, code="NEW", title="-", statement="-", order=9)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            published(draft.pk, by=acting(other_scheme_manager), at=now())
            late = pool.submit(add)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.4)
        assert isinstance(late.exception(timeout=10), Error)
    assert draft.principles.count() == 5

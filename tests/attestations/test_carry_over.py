"""Carrying answers over to a newer edition, or into a new attestation of the same one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from attestations import carry_over, delegation
from attestations.carry_over import CannotCarryOver, carried_over
from attestations.drafting import Content, NotEditable, saved
from attestations.models import (
    Answer,
    AnswerVersion,
    Attestation,
    CarriedAnswer,
    EvidenceLink,
    Grant,
    How,
)
from attestations.opening import CannotOpen, opened
from attestations.status import Status
from journal.models import Entry
from organisations.models import Scope
from organisations.permissions import Permission
from principles.following import NotRelated
from principles.lineage import Fate
from tests.answers import answer_everything
from tests.attestations.test_save_answer import answer_of, in_own_connection
from tests.people import acting


def moved(source, edition, user, *, scope=None) -> Attestation:
    with transaction.atomic():
        return carried_over(
            source.pk,
            (scope or source.scope).pk,
            edition.pk,
            source.as_of,
            by=acting(user),
            at=now(),
        )


def rows_of(attestation: Attestation) -> dict[tuple[str, str], set[str]]:
    """The fates of every earlier answer, by its place."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in CarriedAnswer.objects.filter(attestation=attestation).select_related(
        "source__answer__criterion"
    ):
        answer = row.source.answer
        found.setdefault((answer.criterion.code, answer.layer), set()).add(row.fate)
    return found


@pytest.mark.django_db(transaction=True)
def test_it_works(filled, later_edition, editor) -> None:
    new = carry_over.carry_over(
        filled.pk, filled.scope_id, later_edition.pk, filled.as_of, by=acting(editor)
    )
    assert (new.edition, new.status, new.carried_from) == (later_edition, Status.DRAFT, filled)
    old = Attestation.objects.get(pk=filled.pk)
    assert (old.status, old.edition.version) == (Status.CANCELLED, "1.0")
    said = Entry.objects.get(act="attestation.cancelled", object_id=str(old.pk))
    assert said.reason == "Carried over to edition 1.1"
    told = Entry.objects.get(act="attestation.carried_over", object_id=str(new.pk)).facts
    assert told["from"] == str(old.pk)
    assert told["counts"]["new"] == 1

    same, before = answer_of(new, "GOV-01"), answer_of(old, "GOV-01")
    assert (same.response, same.version, same.to_affirm) == (before.response, 1, False)
    assert same.criterion_sha256 == same.criterion.sha256
    version = AnswerVersion.objects.get(answer=same)
    assert (version.how, version.saved_by) == (How.CARRY_OVER, editor)
    assert list(same.evidence.all()) == list(before.evidence.all()) != []
    source = CarriedAnswer.objects.get(target=same).source
    assert (source.answer, source.version) == (before, 1)


def test_each_class_of_change_has_its_fate(filled, later_edition, editor) -> None:
    new = moved(filled, later_edition, editor)
    by_hand = {answer_of(new, code, layer) for code, layer in rows_places(new, Fate.BY_HAND)}
    assert answer_of(new, "ETH-01").to_affirm is False
    assert answer_of(new, "ETH-01").version == 1
    for code in ("GOV-05", "GOV-10"):
        assert (answer_of(new, code).to_affirm, answer_of(new, code).version) == (True, 1)
    for blank in (answer_of(new, "OPN-02"), answer_of(new, "GOV-11"), *by_hand):
        assert (blank.version, blank.response, blank.evidence.count()) == (0, None, 0)
    assert {(a.criterion.code, a.layer) for a in by_hand} == {
        ("SEC-17", "cloud"),
        ("SEC-17", "ai"),
        ("SEC-18", "cloud"),
        ("SEC-18", "ai"),
        ("SUP-12", ""),
    }
    assert rows_of(new)["OPN-10", ""] == {"kept"}
    assert rows_of(new)["SUP-11", ""] == {"by_hand"}


def rows_places(attestation: Attestation, fate: Fate) -> set[tuple[str, str]]:
    rows = CarriedAnswer.objects.filter(attestation=attestation, fate=fate.value)
    return set(rows.values_list("target__criterion__code", "target__layer"))


def test_every_answer_is_accounted_for(filled, later_edition, editor) -> None:
    before = set(filled.answers.values_list("criterion__code", "layer"))
    found = rows_of(moved(filled, later_edition, editor))
    assert set(found) == before
    assert all(len(fates) == 1 for fates in found.values())


def test_an_empty_answer_has_nothing_to_carry(draft, later_edition, editor) -> None:
    new = moved(draft, later_edition, editor)
    assert not CarriedAnswer.objects.exists()
    assert set(new.answers.values_list("version", flat=True)) == {0}


def test_delegations_move_along(filled, later_edition, editor, contributor) -> None:
    codes = ["GOV-01", "OPN-10", "SEC-11"]
    with transaction.atomic():
        told = delegation.Told("Ask Ines first.", date(2027, 1, 31))
        delegation.delegated(
            filled.pk, contributor.pk, codes, by=acting(editor), at=now(), told=told
        )
    new = moved(filled, later_edition, editor)
    stands = delegation.standing(new).get()
    assert (stands.note, stands.due) == (told.note, told.due)
    held = Grant.objects.giving(Permission.ATTESTATION_ANSWER, acting(contributor))
    assert not held.filter(attestation=filled).exists()
    (codes_now,) = set(map(tuple, held.filter(attestation=new).values_list("criteria", flat=True)))
    assert codes_now == ("GOV-01", "SEC-17", "SEC-18")
    assert (
        Attestation.objects.where_user_may(Permission.ATTESTATION_ANSWER, acting(contributor)).get()
        == new
    )


def test_what_was_submitted_stays_for_ever(submitted, later_edition, editor) -> None:
    before = Attestation.objects.filter(pk=submitted.pk).values().get()
    new = moved(submitted, later_edition, editor)
    assert Attestation.objects.filter(pk=submitted.pk).values().get() == before
    assert new.pk != submitted.pk
    assert answer_of(new, "GOV-01").version == 1


@pytest.mark.parametrize("field", ["edition", "scope"])
def test_nothing_changes_the_edition_of_an_attestation(draft, later_edition, field) -> None:
    other = Scope.objects.create(
        organisation=draft.scope.organisation,
        slug="x",
        title="X",
        included="X",
        excluded="The rest.",
        why="It stands alone.",
        layers=["ai"],
    )
    wanted = {"edition": later_edition, "scope": other}[field]
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Attestation.objects.filter(pk=draft.pk).update(**{field: wanted})


def test_a_renewal_carries_everything(submitted, editor) -> None:
    Attestation.objects.filter(pk=submitted.pk).update(status="closed_declared")
    new = moved(submitted, submitted.edition, editor)
    assert set(CarriedAnswer.objects.values_list("fate", flat=True)) == {"carried"}
    assert not new.answers.filter(version=0).exists()


def test_a_sister_scope_keeps_what_it_does_not_ask(filled, edition, editor) -> None:
    sister = Scope.objects.create(
        organisation=filled.scope.organisation,
        slug="sister",
        title="Sister",
        included="AI only.",
        excluded="The rest.",
        why="It stands alone.",
        layers=["ai"],
    )
    new = moved(filled, edition, editor, scope=sister)
    assert rows_of(new)["SEC-01", "cloud"] == {"kept"}
    assert rows_of(new)["SEC-01", "ai"] == {"carried"}
    filled.refresh_from_db()
    assert filled.status == Status.DRAFT


def test_answers_never_go_to_another_organisation(filled, edition, other_member, editor) -> None:
    foreign = Scope.objects.create(
        organisation=other_member,
        slug="f",
        title="F",
        included="F",
        excluded="The rest.",
        why="It stands alone.",
        layers=["ai"],
    )
    with pytest.raises(CannotCarryOver):
        moved(filled, edition, editor, scope=foreign)
    assert Attestation.objects.count() == 1


def test_back_to_an_older_edition_is_refused(draft, later_edition, editor) -> None:
    new = moved(draft, later_edition, editor)
    with pytest.raises(NotRelated):
        moved(new, draft.edition, editor)


def test_a_live_one_stands_in_the_way(submitted, later_edition, editor) -> None:
    moved(submitted, later_edition, editor)
    with pytest.raises(CannotOpen, match="already has an attestation"):
        moved(submitted, later_edition, editor)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_one_waits_and_is_refused(filled, later_edition, editor, owner) -> None:
    args = (filled.pk, filled.scope_id, later_edition.pk, filled.as_of)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            carried_over(*args, by=acting(editor), at=now())
            second = pool.submit(in_own_connection, carry_over.carry_over, *args, by=acting(owner))
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        problem = second.exception()
    assert isinstance(problem, CannotCarryOver)
    assert "already" in str(problem)
    assert Attestation.objects.filter(edition=later_edition).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_save_under_way_is_waited_for_and_carried(filled, later_edition, editor, owner) -> None:
    args = (filled.pk, filled.scope_id, later_edition.pk, filled.as_of)
    said = Content({"value": "partial"}, reason="Two of four.")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            saved(filled.pk, "GOV-01", "", said, seen=1, by=acting(editor), at=now())
            moving = pool.submit(in_own_connection, carry_over.carry_over, *args, by=acting(owner))
            with pytest.raises(TimeoutError):
                moving.result(timeout=0.3)
        new = moving.result()
    assert answer_of(new, "GOV-01").response == {"value": "partial"}
    with pytest.raises(NotEditable), transaction.atomic():
        saved(filled.pk, "GOV-01", "", said, seen=2, by=acting(editor), at=now())


@pytest.mark.django_db(transaction=True)
def test_what_fails_half_way_loses_nothing(filled, later_edition, editor, monkeypatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(carry_over, "cancelled", fails)
    before = everything()
    with pytest.raises(RuntimeError):
        carry_over.carry_over(
            filled.pk, filled.scope_id, later_edition.pk, filled.as_of, by=acting(editor)
        )
    assert everything() == before
    filled.refresh_from_db()
    assert filled.status == Status.DRAFT


def everything() -> list[int]:
    rows = (Attestation, Answer, AnswerVersion, CarriedAnswer, EvidenceLink, Grant, Entry)
    return [model.objects.count() for model in rows]


def test_its_cost_does_not_grow_with_the_answers(draft, edition, later_edition, editor) -> None:
    small = Scope.objects.create(
        organisation=draft.scope.organisation,
        slug="s",
        title="S",
        included="S",
        excluded="The rest.",
        why="It stands alone.",
        layers=["ai"],
    )
    with transaction.atomic():
        other = opened(small.pk, edition.pk, draft.as_of, by=acting(editor), at=now())
        said = Content({"value": "yes"})
        saved(other.pk, "GOV-01", "", said, seen=0, evidence=[], by=acting(editor), at=now())
    answer_everything(draft, acting(editor))
    with CaptureQueriesContext(connection) as few:
        moved(other, later_edition, editor)
    with CaptureQueriesContext(connection) as many:
        moved(draft, later_edition, editor)
    assert len(many) <= len(few) + 1, [q["sql"][:80] for q in many]  # and the links of evidence
    assert CarriedAnswer.objects.filter(attestation__scope=small).count() == 1

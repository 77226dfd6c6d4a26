"""Saving one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.drafting import Conflict, Content, NotEditable, save_answer, saved
from attestations.models import CONTENT_FIELDS, Answer, AnswerVersion, Attestation, Evidence
from attestations.readiness import made_ready
from tests.answers import answer_everything, content_for, piece_of
from tests.people import acting, sign_in


def url(attestation: Attestation, code: str, layer: str = "") -> str:
    return reverse(
        "attestations:question", args=[attestation.pk, code, *([layer] if layer else [])]
    )


def answer_of(attestation: Attestation, code: str, layer: str = "") -> Answer:
    return Answer.objects.get(attestation=attestation, criterion__code=code, layer=layer)


def in_own_connection(act, *args, **kwargs):
    try:
        return act(*args, **kwargs)
    finally:
        connections.close_all()


def test_it_works(client: Client, draft: Attestation, editor: User) -> None:
    sign_in(client, editor)
    response = client.post(
        url(draft, "GOV-01"), {"version": 0, "value": "partial", "reason": "Two of four."}
    )
    assert response.status_code == 302
    answer = answer_of(draft, "GOV-01")
    assert (answer.response, answer.reason, answer.version) == (
        {"value": "partial"},
        "Two of four.",
        1,
    )
    version = AnswerVersion.objects.get(answer=answer)
    assert (version.saved_by, version.how) == (editor, "form")
    assert "Without evidence" in client.get(url(draft, "GOV-01")).text


FORMS = [
    ("GOV-01", {"value": "yes"}, {"value": "yes"}),
    (
        "GOV-03",
        {"value": "52.5 %", "coverage_pct": "100"},
        {"value": "52.5", "coverage_pct": "100"},
    ),
    ("GOV-03", {"not_exercised": "on"}, {"not_exercised": True}),
    ("GOV-06", {"value": "3"}, {"value": 3}),
    ("GOV-09", {"value": ["ai", "privacy"]}, {"value": ["ai", "privacy"]}),
    ("GOV-09", {"none": "on"}, {"value": []}),
    ("ETH-04", {"value": "all-open"}, {"value": "all-open"}),
]


@pytest.mark.parametrize(("code", "typed", "kept"), FORMS)
def test_every_answer_type_by_form(client, draft, editor, code, typed, kept) -> None:
    sign_in(client, editor)
    assert client.get(url(draft, code)).status_code == 200
    assert client.post(url(draft, code), {"version": 0, **typed}).status_code == 302
    assert answer_of(draft, code).response == kept
    assert client.get(url(draft, code)).status_code == 200


def test_dates_and_documents_by_form(client: Client, draft: Attestation, editor: User) -> None:
    sign_in(client, editor)
    day = (draft.as_of - timedelta(days=30)).isoformat()
    client.post(url(draft, "GOV-04"), {"version": 0, "value": day})
    assert answer_of(draft, "GOV-04").response == {"value": day}
    typed = {"version": 0, "elements": ["changes"], "dated": day, "public": "yes"}
    client.post(url(draft, "GOV-02"), typed)
    assert answer_of(draft, "GOV-02").response == {
        "elements": ["changes"],
        "dated": day,
        "public": True,
    }


def test_each_layer_has_its_own_answer(client: Client, draft: Attestation, editor: User) -> None:
    sign_in(client, editor)
    code = Answer.objects.filter(attestation=draft, layer="ai").first().criterion.code
    assert client.get(url(draft, code, "ai")).status_code == 200
    assert client.get(url(draft, code, "cloud")).status_code == 200
    assert client.get(url(draft, code)).status_code == 404
    assert client.get(url(draft, code, "semiconductors")).status_code == 404


BAD = [
    ("GOV-03", {"value": "101", "coverage_pct": "100"}, "cannot be above 100"),
    ("GOV-03", {"value": "many", "coverage_pct": "100"}, "is not a number"),
    ("GOV-03", {"value": "50"}, "is missing"),
    ("GOV-04", {"value": "2999-01-01"}, "after the as-of date"),
    ("GOV-04", {"value": "yesterday"}, "day of the calendar"),
    ("GOV-09", {"value": ["ai"], "none": "on"}, "not both"),
    ("GOV-01", {"value": "maybe"}, "maybe"),
    ("GOV-01", {"value": "yes", "reason": "x" * 10_001}, "at most 10,000"),
]


@pytest.mark.parametrize(("code", "typed", "sentence"), BAD)
def test_bad_input_is_told_at_the_field(client, draft, editor, code, typed, sentence) -> None:
    sign_in(client, editor)
    response = client.post(url(draft, code), {"version": 0, "plan": "Kept words", **typed})
    assert response.status_code == 422
    assert sentence in response.text
    assert "Kept words" in response.text
    assert answer_of(draft, code).version == 0


def test_no_change_makes_no_version(draft: Attestation, editor: User, db: None) -> None:
    with transaction.atomic():
        for _ in range(2):
            answer = saved(
                draft.pk,
                "GOV-01",
                "",
                Content({"value": "yes"}),
                seen=0,
                by=acting(editor),
                at=now(),
            )
    assert answer.version == 1
    assert AnswerVersion.objects.filter(answer=answer).count() == 1


def test_a_stale_form_shows_both_versions(
    client: Client, draft: Attestation, editor: User, owner: User
) -> None:
    with transaction.atomic():
        content = Content({"value": "no"}, reason="Theirs")
        saved(draft.pk, "GOV-01", "", content, seen=0, by=acting(owner), at=now())
    sign_in(client, editor)
    typed = {"version": 0, "value": "yes", "reason": "Mine"}
    response = client.post(url(draft, "GOV-01"), typed)
    assert response.status_code == 409
    assert "Theirs" in response.text
    assert "Mine" in response.text
    chosen = {"settles": 1, "shown": ["answer", "reason"], "keep-answer": "mine"}
    again = typed | chosen | {"keep-reason": "mine"}
    assert client.post(url(draft, "GOV-01"), again).status_code == 302
    assert answer_of(draft, "GOV-01").reason == "Mine"


def test_autosave_speaks_the_contract(client: Client, draft: Attestation, editor: User) -> None:
    sign_in(client, editor)
    autosave = {"X-Requested-With": "autosave"}
    good = client.post(url(draft, "GOV-01"), {"version": 0, "value": "yes"}, headers=autosave)
    assert good.json()["version"] == 1
    assert "level" in good.json()
    stale = client.post(url(draft, "GOV-01"), {"version": 0, "value": "no"}, headers=autosave)
    assert stale.status_code == 409
    wrong = client.post(url(draft, "GOV-01"), {"version": 1, "value": "x"}, headers=autosave)
    assert wrong.status_code == 422


def test_a_file_comes_with_the_answer(
    client: Client, draft: Attestation, editor: User, settings, tmp_path
) -> None:
    settings.EVIDENCE_DIR = tmp_path
    sign_in(client, editor)
    file = SimpleUploadedFile("minutes.txt", b"Resolved.")
    client.post(url(draft, "GOV-01"), {"version": 0, "value": "yes", "new_file": file})
    piece = Evidence.objects.get()
    assert list(answer_of(draft, "GOV-01").evidence.all()) == [piece]
    assert "minutes.txt" in client.get(url(draft, "GOV-01")).text


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"version": 0, "value": "x"}, 422),
        ({"version": 7, "value": "yes"}, 409),
        ({"version": 0, "value": "yes", "plan_due": "soon"}, 422),
    ],
)
def test_a_refused_save_keeps_no_file_and_says_so(
    client: Client, draft: Attestation, editor: User, settings, tmp_path, typed, status
) -> None:
    settings.EVIDENCE_DIR = tmp_path
    sign_in(client, editor)
    file = SimpleUploadedFile("minutes.txt", b"Resolved.")
    response = client.post(url(draft, "GOV-01"), typed | {"new_file": file})
    assert response.status_code == status
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    again = "hosen again" if status == 409 else "Choose the file again"
    assert again in response.text


def test_a_document_without_its_date_keeps_no_file(
    client: Client, draft: Attestation, editor: User, settings, tmp_path
) -> None:
    settings.EVIDENCE_DIR = tmp_path
    sign_in(client, editor)
    typed = {"version": 0, "elements": ["legal-entity"], "public": "yes"}
    file = SimpleUploadedFile("owners.txt", b"The founders.")
    response = client.post(url(draft, "GOV-02"), typed | {"new_file": file})
    assert response.status_code == 422
    assert "Choose the file again" in response.text
    assert list(tmp_path.rglob("*")) == []


def test_a_long_library_is_folded(client: Client, draft: Attestation, editor: User) -> None:
    organisation = draft.scope.organisation
    for number in range(9):
        Evidence.objects.create(
            organisation=organisation,
            title=f"Piece {number}",
            kind="hash",
            disclosure="assessor",
            added_by=editor,
        )
    attached = Evidence.objects.get(title="Piece 4")
    sign_in(client, editor)
    typed = {"version": 0, "value": "yes", "evidence": [str(attached.pk)]}
    page = client.post(url(draft, "GOV-01"), typed, follow=True).text
    before, folded = page.split("Choose from 8 more pieces of your library")
    assert "Piece 4 (SHA-256 only)" in before
    assert "Piece 3 (SHA-256 only)" in folded


def test_evidence_of_others_is_refused(
    client: Client, draft: Attestation, editor: User, other_member, other_owner
) -> None:
    foreign = Evidence.objects.create(
        organisation=other_member,
        title="Foreign",
        kind="link",
        disclosure="assessor",
        url="https://x.example",
        added_by=other_owner,
    )
    piece_of(draft, acting(editor))
    sign_in(client, editor)
    typed = {"version": 0, "value": "yes", "evidence": [str(foreign.pk)]}
    response = client.post(url(draft, "GOV-01"), typed)
    assert response.status_code == 422
    assert "is not yours" in response.text


def test_a_save_costs_at_most_ten_statements(draft: Attestation, editor: User) -> None:
    piece = piece_of(draft, acting(editor))
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        saved(
            draft.pk,
            "GOV-01",
            "",
            Content({"value": "yes"}),
            seen=0,
            evidence=[piece.pk],
            by=acting(editor),
            at=now(),
        )
    assert len(queries) <= 10


def test_nothing_is_saved_once_it_is_ready(
    client: Client, ready: Attestation, editor: User
) -> None:
    sign_in(client, editor)
    response = client.post(url(ready, "GOV-01"), {"version": 1, "value": "no"})
    assert response.status_code == 422
    assert "cannot be changed now" in response.text
    assert answer_of(ready, "GOV-01").response == {"value": "yes"}


@pytest.mark.parametrize(
    "who",
    ["signatory", "viewer", "contributor", "other_owner", "assessor", "registrar", "stranger"],
)
def test_others_cannot_save(request, client, draft, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(url(draft, "GOV-01"), {"version": 0, "value": "yes"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_saves_waits_and_finds_a_conflict(draft, editor, owner) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            mine = Content({"value": "yes"})
            saved(draft.pk, "GOV-01", "", mine, seen=0, by=acting(editor), at=now())
            second = pool.submit(
                in_own_connection,
                save_answer,
                draft.pk,
                "GOV-01",
                "",
                Content({"value": "no"}),
                seen=0,
                by=acting(owner),
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), Conflict)


@pytest.mark.django_db(transaction=True)
def test_over_the_answer_of_another_person_the_second_finds_a_conflict_too(draft, editor, owner):
    with transaction.atomic():
        saved(draft.pk, "GOV-01", "", Content(unsure=True), seen=0, by=acting(owner), at=now())
    args = (draft.pk, "GOV-01", "")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            saved(*args, Content({"value": "yes"}), seen=1, by=acting(editor), at=now())
            no = Content({"value": "no"})
            second = pool.submit(
                in_own_connection, save_answer, *args, no, seen=1, by=acting(owner)
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), Conflict)
        assert "Emil Editor saved another version" in str(second.exception())


@pytest.mark.django_db(transaction=True)
def test_saves_of_different_answers_do_not_wait(draft, editor, owner) -> None:
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        mine = Content({"value": "yes"})
        saved(draft.pk, "GOV-01", "", mine, seen=0, by=acting(editor), at=now())
        second = pool.submit(
            in_own_connection,
            save_answer,
            draft.pk,
            "ETH-04",
            "",
            Content({"value": "no"}),
            seen=0,
            by=acting(owner),
        )
        assert second.result(timeout=5).version == 1


@pytest.mark.django_db(transaction=True)
def test_a_save_waits_while_it_is_made_ready_and_is_refused(draft, editor, owner) -> None:
    answer_everything(draft, acting(editor))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            made_ready(draft.pk, {}, by=acting(editor), at=now())
            second = pool.submit(
                in_own_connection,
                save_answer,
                draft.pk,
                "GOV-01",
                "",
                Content({"value": "no"}),
                seen=1,
                by=acting(owner),
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), NotEditable)


def test_the_fixtures_short_cut_writes_what_saving_writes(draft: Attestation, editor: User) -> None:
    """`tests/answers.py` fills a draft in bulk; it must not drift from the act."""
    by = acting(editor)
    piece = piece_of(draft, by)
    row = draft.answers.select_related("criterion").get(criterion__code="GOV-01")
    with transaction.atomic():
        one = transaction.savepoint()
        answer_everything(draft, by, level=2, evidence=piece)
        bulk = told_of(row.pk)
        transaction.savepoint_rollback(one)
        saved(
            draft.pk,
            "GOV-01",
            "",
            content_for(row, 2, draft.as_of),
            seen=0,
            evidence=[piece.pk],
            by=by,
            at=now(),
        )
    assert told_of(row.pk) == bulk


def told_of(answer_id: object) -> tuple[object, ...]:
    """Everything that saving wrote, but for ids and times."""
    row = Answer.objects.get(pk=answer_id)
    version = row.versions.get()
    return (
        *(getattr(row, field) for field in (*CONTENT_FIELDS, "version", "saved_by_id")),
        *(getattr(version, field) for field in (*CONTENT_FIELDS, "version", "saved_by_id", "how")),
        version.evidence_ids,
        list(row.evidence_links.values_list("evidence_id", flat=True)),
    )

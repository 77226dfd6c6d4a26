"""Files that go with a question pass the gates of evidence, and open for who reads the thread."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from assessments.clarification import usual_due
from assessments.models import Clarification, Engagement, QuestionFile
from assessments.question_files import judge, judged
from assessments.tasks import scan_waiting
from attestations.models import ScanState
from attestations.scanning import Finding
from journal.models import Entry
from tests.attestations.clamd import MARK, listening
from tests.people import sign_in
from tests.races import second_waits
from tests.security.hostile_files import HTML, REFUSED, SVG

LIST = b"Name of the system; who runs it\n"


@pytest.fixture(autouse=True)
def vault(settings: object, tmp_path: Path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


def said(name: str = "systems.txt", content: bytes = LIST, **more: object) -> dict[str, object]:
    due = usual_due(now().date()).isoformat()
    file = SimpleUploadedFile("x", content)
    file._name = name  # past Django's own cleaning: the field cleans it
    asked = {"kind": "question", "layer": "all", "text": "Which of these?", "due": due}
    return asked | {"file": file} | more


def here(engagement: Engagement) -> str:
    return reverse("assessments:asked_here", args=[engagement.pk, "GOV-01"])


def kept() -> set[Path]:
    return {path for path in Path(settings.EVIDENCE_DIR).rglob("*") if path.is_file()}


def address(file: QuestionFile) -> str:
    one = file.entry.clarification
    return reverse("assessments:question_file", args=[one.engagement_id, one.number, file.pk])


@pytest.fixture
def file(client: Client, in_assessment: Engagement, assessor: User) -> QuestionFile:
    sign_in(client, assessor)
    assert client.post(here(in_assessment), said()).status_code == 302
    return QuestionFile.objects.get()


def test_it_works(
    client: Client, in_assessment: Engagement, file: QuestionFile, assessor: User, owner: User
) -> None:
    """Attached to a question and to what is asked further; the member is given the very bytes."""
    one, number = in_assessment.pk, 1
    again = reverse("assessments:question_again", args=[one, number])
    sign_in(client, owner)
    answer = reverse("assessments:question_answer", args=[one, number])
    client.post(answer, {"text": "The first."})
    sign_in(client, assessor)
    more = said("more.txt", b"And these?\n") | {"text": "And of these?"}
    assert client.post(again, more).status_code == 302
    assert list(QuestionFile.objects.values_list("entry__step", "name")) == [
        ("asked", "systems.txt"),
        ("asked_again", "more.txt"),
    ]
    sign_in(client, owner)
    page = client.get(reverse("assessments:question", args=[one, number])).text
    assert "systems.txt" in page
    assert address(file) in page
    given = client.get(address(file))
    assert b"".join(given.streaming_content) == LIST
    assert given["Content-Disposition"] == "attachment; filename*=UTF-8''systems.txt"
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["owner", "editor", "signatory", "viewer", "lead", "reviewer"])
def test_who_reads_the_thread_opens_it(
    who: str, client: Client, file: QuestionFile, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(address(file)).status_code == 200


@pytest.mark.parametrize(
    "who", ["other_owner", "contributor", "body_admin", "decision_maker", "registrar"]
)
def test_it_does_not_exist_for_others(
    who: str, client: Client, file: QuestionFile, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(address(file)).status_code == 404


def test_it_does_not_exist_under_another_number(
    client: Client, in_assessment: Engagement, file: QuestionFile, assessor: User
) -> None:
    assert client.post(here(in_assessment), said(file="")).status_code == 302
    elsewhere = address(file).replace("/questions/1/", "/questions/2/")
    assert client.get(elsewhere).status_code == 404
    assert client.get(address(file)).status_code == 200


HOSTILE = [
    ("page.html", HTML, ""),
    ("picture.svg", SVG, ""),
    ("minutes.pdf", HTML, ""),
    *[(each.name, each.bytes(), each.says) for each in REFUSED if each.name == "script.pdf"],
]


@pytest.mark.parametrize(("name", "content", "says"), HOSTILE, ids=[each[0] for each in HOSTILE])
def test_hostile_files_are_refused_and_nothing_is_kept(
    name: str, content: bytes, says: str, client: Client, in_assessment: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    refused = client.post(here(in_assessment), said(name, content))
    assert refused.status_code == 422
    assert says in refused.text
    assert "Which of these?" in refused.text
    assert not Clarification.objects.exists()
    assert kept() == set()


def test_limits_are_those_of_evidence(
    client: Client, in_assessment: Engagement, file: QuestionFile, settings: object
) -> None:
    settings.EVIDENCE_MAX_BYTES = 10
    refused = client.post(here(in_assessment), said(content=b"Another list.\n"))
    assert refused.status_code == 422
    assert "larger than" in refused.text
    settings.EVIDENCE_MAX_BYTES = 10_000
    settings.EVIDENCE_QUOTA_BYTES = len(LIST) + 5
    refused = client.post(here(in_assessment), said(content=b"Another list.\n"))
    assert "There is no room for this" in refused.text
    assert Clarification.objects.count() == 1
    assert len(kept()) == 1
    assert client.post(here(in_assessment), said()).status_code == 302, "the same bytes count once"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("found", "state", "status", "told", "letters"),
    [
        ("", "clean", 200, "nothing found", set()),
        ("Made.Up-1", "infected", 404, "Withdraw the question below, and ask", {"Aldo", "Lena"}),
    ],
)
def test_the_scanner_is_asked(
    found: str,
    state: str,
    status: int,
    told: str,
    letters: set[str],
    client: Client,
    in_assessment: Engagement,
    assessor: User,
    owner: User,
    settings: object,
) -> None:
    settings.EVIDENCE_SCANNER = "clamd"
    sign_in(client, assessor)
    client.post(here(in_assessment), said(content=LIST + (MARK if found else b"")))
    file = QuestionFile.objects.get()
    page = reverse("assessments:question", args=[in_assessment.pk, 1])
    assert client.get(address(file)).status_code == 404
    assert "once the virus scanner has looked at it" in client.get(page).text
    with listening() as settings.CLAMD_ADDRESS:
        scan_waiting()
    file.refresh_from_db()
    assert file.scan == state
    assert client.get(address(file)).status_code == status
    assert told in client.get(page).text
    entry = Entry.objects.get(act="clarification.file_scanned")
    assert (entry.to_state, entry.facts["found"]) == (state, found)
    assert not judge(file.pk, Finding("Made.Up-2")), "once is enough"
    sent = Message.objects.filter(act="clarification.file_scanned")
    assert {each.to.name.split()[0] for each in sent} == letters
    assert {each.path for each in sent} == ({page} if letters else set())
    sign_in(client, owner)
    assert ("The assessors have been told." in client.get(page).text) == bool(letters)


def test_what_is_recorded_never_changes(file: QuestionFile) -> None:
    refused = (InternalError, IntegrityError)
    with pytest.raises(refused), transaction.atomic():
        QuestionFile.objects.filter(pk=file.pk).update(name="other.txt")
    with pytest.raises(refused), transaction.atomic():
        QuestionFile.objects.all().delete()
    assert file.uploaded_at > now() - timedelta(minutes=5)
    QuestionFile.objects.filter(pk=file.pk).update(scan=ScanState.CLEAN)


@pytest.mark.django_db(transaction=True)
def test_two_workers_judge_a_file_once(file: QuestionFile) -> None:
    QuestionFile.objects.update(scan=ScanState.WAITING)
    clean = Finding()
    late = second_waits(
        lambda: judged(file.pk, clean, at=now()),
        lambda: judge(file.pk, clean),
    )
    assert late is False
    assert Entry.objects.filter(act="clarification.file_scanned").count() == 1

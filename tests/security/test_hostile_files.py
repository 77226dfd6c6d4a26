"""Files that would act somewhere are refused by what they hold; names lead nowhere.

Here every file is judged in this process, for the time's sake, but for one of each family;
`tests/slow/test_hostile_uploads.py` sends all of them through the form and the confined child.
"""

import html
import io
import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client

from attestations.models import Evidence, EvidenceFile
from attestations.recognition import media_types
from attestations.recognition.data_files import JUDGES
from attestations.recognition.file_names import plain_name
from attestations.recognition.kinds import WrongKind
from attestations.vault import keep
from confinement.parent import ChildFailed, Limits
from tests.people import sign_in
from tests.security.hostile_files import NAMES, REFUSED, TAKEN, Hostile
from tests.security.kinds import Kind
from tests.security.test_pages import problems
from tests.security.walking import client_of
from tests.security.world import World
from trustportal.whole_bodies import WholeBody

ADD = "/evidence/north-harbour-cloud/add/"
PLAIN = b"What was decided in October.\n"
ONE_OF_EACH = {each.says: each for each in REFUSED}.values()
THROUGH_THE_CHILD = ("script.pdf", "macros.docx", "code.yaml", "outside.xml", "swollen.pdf")


def run_here(module: str, given: bytes, limits: Limits, *, arguments: Sequence[str] = ()) -> bytes:
    """What the child answers, without the child."""
    judge = JUDGES[arguments[0]] if arguments else import_module(module).media_type
    try:
        return json.dumps({"media_type": judge(given)}).encode()
    except WrongKind as refusal:
        return json.dumps({"refused": str(refusal)}).encode()
    except MemoryError as error:
        raise ChildFailed from error


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_types, "run", run_here)


@pytest.fixture
def vault(settings: object, tmp_path: Path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


def sent(name: str, content: bytes) -> dict[str, object]:
    file = SimpleUploadedFile("x", content)
    file._name = name  # past Django's own cleaning: the field cleans it
    return {"title": "A paper", "kind": "file", "disclosure": "assessor", "file": file}


def kept() -> set[Path]:
    return {path for path in Path(settings.EVIDENCE_DIR).rglob("*") if path.is_file()}


def rows() -> tuple[int, int]:
    return Evidence.objects.count(), EvidenceFile.objects.count()


def called(each: Hostile) -> str:
    return each.name


def is_refused(each: Hostile, world: World) -> None:
    """Through the form: a clear sentence, what was typed stays, and nothing else happens."""
    before, files = rows(), kept()
    response = client_of(world, Kind.OWNER).post(ADD, sent(each.name, each.bytes()))
    assert response.status_code == 422
    assert problems(response) == []
    assert "A paper" in response.text
    assert each.says in html.unescape(response.text)
    assert rows() == before
    assert kept() == files


def is_served_as_it_came(each: Hostile, world: World) -> HttpResponseBase:
    """Through the form, and back: the same bytes, as an attachment that nothing runs."""
    client = client_of(world, Kind.OWNER)
    assert client.post(ADD, sent(each.name, each.bytes())).status_code == 302, each.name
    file = EvidenceFile.objects.latest("uploaded_at")
    path = f"/evidence/north-harbour-cloud/{file.evidence_id}/"
    assert problems(client.get(path)) == []
    back = client.get(f"{path}files/{file.pk}/")
    assert b"".join(back.streaming_content) == each.bytes()
    assert back["Content-Type"].partition(";")[0] == file.media_type
    assert back["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert back["X-Content-Type-Options"] == "nosniff"
    assert back["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert back["Cache-Control"] == "private, no-store"
    return back


def test_it_works(undone: World) -> None:
    response = client_of(undone, Kind.OWNER).post(ADD, sent("minutes.txt", PLAIN))
    assert response.status_code == 302


def test_there_are_enough() -> None:
    assert len({each.name for each in REFUSED}) > 200
    assert len(TAKEN) > 20


@pytest.mark.parametrize("each", REFUSED, ids=called)
def test_it_is_refused_and_nothing_is_kept(each: Hostile, vault: Path, here: None) -> None:
    if each.name in THROUGH_THE_CHILD:
        return  # below, where its limits hold
    with pytest.raises(WrongKind) as refusal:
        keep(each.name, [each.bytes()])
    assert each.says in str(refusal.value)
    assert kept() == set()


@pytest.mark.parametrize("each", TAKEN, ids=called)
def test_it_is_taken_for_what_it_is(each: Hostile, vault: Path, here: None) -> None:
    stored = keep(each.name, [each.bytes()])
    assert stored.name == each.name
    assert {path.read_bytes() for path in kept()} == {each.bytes()}


@pytest.mark.parametrize("each", ONE_OF_EACH, ids=called)
def test_the_form_says_why(each: Hostile, undone: World, here: None) -> None:
    if each.name not in THROUGH_THE_CHILD:
        is_refused(each, undone)


@pytest.mark.parametrize("name", THROUGH_THE_CHILD)
def test_the_confined_child_says_the_same(name: str, undone: World) -> None:
    is_refused(next(each for each in REFUSED if each.name == name), undone)


@pytest.mark.parametrize("each", TAKEN[::4], ids=called)
def test_what_is_taken_is_served_harmlessly(each: Hostile, undone: World, here: None) -> None:
    is_served_as_it_came(each, undone)


def test_text_is_served_with_its_encoding(undone: World) -> None:
    back = is_served_as_it_came(Hostile("minutes.txt", PLAIN), undone)
    assert back["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_file_is_taken_and_one_byte_more_is_not(
    more: int, undone: World, settings: object
) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024**2
    files, before = kept(), rows()
    content = b"w" * (1024**2 + more)
    response = client_of(undone, Kind.OWNER).post(ADD, sent("long.txt", content))
    if more:
        assert response.status_code == 422
        assert "larger than 1 MB" in response.text
        assert (kept(), rows()) == (files, before)
    else:
        assert response.status_code == 302


def test_of_a_file_without_end_no_more_is_written_down(
    undone: World, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    seen: list[int] = []
    written = HttpRequest._load_post_and_files

    def looked_at(request: HttpRequest) -> None:
        written(request)
        seen.extend(file.size for file in request.FILES.values())

    monkeypatch.setattr(HttpRequest, "_load_post_and_files", looked_at)
    response = client_of(undone, Kind.OWNER).post(ADD, sent("long.txt", b"w" * 2_000_000))
    assert response.status_code == 422
    assert seen
    assert max(seen) <= 64 * 1024  # one piece of the two million bytes, and past the limit


def part(name: str, value: bytes, file: str = "") -> bytes:
    named = f'; filename="{file}"' if file else ""
    head = f'--xx\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"


TOKEN = "t" * 32
FIELDS = (
    part("csrfmiddlewaretoken", TOKEN.encode())
    + part("title", b"A paper")
    + part("kind", b"file")
    + part("disclosure", b"assessor")
)
BODY = FIELDS + part("file", b"Words that go on. " * 200, "a.txt")


def post(world: World, body: bytes, length: int | None = None) -> HttpResponseBase:
    """As the server hands it on: a body that broke off ends, and says nothing."""
    whole = len(body) if length is None else length
    how = {"wsgi.input": WholeBody(io.BytesIO(body), whole), "CONTENT_LENGTH": str(whole)}
    kind = "multipart/form-data; boundary=xx"
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    sign_in(client, world.user(Kind.OWNER))
    client.cookies["csrftoken"] = TOKEN
    return client.generic("POST", ADD, body, content_type=kind, **how)


@pytest.mark.parametrize("missing", [0, 3, 20, 2000])
def test_an_upload_that_breaks_off_keeps_nothing(missing: int, undone: World) -> None:
    body = BODY + b"--xx--\r\n"
    files, before = kept(), rows()
    response = post(undone, body[: len(body) - missing], len(body))
    if missing:
        assert response.status_code == 403
        assert (kept(), rows()) == (files, before)
    else:
        assert response.status_code == 302


def test_thousands_of_parts_are_refused(undone: World) -> None:
    files, before = kept(), rows()
    for body in (
        FIELDS + b"".join(part("x", b"y") for _ in range(3000)),
        FIELDS + b"".join(part("file", b"y", f"{n}.txt") for n in range(100)),
    ):
        response = post(undone, body + b"--xx--\r\n")
        assert response.status_code == 400
        assert "Go back, check what you entered" in response.text
    assert (kept(), rows()) == (files, before)


def test_of_two_files_in_one_field_the_last_is_taken_and_judged(undone: World) -> None:
    files = kept()
    body = BODY + part("file", b"<script>", "b.txt") + b"--xx--\r\n"
    assert post(undone, body).status_code == 422
    assert kept() == files


@pytest.mark.parametrize(("name", "plain"), NAMES.items(), ids=[name[:20] for name in NAMES])
def test_a_name_is_a_name_and_nothing_besides(name: str, plain: str) -> None:
    assert plain_name(name) == plain
    assert plain_name(plain) == plain


def test_a_name_of_nothing_is_file() -> None:
    assert {plain_name(each) for each in ("", ".", "..", "/", "\u202e", " - ", "...")} == {"file"}


@pytest.mark.parametrize("name", list(NAMES)[::3], ids=lambda name: name[:20])
def test_a_name_leads_nowhere(name: str, undone: World) -> None:
    files = kept()
    client = client_of(undone, Kind.OWNER)
    content = PLAIN + name.encode("utf-8", "replace")
    response = client.post(ADD, sent(name, content))
    assert all(len(path.name) == 64 for path in kept() - files)
    if response.status_code != 302:  # no header of a part may be so long, or hold a line's end
        assert response.status_code in (400, 422)
        assert kept() == files
        assert len(name) > 200 or "\n" in name
        return
    file = EvidenceFile.objects.latest("uploaded_at")
    path = f"/evidence/north-harbour-cloud/{file.evidence_id}/"
    assert problems(client.get(path)) == []
    back = client.get(f"{path}files/{file.pk}/")
    assert set(back.headers) <= {
        "Content-Type", "Content-Disposition", "Content-Length", "X-Content-Type-Options",
        "Content-Security-Policy", "Cache-Control", "Referrer-Policy", "X-Frame-Options",
        "Cross-Origin-Opener-Policy", "Vary", "Permissions-Policy", "Cross-Origin-Resource-Policy",
    }  # fmt: skip
    given = back["Content-Disposition"].removeprefix("attachment; filename*=UTF-8''")
    assert not set(given) & set('";/\\\r\n <>')
    assert b"".join(back.streaming_content) == content


def test_the_same_content_is_kept_once(undone: World) -> None:
    client = client_of(undone, Kind.OWNER)
    client.post(ADD, sent("one.txt", PLAIN))
    files = kept()
    client.post(ADD, sent("two.txt", PLAIN))
    assert kept() == files

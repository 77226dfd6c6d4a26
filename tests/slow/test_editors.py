"""A hundred editors save the same ten answers a hundred times each: nothing is lost, everything told.

Each saves over the version that she saw last, which by then is nearly always old. Whoever is
refused reads again and chooses: she gives way, or saves hers over what she has now seen. Most go
through the act, some through HTTP, all at once and each on a connection of its own.
"""

import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle, islice
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from attestations.drafting import Conflict, Content, save_answer
from attestations.models import Answer, AnswerVersion, Attestation, Evidence
from organisations.models import Membership, Organisation
from organisations.permissions import Role
from tests.answers import piece_of, response_for
from tests.people import acting, sign_in

EDITORS = int(os.environ.get("EDITORS", "100"))
SAVES = int(os.environ.get("SAVES", "100"))
OVER_HTTP = 4
ANSWERS = 10
THREADS = {"act": 6, "http": 2}
# A refusal comes at once on a quiet machine; a busy one is no reason to fail.
LONGEST_WAIT = 600
LEVELS = (1, 2, 3, 4)
# Kinds of answer whose form has one field for the response.
SIMPLE = ("yes_no_partial", "maturity", "choice")
TOKEN = "s" * 32  # against forged forms: the same in cookie and header
SETTLES = re.compile(r'name="settles" value="(\d+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass(frozen=True)
class Write:
    """One attempt: over which version, of what, and what became of it."""

    answer: UUID
    seen: int
    content: Content
    piece: UUID
    by: UUID
    # The version that it became; None where it was refused.
    version: int | None


@dataclass
class Editor:
    """One person: what she has seen of each answer, and what she was told."""

    user: User
    attestation: Attestation
    answers: Sequence[Answer]
    pieces: Sequence[Evidence]
    chance: random.Random
    seen: dict[UUID, int] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)

    def wish(self, number: int) -> None:
        """She wants to have this said, and may give way to what others have said meanwhile."""
        answer, piece = self.chance.choice(self.answers), self.chance.choice(self.pieces)
        reason = f"{self.user.name}, wish {number}"
        level = self.chance.choice(LEVELS)
        said = response_for(answer.criterion.rule, level, self.attestation.as_of, answer.layer)
        content = Content(said, reason=reason)
        while not self.write(answer, content, piece):
            if self.chance.random() < 0.5:
                return

    def write(self, answer: Answer, content: Content, piece: Evidence) -> bool:
        seen = self.seen.get(answer.pk, 0)
        version = self.sent(answer, content, piece, seen)
        self.writes.append(Write(answer.pk, seen, content, piece.pk, self.user.pk, version))
        self.seen[answer.pk] = self.read(answer) if version is None else version
        return version is not None

    def sent(self, answer: Answer, content: Content, piece: Evidence, seen: int) -> int | None:
        """The new version, or None when she is told that there is another."""
        try:
            done = save_answer(
                self.attestation.pk,
                answer.criterion.code,
                answer.layer,
                content,
                seen=seen,
                evidence=[piece.pk],
                by=acting(self.user),
            )
        except Conflict as conflict:
            told = (conflict.current.version > seen, conflict.mine)
        else:
            return done.version
        assert told == (True, content)
        return None

    def read(self, answer: Answer) -> int:
        return Answer.objects.values_list("version", flat=True).get(pk=answer.pk)


@dataclass
class EditorAtHome(Editor):
    """One who sits at a browser: she sends the form, and reads the page again."""

    home: HTTPConnection | None = None
    cookie: str = ""

    def sent(self, answer: Answer, content: Content, piece: Evidence, seen: int) -> int | None:
        typed = {
            "version": seen,
            "value": content.response["value"],
            "reason": content.reason,
            "evidence": piece.pk,
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": TOKEN,
            "X-Requested-With": "autosave",
        }
        status, body = self.asked("POST", answer, urlencode(typed), headers)
        assert status in (200, 409), body[:2000]
        if status == 409:
            assert int(SETTLES.search(body)[1]) > seen, "she is told which version there is"
            assert content.reason in body, "and has hers before her"
            return None
        return int(json.loads(body)["version"])

    def read(self, answer: Answer) -> int:
        status, body = self.asked("GET", answer)
        assert status == 200, body[:2000]
        return int(VERSION.search(body)[1])

    def asked(
        self, method: str, answer: Answer, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        place = [answer.criterion.code, *([answer.layer] if answer.layer else [])]
        url = reverse("attestations:question", args=[self.attestation.pk, *place])
        self.home.request(method, url, body, {"Cookie": self.cookie, **(headers or {})})
        response = self.home.getresponse()
        return response.status, response.read().decode()


@pytest.fixture
def answers(draft: Attestation) -> list[Answer]:
    rows = draft.answers.select_related("criterion").order_by("criterion__order", "layer")
    simple = [row for row in rows if row.criterion.rule["type"] in SIMPLE]
    assert len(simple) >= ANSWERS
    return simple[:ANSWERS]


@pytest.fixture
def editors(
    draft: Attestation,
    answers: list[Answer],
    member: Organisation,
    editor: User,
    live_server,
) -> Iterator[list[Editor]]:
    pieces = [piece_of(draft, acting(editor), title) for title in ("Policy", "Minutes")]
    users = User.objects.bulk_create(
        User(email=f"editor-{number}@people.example", name=f"Editor {number}")
        for number in range(EDITORS)
    )
    Membership.objects.bulk_create(
        Membership(organisation=member, user=user, role=Role.EDITOR) for user in users
    )
    found: list[Editor] = []
    for number, user in enumerate(users):
        known = (user, draft, answers, pieces, random.Random(number))
        if number < OVER_HTTP:
            client = Client()
            sign_in(client, user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}"
            home = HTTPConnection(urlsplit(live_server.url).netloc, timeout=LONGEST_WAIT)
            found.append(EditorAtHome(*known, home=home, cookie=cookie))
        else:
            found.append(Editor(*known))
    yield found
    for each in found:
        if isinstance(each, EditorAtHome):
            each.home.close()


def at_work(editors: Sequence[Editor]) -> None:
    """These people by turns, one wish each, on the connection of this thread."""
    try:
        for number, each in enumerate(islice(cycle(editors), len(editors) * SAVES)):
            each.wish(number // len(editors))
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_it_works(draft: Attestation, answers: list[Answer], editors: list[Editor]) -> None:
    shares = [
        *(editors[:OVER_HTTP][n :: THREADS["http"]] for n in range(THREADS["http"])),
        *(editors[OVER_HTTP:][n :: THREADS["act"]] for n in range(THREADS["act"])),
    ]
    with ThreadPoolExecutor(len(shares)) as pool:
        for done in [pool.submit(at_work, share) for share in shares]:
            done.result()
    writes = [each for editor in editors for each in editor.writes]
    accepted = [each for each in writes if each.version is not None]
    refused = [each for each in writes if each.version is None]
    for answer in answers:
        everything_stands(answer, [each for each in accepted if each.answer == answer.pk])
    nothing_else_was_written(answers, accepted, refused)
    assert len({each.content.reason for each in writes}) == EDITORS * SAVES, "every wish was tried"
    assert refused, "they got in each other's way"
    by_http = [each for editor in editors[:OVER_HTTP] for each in editor.writes]
    assert {each.version is None for each in by_http} == {True, False}


def everything_stands(answer: Answer, accepted: Sequence[Write]) -> None:
    """Versions without a gap, each exactly one accepted write over the version just before it."""
    answer.refresh_from_db()
    history = {row.version: row for row in answer.versions.all()}
    assert answer.version == len(accepted) == answer.versions.count()
    assert sorted(history) == list(range(1, answer.version + 1))
    assert sorted(each.version for each in accepted) == sorted(history)
    for each in accepted:
        row = history[each.version]
        assert each.version == each.seen + 1, "nobody saves over what she has not seen"
        assert Content.of(row) == each.content
        assert (row.evidence_ids, row.saved_by_id) == ([each.piece], each.by)
    if accepted:
        last = history[answer.version]
        assert Content.of(answer) == Content.of(last)
        assert answer.saved_by_id == last.saved_by_id
        assert (
            list(answer.evidence_links.values_list("evidence_id", flat=True)) == last.evidence_ids
        )


def nothing_else_was_written(
    answers: Sequence[Answer], accepted: Sequence[Write], refused: Sequence[Write]
) -> None:
    """Each accepted text once in the whole history, and of the refused ones none that was given up."""
    rows = AnswerVersion.objects.filter(answer__in=answers).values_list("reason", flat=True)
    found = Counter(rows)
    assert found == Counter(each.content.reason for each in accepted)
    assert set(found.values()) <= {1}
    given_up = {each.content.reason for each in refused} - set(found)
    assert given_up, "some gave way"

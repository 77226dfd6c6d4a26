"""What one request costs in statements, however long the form is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from attestations import delegation
from attestations.models import Answer, AnswerVersion, Attestation, Evidence
from attestations.opening import opened
from bench.large_edition import large_edition
from organisations.models import Scope
from principles.adoption import adopted
from tests.answers import piece_of
from tests.attestations.test_save_answer import url
from tests.people import acting, sign_in
from tests.whole import length

CODE = "GOV-01"
AUTOSAVE = {"X-Requested-With": "autosave"}
OF_A_TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
LONGEST_LIBRARY = 40


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database meanwhile, but for what a transaction itself sends."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    found += [q["sql"] for q in queries if not q["sql"].startswith(OF_A_TRANSACTION)]


def made(scope: Scope, size: int, editor: User) -> Attestation:
    """A draft of so many criteria, in an organisation with as large a library."""
    with transaction.atomic():
        edition, _ = adopted(large_edition(size), by=SYSTEM, at=now())
        attestation = opened(scope.pk, edition.pk, now().date(), by=acting(editor), at=now())
    for number in range(size * LONGEST_LIBRARY // 500):
        piece_of(attestation, acting(editor), f"Piece {number}")
    return attestation


def posted(client: Client, draft: Attestation, typed: dict[str, Any], **headers: str) -> list[str]:
    answer = Answer.objects.get(attestation=draft, criterion__code=CODE)
    before = answer.versions.count()
    with statements() as sent:
        response = client.post(url(draft, CODE), {"version": answer.version, **typed}, **headers)
    assert response.status_code in (200, 302), response.text
    assert answer.versions.count() == before + 1, "it was saved"
    return sent


def each_way(client: Client, draft: Attestation, pieces: Sequence[Evidence]) -> dict[str, int]:
    """How many statements each way of saving takes."""
    first, second = (str(piece.pk) for piece in pieces)
    auto = {"headers": AUTOSAVE}
    steps = {
        "by itself": ({"value": "yes", "reason": "One."}, auto),
        "with new evidence": ({"value": "yes", "evidence": [first]}, auto),
        "with the same evidence": ({"value": "no", "evidence": [first]}, auto),
        "with other evidence": ({"value": "no", "evidence": [second]}, auto),
        "with the button": ({"value": "yes", "evidence": [second], "then": "stay"}, {}),
        "and on to the next": ({"value": "partial", "evidence": [second], "then": "next"}, {}),
        "on the principle's page": ({"value": "yes", "reason": "Short.", "then": "principle"}, {}),
    }
    return {how: len(posted(client, draft, typed, **more)) for how, (typed, more) in steps.items()}


@pytest.fixture(params=[59, length(500)])
def draft_of_a_size(request: pytest.FixtureRequest, scope: Scope, editor: User) -> Attestation:
    return made(scope, request.param, editor)


# Session, person, roles, question, two locks, links, the write: eight; one more for the ticked
# pieces, one more when these change. The pages that follow a button may need to know more.
COSTS = {
    "by itself": 8,
    "with new evidence": 10,
    "with the same evidence": 9,
    "with other evidence": 10,
    "with the button": 9,
    "and on to the next": 10,
    "on the principle's page": 9,
}


def test_it_works(client: Client, editor: User, draft_of_a_size: Attestation) -> None:
    """The same at 59 criteria and at hundreds, and never more than ten."""
    draft = draft_of_a_size
    pieces = [piece_of(draft, acting(editor), title) for title in ("Policy", "Minutes")]
    sign_in(client, editor)
    assert each_way(client, draft, pieces) == COSTS
    assert max(COSTS.values()) <= 10
    last = AnswerVersion.objects.filter(answer__attestation=draft).order_by("version").last()
    assert last.evidence_ids == [pieces[1].pk]


def test_no_statement_of_an_autosave_reads_what_grows(
    client: Client, editor: User, draft_of_a_size: Attestation
) -> None:
    """Neither the library nor what an edition declares of each criterion."""
    sign_in(client, editor)
    sent = posted(client, draft_of_a_size, {"value": "yes"}, headers=AUTOSAVE)
    assert not [each for each in sent if '"principles_edition"."changes"' in each]
    assert not [each for each in sent if '"attestations_evidence"' in each]


@pytest.mark.parametrize("who", ["editor", "contributor"])
def test_the_pages_cost_the_same_at_any_size(
    client: Client, request: pytest.FixtureRequest, draft_of_a_size: Attestation, who: str
) -> None:
    """One statement asks what the last attestation said; a contributor's grant costs one more."""
    draft = draft_of_a_size
    user = request.getfixturevalue(who)
    editor = request.getfixturevalue("editor")
    if who == "contributor":
        with transaction.atomic():
            delegation.delegated(draft.pk, user.pk, [CODE], by=acting(editor), at=now())
    sign_in(client, user)
    with statements() as page:
        assert client.get(url(draft, CODE)).status_code == 200
    assert len(page) == {"editor": 8, "contributor": 9}[who]
    sent = posted(client, draft, {"value": "yes"}, headers=AUTOSAVE)
    assert len(sent) == COSTS["by itself"]


def test_a_refused_save_needs_no_more_than_its_page(
    client: Client, editor: User, draft_of_a_size: Attestation
) -> None:
    draft = draft_of_a_size
    sign_in(client, editor)
    with statements() as sent:
        assert client.post(url(draft, CODE), {"version": 0, "value": "x"}).status_code == 422
    assert len(sent) <= 10
    with statements() as sent:
        response = client.post(url(draft, CODE), {"version": 0, "value": "x"}, headers=AUTOSAVE)
    assert response.status_code == 422
    assert len(sent) <= 4

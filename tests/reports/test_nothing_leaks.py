"""A declaration with a word of its own in everything that is confidential, looked for in public.

What is public is walked as anybody reaches it, by the links, the API and the addresses that stand in
its schema; the report is made, sealed and published by the steps themselves.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from attestations.intake import accepted
from attestations.models import Answer, Attestation, DisclosureClass, Evidence, EvidenceLink
from attestations.readiness import made_ready
from organisations.models import Organisation
from reports import issuing
from reports.due import open_due_reports
from reports.models import Report
from tests.answers import piece_of
from tests.people import acting
from tests.reports.rows import step
from tests.reports.test_rungs import everywhere
from tests.stages import made_submitted
from transparency.signing import sign_checkpoint

pytestmark = pytest.mark.django_db(transaction=True)
HIDDEN = "public_level_confidential_detail"
REASON, MEMBER = "canaryreasonxq", "canarymemberxq"
MOST = 400
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"')
BEGIN = ("/", "/reports/", "/register/", "/log/", "/verify/", "/api/v1/reports/", "/api/v1/schema/")


@pytest.fixture
def pieces(filled: Attestation, editor: User) -> dict[str, Evidence]:
    """A reason on everything confidential, and on something public a piece of every class."""
    answers = Answer.objects.filter(attestation=filled)
    hidden = answers.filter(criterion__disclosure=HIDDEN)
    assert hidden.update(reason=REASON)
    shown = answers.filter(criterion__disclosure="public").order_by("criterion__order").first()
    found = {}
    for each in DisclosureClass.values:
        piece = piece_of(filled, acting(editor), title=f"canary{each}xq")
        Evidence.objects.filter(pk=piece.pk).update(
            disclosure=each, url=f"https://intranet.example/{each}xq"
        )
        EvidenceLink.objects.create(answer=shown, evidence=piece)
        found[each] = piece
    return found


@pytest.fixture
def live(
    filled: Attestation,
    pieces: dict[str, Evidence],
    editor: User,
    signatory: User,
    registrar: User,
    alliance: Organisation,
    keys: None,
) -> Report:
    with transaction.atomic():
        ready = made_ready(filled.pk, {}, by=acting(editor), at=now())
    submission = made_submitted(ready, acting(signatory), publish_declared=True)
    with transaction.atomic():
        accepted(submission.attestation_id, by=acting(registrar), at=now())
    open_due_reports(at=now())
    report = Report.objects.get(attestation=filled)
    for work in (issuing.prepare, issuing.sign, issuing.go_live):
        step(report, work)
    sign_checkpoint()
    return report


def walked(number: str) -> Iterator[tuple[str, bytes]]:
    """Every public answer that is reached by links, and what machines ask for."""
    anyone = Client(raise_request_exception=True)
    schema = anyone.get("/api/v1/schema/", headers={"Accept": "application/json"}).content
    waiting = [*BEGIN, f"/reports/{number}.pdf", f"/reports/{number}/report.json"]
    waiting += [f"/api/v1/reports/{number}/"]
    waiting += [each for each in json.loads(schema)["paths"] if "{" not in each]
    seen: set[str] = set()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        path = address.split("?")[0]
        if address in seen or path.startswith(("/accounts/", "/static/", "/demonstration/")):
            continue
        seen.add(address)
        answer = anyone.get(address.replace("&amp;", "&"))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield address, content + repr(answer.headers).encode()
        if "html" in answer.headers.get("Content-Type", "") and answer.status_code == 200:
            waiting += LINK.findall(content.decode())
        if "json" in answer.headers.get("Content-Type", ""):
            waiting += re.findall(
                r'"(?:https?://[^/"]+)?(/(?:api|reports|log)/[^"{}]*)"', content.decode()
            )


def secrets_of(report: Report, pieces: dict[str, Evidence]) -> dict[str, str]:
    """What must not be found, and what it is; identifiers keep the submission's digest unguessable."""
    whole = report.signed_files.get(rung="full")
    prepared = report.prepared_files.get(rung="full")
    ids: dict[str, UUID] = {
        "attestation": report.attestation_id,
        "scope": report.scope_id,
        **{f"{name} piece": piece.pk for name, piece in pieces.items()},
    }
    return {
        REASON: "a confidential reason",
        **{f"canary{each}xq": f"{each} title" for each in pieces if each != "public"},
        **{f"{each}xq": f"{each} link" for each in pieces if each != "public"},
        prepared.sha256: "the full file before sealing",
        prepared.twin_sha256: "the full data",
        whole.unsigned_sha256: "the full file before sealing",
        **{str(value): f"the identifier of the {name}" for name, value in ids.items()},
        **{value.hex: f"the identifier of the {name}" for name, value in ids.items()},
    }


def test_it_works(live: Report, pieces: dict[str, Evidence], tmp_path: Path) -> None:
    secrets = secrets_of(live, pieces)
    addresses = []
    for address, content in walked(live.number):
        addresses.append(address)
        said = content.decode("latin-1")
        for secret, what in secrets.items():
            assert secret not in said, f"{what} stands in {address}"
    for wanted in (f"/reports/{live.number}/", f"/reports/{live.number}.pdf", "/log/"):
        assert wanted in addresses
    assert f"/log/leaf/{live.log_index}/" in addresses
    assert len(addresses) > 40

    public, whole = (
        everywhere(bytes(live.signed_files.get(rung=rung).content), tmp_path)
        for rung in ("public", "full")
    )
    assert [what for secret, what in secrets.items() if secret in public] == []
    assert "canarypublicxq" in public
    for word in (
        REASON,
        "canarypublicxq",
        "canarypartnerxq",
        "canaryregulatorxq",
        "canaryassessorxq",
    ):
        assert word in whole
    assert MEMBER not in whole
    assert "memberxq" not in whole

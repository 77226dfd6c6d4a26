"""due → prepared: the exact bytes are on record before any key is touched."""

import hashlib
import json

import jsonschema
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from attestations.models import Attestation
from reports import issuing
from reports.due import open_due_reports
from reports.lease import LeaseLost, claimed, leased
from reports.models import PreparedFile, Report
from reports.sealing import sha256
from reports.status import State
from reports.twin import schema
from reports.verification import embedded_files
from tests.reports.rows import statements

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(due: Report, keys: None) -> None:
    with leased(Report, due.pk, State.DUE) as claim, CaptureQueriesContext(connection) as asked:
        issuing.prepare(claim)
    due.refresh_from_db()
    assert due.state == State.PREPARED
    assert len(statements(asked)) <= 7, "and two for the claim"
    for prepared in PreparedFile.objects.filter(report=due):
        assert prepared.sha256 == hashlib.sha256(prepared.content).hexdigest()
    public, whole = (due.prepared_files.get(rung=rung) for rung in ("public", "full"))
    assert public.twin_sha256 == due.twin_sha256 != whole.twin_sha256
    for file, name in ((public, "report.json"), (whole, "report-full.json")):
        embedded = embedded_files(bytes(file.content)) or {}
        assert {each: sha256(data) for each, data in embedded.items()} == {name: file.twin_sha256}
    twin = json.loads(bytes(due.twin))
    jsonschema.validate(twin, schema())
    assert twin["number"] == due.number
    assert twin["outcome"] is None
    assert due.figures["organisation"]["slug"] == "north-harbour-cloud"
    assert due.figures["overall"]["assessed"] is None
    assert due.figures["overall"]["declared"]["conformance"] == "100.0"


def test_looking_twice_opens_one_report(to_publish: Attestation) -> None:
    assert open_due_reports(at=now()) == 1
    assert open_due_reports(at=now()) == 0
    assert Report.objects.get().number == f"TP-{now().year}-0001"


def test_nothing_is_due_where_publication_was_not_wished(accepted: Attestation) -> None:
    assert open_due_reports(at=now()) == 0


def test_a_worker_that_slept_past_its_lease_writes_nothing(due: Report, keys: None) -> None:
    asleep = claimed(Report, due.pk, State.DUE, at=now(), seconds=0)
    awake = claimed(Report, due.pk, State.DUE, at=now(), seconds=45)
    assert awake.token > asleep.token
    with pytest.raises(LeaseLost):
        issuing.prepare(asleep)
    assert not PreparedFile.objects.exists()
    issuing.prepare(awake)
    assert PreparedFile.objects.count() == 2


def test_a_claimed_step_is_not_free(due: Report) -> None:
    assert claimed(Report, due.pk, State.DUE, at=now()) is not None
    assert claimed(Report, due.pk, State.DUE, at=now()) is None


def test_what_it_says_is_frozen(prepared: Report) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=prepared.pk).update(outcome="conforming")
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=prepared.pk).update(number="TP-2026-9999")

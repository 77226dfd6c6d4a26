"""The sample of a report is drawn again: from its data, on its page, by the command, by the log."""

import hashlib
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from attestations.models import Acceptance
from reports.models import Report
from reports.resampling import NothingDrawn, resampled
from reports.sample_in_log import problems
from reports.twin import to_twin
from tests.reports.sample import assessed_contents, declared_contents
from transparency.models import Checkpoint

Change = Callable[[dict[str, Any]], None]


def twin_of(report: Report) -> dict[str, Any]:
    twin: dict[str, Any] = json.loads(bytes(report.twin or b""))
    return twin


def ran(*arguments: str) -> str:
    out = StringIO()
    call_command("recompute_sample", *arguments, stdout=out)
    return out.getvalue()


def test_it_works(client: Client, assessed_live: Report) -> None:
    twin = twin_of(assessed_live)
    told = ran(assessed_live.number)
    assert told.endswith("The sample agrees with the report and the log.\n")
    assert f"Seed {twin['sample']['seed']}" in told
    assert f"Drawn: {', '.join(twin['sample']['drawn'])}" in told
    page = client.get(f"/reports/{assessed_live.number}/sample/")
    assert page.status_code == 200
    assert "Seed and list are those of the report" in page.text
    assert twin["sample"]["seed"] in page.text
    assert f"/log/leaf/{Acceptance.objects.get().log_index}/" in page.text
    assert page.text.count(">Drawn<") == len(twin["sample"]["drawn"])
    assert (
        f"/reports/{assessed_live.number}/sample/"
        in client.get(f"/reports/{assessed_live.number}/").text
    )


def test_the_same_written_a_second_time(assessed_live: Report) -> None:
    """docs/sampling.md followed by hand, with nothing of ours."""
    twin = twin_of(assessed_live)
    told = twin["sample"]
    text = "".join(f"{line}\n" for line in told["checkpoint"].split("\n")[:3])
    digest = bytes.fromhex(twin["submission"]["sha256"])
    seed = hashlib.sha256(digest + text.encode()).digest()
    assert seed.hex() == told["seed"]
    found = []
    for principle in twin["principles"]:
        others = [
            criterion["code"]
            for criterion in principle["criteria"]
            if not criterion["must_meet"]
            and {result["not_applicable"] for result in criterion["results"]} != {"layer"}
        ]
        others.sort(key=lambda code: hashlib.sha256(seed + code.encode()).digest())
        found += others[: (told["percent"] * len(others) + 99) // 100]
    assert sorted(found) == sorted(told["drawn"])
    leaf = hashlib.sha256(bytes.fromhex(told["acceptance"]["salt"]) + digest).hexdigest()
    assert leaf == Acceptance.objects.get().commitment


def test_the_file_alone_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(json.dumps(to_twin(assessed_contents())), encoding="utf-8")
    assert ran("--file", str(file)).endswith("The sample agrees with the report.\n")


def another_seed(twin: dict[str, Any]) -> None:
    twin["sample"]["seed"] = "00" * 32


def one_more(twin: dict[str, Any]) -> None:
    twin["sample"]["drawn"].append("SEC-99")


def another_share(twin: dict[str, Any]) -> None:
    twin["sample"]["percent"] = 90


def no_must_meet(twin: dict[str, Any]) -> None:
    twin["sample"]["must_meet"].pop()


def another_submission(twin: dict[str, Any]) -> None:
    twin["submission"]["sha256"] = "00" * 32


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (another_seed, "The seed in the report"),
        (one_more, "The list of drawn criteria"),
        (another_share, "The list of drawn criteria"),
        (no_must_meet, "The list of must-meets"),
        (another_submission, "The seed in the report"),
    ],
)
def test_what_was_changed_is_found(change: Change, told: str, tmp_path: Path) -> None:
    twin = to_twin(assessed_contents())
    change(twin)
    assert any(each.startswith(told) for each in resampled(twin).problems)
    file = tmp_path / "report.json"
    file.write_text(json.dumps(twin), encoding="utf-8")
    with pytest.raises(CommandError, match="does not hold") as refused:
        ran("--file", str(file))
    assert refused.value.returncode == 1


def test_a_report_without_a_sample_has_none_to_draw(client: Client, tmp_path: Path) -> None:
    twin = to_twin(declared_contents())
    with pytest.raises(NothingDrawn):
        resampled(twin)
    del twin["sample"]  # as before 1.2
    with pytest.raises(NothingDrawn):
        resampled(twin)
    file = tmp_path / "report.json"
    for content in (json.dumps(twin), "[]", "no JSON"):
        file.write_text(content, encoding="utf-8")
        with pytest.raises(CommandError):
            ran("--file", str(file))


@pytest.mark.django_db
def test_what_is_not_published_has_no_page(client: Client) -> None:
    assert client.get("/reports/TP-2026-0404/sample/").status_code == 404
    with pytest.raises(CommandError, match="No report"):
        ran("TP-2026-0404")


class TestTheLog:
    """Each way in which the log may disagree."""

    def test_it_agrees(self, assessed_live: Report) -> None:
        assert self.told(assessed_live, twin_of(assessed_live)) == []

    def test_an_earlier_checkpoint_would_have_been_the_first(self, assessed_live: Report) -> None:
        twin = twin_of(assessed_live)
        size = resampled(twin).checkpoint.size
        twin["sample"]["acceptance"]["log_index"] = size - 2
        Checkpoint.objects.create(size=size - 1, root=bytes(32), note="x", signed_at=now())
        assert "An earlier checkpoint than this one covers the acceptance already." in self.told(
            assessed_live, twin
        )

    def test_another_salt_opens_nothing(self, assessed_live: Report) -> None:
        twin = twin_of(assessed_live)
        twin["sample"]["acceptance"]["salt"] = "00" * 32
        assert self.told(assessed_live, twin) == [
            "The acceptance's entry in the log holds another commitment."
        ]

    def test_an_acceptance_after_the_checkpoint_is_found(self, assessed_live: Report) -> None:
        twin = twin_of(assessed_live)
        twin["sample"]["acceptance"]["log_index"] = resampled(twin).checkpoint.size
        assert "The checkpoint does not cover the acceptance." in self.told(assessed_live, twin)

    def test_a_checkpoint_that_nobody_signed_is_found(self, assessed_live: Report) -> None:
        twin = twin_of(assessed_live)
        note = twin["sample"]["checkpoint"]
        size = resampled(twin).checkpoint.size
        twin["sample"]["checkpoint"] = note.replace(f"\n{size}\n", f"\n{size + 1}\n")
        told = self.told(assessed_live, twin)
        assert told[0].startswith("The checkpoint does not verify")
        assert "The log never served this checkpoint." in told

    def test_a_checkpoint_before_the_submission_is_found(self, assessed_live: Report) -> None:
        assessed_live.submission.log_index = 10_000
        assert self.told(assessed_live, twin_of(assessed_live)) == [
            "The checkpoint does not cover the submission's entry."
        ]

    def told(self, report: Report, twin: dict[str, Any]) -> list[str]:
        return list(problems(twin, resampled(twin), report))


def test_the_page_takes_few_statements(client: Client, assessed_live: Report) -> None:
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        assert client.get(f"/reports/{assessed_live.number}/sample/").status_code == 200
    assert len([each for each in captured if "SELECT" in each["sql"]]) <= 6

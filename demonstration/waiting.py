"""Waiting for the workers: they sign the log and make the reports, the seeding only looks."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assessments.draw import checkpoint_for
from assessments.models import Engagement
from demonstration.content import Story, Way
from demonstration.declaring import attestation_of
from demonstration.stage import Stage
from reports.models import Report
from reports.status import WORDS, Kind, State

PATIENCE_SECONDS: Final = 600
LOOK_SECONDS: Final = 0.5


class NoWorker(RuntimeError):
    """A worker did not sign the log or make a report in time, or could not; the text says so."""


def signed_over(stage: Stage, engagement: Engagement) -> None:
    """Return when a checkpoint covers the acceptance; `NoWorker` after ten minutes without one."""
    since = time.monotonic()
    if checkpoint_for(engagement) is None:
        stage.tell("Waiting for the signer: the sample is drawn from the log's next checkpoint.")
    while checkpoint_for(engagement) is None:
        if time.monotonic() - since > PATIENCE_SECONDS:
            raise NoWorker(
                f"The log was not signed for {PATIENCE_SECONDS // 60} minutes. Start signer and "
                "beat, then seed again; it goes on from here."
            )
        time.sleep(LOOK_SECONDS)


def expected(stories: Sequence[Story]) -> list[tuple[Story, Mapping[str, Any], Kind]]:
    """Every report that the stories end with."""
    found = []
    for story in stories:
        for scope in story.scopes:
            way = Way(scope["way"])
            if scope.get("publish_declared") and way.reaches(Way.ACCEPTED):
                found.append((story, scope, Kind.DECLARED))
            if way is Way.PUBLISHED:
                found.append((story, scope, Kind.ASSESSED))
    return found


def published(stage: Stage, story: Story, scope: Mapping[str, Any], kind: Kind) -> None:
    """Return when the report is live; `NoWorker` after ten minutes without progress."""
    name = f"“{scope['title']}” of {story.organisation['name']}"
    last = ""
    since = time.monotonic()
    while True:
        report = _report(story, scope, kind)
        if report is not None and report.state == State.LIVE:
            if last:
                stage.tell(f"Report {report.number} on {name} is published.")
            return
        words = _words(report, name)
        if words != last:
            stage.tell(words)
            last, since = words, time.monotonic()
        if report is not None and report.state in (State.FAILED, State.ENDED):
            raise NoWorker(f"Report {report.number} failed for good: {report.last_error}")
        if time.monotonic() - since > PATIENCE_SECONDS:
            raise NoWorker(
                f"No worker got on with it for {PATIENCE_SECONDS // 60} minutes "
                f"({words.removesuffix('.')}). Start worker, signer and beat, then seed again; "
                "it goes on from here."
            )
        time.sleep(LOOK_SECONDS)


def _report(story: Story, scope: Mapping[str, Any], kind: Kind) -> Report | None:
    attestation = attestation_of(story, scope)
    return Report.objects.filter(attestation=attestation, kind=kind).order_by("opened_at").first()


def _words(report: Report | None, name: str) -> str:
    if report is None:
        return f"Waiting for the worker to begin the report on {name}."
    words = WORDS[report.state].lower()
    attempts = f" (attempt {report.attempts})" if report.attempts > 1 else ""
    return f"Waiting for the worker to make report {report.number} on {name}: {words}{attempts}."

"""Published reports as rows, for tests of what is read: facts are real, files are a few bytes."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import now

from assessments.models import Decision, Engagement, Recommendation
from attestations.models import Attestation, Submission
from organisations.layers import TITLES
from organisations.models import Organisation, Scope
from organisations.permissions import Side
from principles.models import Edition
from reports.contents import Layer, ReportContents
from reports.gathering import frozen_figures
from reports.models import Notice, Report, SignedFile
from reports.twin import twin_bytes
from tests.people import person
from tests.reports.sample import assessed_contents, declared_contents

NUMBERS = count(1)


def org(slug: str, name: str | None = None, country: str = "PT") -> Organisation:
    return Organisation.objects.create(
        side=Side.MEMBER, slug=slug, name=name or slug.replace("-", " ").title(), country=country
    )


def scope_of(organisation: Organisation, slug: str = "cloud-services", layers=None) -> Scope:
    return Scope.objects.create(
        organisation=organisation,
        slug=slug,
        title="Title that was never frozen",
        included="Everything.",
        excluded="Nothing is excluded.",
        why="It is one service.",
        layers=layers or ["cloud", "ai"],
    )


def contents_of(report: Report) -> ReportContents:
    contents = assessed_contents() if report.kind == "assessed" else declared_contents()
    organisation = report.organisation
    layers = [Layer(slug=each, title=TITLES[each]) for each in report.scope.layers]
    changes: dict[str, Any] = {
        "number": report.number,
        "organisation": replace(
            contents.organisation,
            name=organisation.name,
            slug=organisation.slug,
            country=organisation.country,
        ),
        "scope": replace(
            contents.scope, slug=report.scope.slug, title=report.scope.title, layers=tuple(layers)
        ),
        "valid_from": report.valid_from,
        "valid_to": report.valid_to,
        "issued_at": report.issued_at,
    }
    if report.kind == "assessed":
        changes["outcome"] = report.outcome
    return replace(contents, **changes)


def attestation_of(scope: Scope, edition: Edition) -> tuple[Attestation, Submission]:
    attestation = Attestation.objects.filter(scope=scope, edition=edition).first()
    if attestation is not None:
        return attestation, submission_of(attestation)
    member = person(None, None, f"person of {scope.organisation.slug} {scope.slug}")
    attestation = Attestation.objects.create(
        scope=scope,
        edition=edition,
        status="accepted",
        as_of=date(2026, 10, 31),
        scope_statement=scope.statement.text,
        layers=scope.layers,
        opened_by=member,
        submitted_at=now(),
    )
    return attestation, submission_of(attestation)


def submission_of(attestation: Attestation) -> Submission:
    return Submission.objects.create(
        attestation=attestation,
        sequence=attestation.submissions.count() + 1,
        content=b"{}",
        sha256="b7" * 32,
        statement="I have read it.",
        statement_version="1.0",
        authority="Member of the board",
        publish_declared=True,
        signed_by=attestation.opened_by,
        signed_at=now(),
        salt=b"s" * 32,
        commitment="c0" * 32,
        log_index=next(NUMBERS) + 100_000,
    )


def decision_on(attestation: Attestation, submission: Submission, outcome: str) -> Decision:
    body, _ = Organisation.objects.get_or_create(
        slug="body", defaults={"side": Side.ASSESSOR_BODY, "name": "Body", "country": "NL"}
    )
    engagement = Engagement.objects.create(
        attestation=attestation,
        submission=submission,
        body=body,
        status="closed",
        requested_by=attestation.opened_by,
    )
    recommendation = Recommendation.objects.create(
        engagement=engagement,
        sequence=1,
        score={},
        computed_outcome=outcome,
        outcome=outcome,
        reasons="As computed.",
        made_by=attestation.opened_by,
    )
    return Decision.objects.create(
        engagement=engagement,
        recommendation=recommendation,
        sequence=1,
        outcome=outcome,
        reasons="As recommended.",
        made_by=attestation.opened_by,
    )


def report_on(
    scope: Scope,
    edition: Edition,
    *,
    kind: str = "assessed",
    outcome: str = "conforming",
    state: str = "live",
    live_at: datetime | None = None,
    days: int = 1095,
    twin_of: Callable[[ReportContents], bytes] = twin_bytes,
) -> Report:
    """A report of `scope`, live since yesterday unless told otherwise, valid for `days`."""
    live_at = live_at or now() - timedelta(days=1)
    attestation, submission = attestation_of(scope, edition)
    number = next(NUMBERS)
    report = Report(
        number=f"TP-2026-{number:04}",
        kind=kind,
        organisation=scope.organisation,
        scope=scope,
        edition=edition,
        attestation=attestation,
        submission=submission,
        decision=decision_on(attestation, submission, outcome) if kind == "assessed" else None,
        sequence=number,
        state=state,
        outcome=outcome if kind == "assessed" else "",
        issued_at=live_at,
        valid_from=live_at.astimezone(UTC).date(),
        valid_to=live_at.astimezone(UTC).date() + timedelta(days=days),
        live_at=live_at if state == "live" else None,
        log_index=number if state == "live" else None,
    )
    contents = contents_of(report)
    report.figures = frozen_figures(contents)
    report.twin = twin_of(contents)
    report.twin_sha256 = hashlib.sha256(report.twin).hexdigest()
    report.save()
    content = b"%PDF-1.7 a few bytes " + report.number.encode()
    SignedFile.objects.create(
        report=report,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        unsigned_sha256="0" * 64,
        key_id="test",
        development_key=True,
    )
    return report


def full_of(report: Report, content: bytes = b"%PDF-1.7 confidential bytes") -> SignedFile:
    """The full file beside the public one."""
    return SignedFile.objects.create(
        report=report,
        rung="full",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        unsigned_sha256="0" * 64,
        key_id="test",
        development_key=True,
    )


def notice_on(report: Report, kind: str, at: datetime, reason: str = "") -> Notice:
    return Notice.objects.create(report=report, kind=kind, effective_at=at, reason=reason)

"""From a submission to the contents of its receipt: frozen facts, in a fixed number of queries."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from attestations import snapshot
from attestations.models import Submission
from attestations.reading import thresholds_of
from attestations.templatetags.attesting import warned_place
from journal.models import Entry
from principles.scoring import Result
from reports.contents import Edition, Signatory
from reports.gathering import figures, issuer, organisation_in, scope_in
from reports.receipts.contents import (
    Counted,
    Logged,
    MadeReady,
    PrincipleResult,
    ReceiptContents,
    Warned,
)


def gathered(submission: Submission) -> ReceiptContents:
    """What the receipt of `submission` says; it depends on nothing that changes later but names."""
    content = json.loads(bytes(submission.content))
    edition = submission.attestation.edition
    declared = snapshot.declared(
        content, signed_on=submission.signed_at.date(), thresholds=thresholds_of(edition)
    )
    return ReceiptContents(
        submission=str(submission.pk),
        attestation=str(submission.attestation_id),
        sequence=submission.sequence,
        organisation=organisation_in(content),
        scope=scope_in(content),
        edition=_edition(content),
        as_of=date.fromisoformat(content["as_of"]),
        sha256=submission.sha256,
        signed_at=submission.signed_at,
        signatory=Signatory(
            name=str(submission.signed_by),
            authority=submission.authority,
            statement=submission.statement,
            statement_version=submission.statement_version,
        ),
        publish_declared=submission.publish_declared,
        made_ready=_made_ready(submission),
        logged=Logged(
            index=submission.log_index,
            commitment=submission.commitment,
            salt=bytes(submission.salt).hex(),
        ),
        counted=_counted(content),
        declared=figures(declared.overall),
        principles=_principles(content, declared),
        flags=declared.flags,
        warnings=tuple(
            Warned(
                place=warned_place(each["key"]), sentence=each["sentence"], reason=each["reason"]
            )
            for each in content["warnings"]
        ),
        issuer=issuer(),
    )


def _edition(content: Mapping[str, Any]) -> Edition:
    told = content["edition"]
    return Edition(
        framework=told["framework"],
        framework_title=told["title"],
        edition=told["version"],
        sha256=told["sha256"],
        method=told["method"],
    )


def _made_ready(submission: Submission) -> MadeReady | None:
    """Who made ready what was signed: the attestation forgets it when it is recalled."""
    entries = Entry.objects.filter(
        act="attestation.made_ready",
        object_type="attestations.attestation",
        object_id=str(submission.attestation_id),
        after_sha256=submission.sha256,
        at__lte=submission.signed_at,
    )
    entry = entries.select_related("actor").order_by("at", "id").last()
    return None if entry is None else MadeReady(name=str(entry.actor), at=entry.at)


def _counted(content: Mapping[str, Any]) -> Counted:
    answers = content["answers"]
    pieces = {piece["id"]: piece for answer in answers for piece in answer["evidence"]}
    return Counted(
        criteria=len(content["criteria"]),
        answers=len(answers),
        not_applicable=sum(1 for each in answers if each["not_applicable"]),
        evidence=len(pieces),
        files=sum(len(each["sha256"]) for each in pieces.values()),
    )


def _principles(content: Mapping[str, Any], declared: Result) -> tuple[PrincipleResult, ...]:
    scores = declared.principles or {}
    return tuple(
        PrincipleResult(
            code=each["code"], title=each["title"], declared=figures(scores.get(each["code"]))
        )
        for each in content["principles"]
    )

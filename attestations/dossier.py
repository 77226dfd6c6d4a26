"""What the signatory reads: from rows to the briefing's facts, in a fixed number of statements."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import User
from attestations.briefing import Facts, facts
from attestations.carry_over import changes_between
from attestations.models import Attestation, EvidenceFile, ScanState, Submission
from attestations.reading import thresholds_of
from attestations.since import Compared, Move, compared
from attestations.validity import months_after
from principles.following import NotRelated
from principles.models import Edition

UNSCANNED: Final = (ScanState.WAITING, ScanState.NOT_SCANNED)


@dataclass(frozen=True, slots=True)
class Since:
    """An earlier submission, and what is otherwise now.

    `returned` is set for the last submission of this very attestation: returned, or recalled.
    `compared` is None where the earlier edition is not one that this one follows.
    """

    submission: Submission
    own: bool
    returned: bool
    compared: Compared | None

    @property
    def fell(self) -> str:
        """How many answers fell, for people."""
        return "–" if self.compared is None else str(len(self.compared.of(Move.FELL)))


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the briefing shows beside the content itself."""

    facts: Facts
    since: tuple[Since, ...]
    answered_by: tuple[User, ...]


def dossier_of(attestation: Attestation, content: Mapping[str, Any], today: date) -> Dossier:
    """Read what the signatory must know of this content of the attestation on the day `today`."""
    refused, unscanned = _scans(content)
    return Dossier(
        facts=facts(
            content,
            on=today,
            valid_until=months_after(today, settings.DECLARED_VALIDITY_MONTHS),
            thresholds=thresholds_of(attestation.edition),
            refused=refused,
            unscanned=unscanned,
        ),
        since=tuple(_since(attestation, content, each) for each in _earlier(attestation)),
        answered_by=_answered_by(attestation),
    )


def _earlier(attestation: Attestation) -> list[Submission]:
    """The last submission of this attestation, and the newest of another of the same scope.

    The scope is the member's own, so nothing of another member can be among them.
    """
    rows = Submission.objects.filter(attestation__scope_id=attestation.scope_id)
    rows = rows.select_related("attestation__edition__framework", "signed_by").order_by(
        "-signed_at", "-sequence"
    )
    own = rows.filter(attestation=attestation).first()
    other = rows.exclude(attestation=attestation).filter(
        attestation__edition__framework_id=attestation.edition.framework_id
    )
    return [each for each in (own, other.first()) if each is not None]


def _since(attestation: Attestation, content: Mapping[str, Any], earlier: Submission) -> Since:
    own = earlier.attestation_id == attestation.pk
    was = json.loads(bytes(earlier.content))
    older = earlier.attestation.edition
    found: Compared | None
    try:
        found = compared(content, was, None if own else _sources(older, attestation.edition))
    except NotRelated:
        found = None
    return Since(earlier, own, own and bool(attestation.return_items), found)


def _sources(older: Edition, newer: Edition) -> Mapping[str, tuple[str, ...]] | None:
    """For each criterion of the newer edition the codes that it came from; None for one edition."""
    if older.pk == newer.pk:
        return None
    return {each.code: each.sources for each in changes_between(older, newer)}


def _scans(content: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The pieces with a file that the scanner refused, and with one it has not looked at."""
    versions = {
        piece["id"]: piece["version"]
        for answer in content["answers"]
        for piece in answer["evidence"]
    }
    files = EvidenceFile.objects.filter(
        Q(scan=ScanState.INFECTED) | Q(scan__in=UNSCANNED), evidence__in=versions, stored=True
    )
    rows = [
        (str(key), scan)
        for key, version, scan in files.values_list("evidence_id", "version", "scan")
        if versions[str(key)] == version
    ]
    refused = frozenset(key for key, scan in rows if scan == ScanState.INFECTED)
    return refused, frozenset(key for key, scan in rows if scan in UNSCANNED)


def _answered_by(attestation: Attestation) -> tuple[User, ...]:
    """Who saved the answers as they stand, with `answers`, how many; most first."""
    saved = Q(saved_answers__attestation=attestation, saved_answers__version__gt=0)
    rows = User.objects.filter(saved).annotate(answers=Count("saved_answers", filter=saved))
    return tuple(rows.order_by("-answers", "name"))

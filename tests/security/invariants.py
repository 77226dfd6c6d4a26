"""What must never happen (I1 to I6), as functions over the database and the log.

Each yields one sentence per breach. `check()` raises with all of them; journeys call it at their
end. I1 (nobody reads without a right) cannot be seen in rows: the matrix shows it. I5 (written or
refused) is checked as far as rows can tell: every change of state has its journal entry.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Count
from django.test import Client

from accounts.models import User
from accounts.one_person import one_person
from assessments.models import Decision
from attestations.models import Attestation, Submission
from attestations.status import MOVES, Act
from custody import keyring
from journal.models import Entry
from journal.recording import digest
from principles import wording
from principles.content import content_of, criterion_content
from principles.models import Edition
from reports.models import Correction, PreparedFile, Report, SignedFile
from reports.status import Kind, State
from transparency import checkpoint as notes
from transparency.models import Checkpoint, Leaf

ATTESTATION = Attestation._meta.label_lower
# journal act -> the move that it tells of
TOLD = {
    "attestation.made_ready": Act.MAKE_READY,
    "attestation.reopened": Act.REOPEN,
    "attestation.submitted": Act.SUBMIT,
    "attestation.recalled": Act.RECALL,
    "attestation.returned": Act.RETURN,
    "attestation.accepted": Act.ACCEPT,
    "attestation.closed_declared": Act.CLOSE_AS_DECLARED,
    "attestation.closed_unpublished": Act.CLOSE_UNPUBLISHED,
    "attestation.published": Act.PUBLISH,
    "attestation.cancelled": Act.CANCEL,
}
# What these leave is told of the engagement or decision; they move the attestation too.
TOLD_ELSEWHERE = {
    "plan.frozen": Act.BEGIN_ASSESSMENT,
    "engagement.terminated": Act.STOP_ASSESSMENT,
    "recommendation.made": Act.RECOMMEND,
    "recommendation.returned": Act.RETURN_TO_LEAD,
    "recommendation.sent_back": Act.SEND_BACK,
    "decision.made": Act.DECIDE,
}


def check() -> None:
    """Raise `AssertionError` with every breach there is."""
    found = [
        *reports(),
        *bytes_on_record(),
        *moves(),
        *two_people(),
        *checkpoints(),
        *journal(),
        *secrets(),
        *editions(),
    ]
    assert not found, "\n".join(found)


def reports() -> Iterator[str]:
    """I2: unique, immutable, in the log, and the bytes hash to what the leaf says."""
    keys = ("organisation", "scope", "edition", "sequence")
    for row in Report.objects.values(*keys).annotate(n=Count("pk")).filter(n__gt=1):
        yield f"I2: {row['n']} reports of {row}"
    for report in Report.objects.filter(state=State.LIVE):
        leaf = Leaf.objects.filter(index=report.log_index).first()
        if leaf is None:
            yield f"I2: {report.number} is live and has no leaf"
            continue
        said = bytes(leaf.content).decode()
        for file in report.signed_files.all():
            found = hashlib.sha256(bytes(file.content)).hexdigest()
            if found != file.sha256 or found not in said:
                yield f"I2: the PDF of {report.number} does not hash to its leaf"
        twin = hashlib.sha256(bytes(report.twin or b"")).hexdigest()
        if twin != report.twin_sha256 or twin not in said:
            yield f"I2: the twin of {report.number} does not hash to its leaf"


def editions() -> Iterator[str]:
    """I2: a published edition, and each of its criteria, says what its digest was taken of."""
    for edition in Edition.objects.published().select_related("framework", "follows"):
        if wording.digest(content_of(edition)) != edition.sha256:
            yield f"I2: {edition} has other words than were published"
        for criterion in edition.criteria.select_related("principle"):
            if wording.digest(criterion_content(criterion)) != criterion.sha256:
                yield f"I2: {criterion} of {edition} has other words than its digest"


def bytes_on_record() -> Iterator[str]:
    """I2: every file and submission has the bytes whose digest stands beside it."""
    for kind in (PreparedFile, SignedFile):
        for file in kind.objects.all():
            if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
                yield f"I2: {file} has other bytes than it says"
    for submission in Submission.objects.exclude(content=b"{}"):
        if hashlib.sha256(bytes(submission.content)).hexdigest() != submission.sha256:
            yield f"I2: {submission} has other bytes than were signed"


def moves() -> Iterator[str]:
    """I3: what the journal tells of each attestation is a path along the table of moves."""
    for entry in Entry.objects.filter(act__in=TOLD, object_type=ATTESTATION):
        sources, target = MOVES[TOLD[entry.act]]
        if entry.from_state not in sources or entry.to_state != target:
            yield f"I3: {entry.act} went from {entry.from_state} to {entry.to_state}"
    for attestation in Attestation.objects.all():
        told = list(
            Entry.objects.filter(
                act__in=TOLD, object_type=ATTESTATION, object_id=str(attestation.pk)
            ).order_by("id")
        )
        if attestation.engagements.exists() or not told:
            continue  # between them stand entries of the engagement
        states = [(entry.from_state, entry.to_state) for entry in told]
        for (_, reached), (left, _) in pairwise(states):
            if reached != left:
                yield f"I3: {attestation.pk} left {left}, having reached {reached}"
        if states[-1][1] != attestation.status:
            yield f"I5: {attestation.pk} is {attestation.status}; the journal ends at {states[-1]}"


def two_people() -> Iterator[str]:
    """I3: two distinct natural persons stand behind every publication."""
    for report in Report.objects.filter(state=State.LIVE).select_related(
        "submission", "attestation", "decision__recommendation"
    ):
        people = {report.submission.signed_by_id}
        if report.kind == Kind.DECLARED:
            people |= _acted("attestation.accepted", report.attestation)
            people |= _acted("attestation.made_ready", report.attestation)
        elif report.decision is not None:
            people |= {report.decision.made_by_id, report.decision.recommendation.made_by_id}
        if len(people - {None}) < 2:
            yield f"I3: {report.number} rests on fewer than two people"
    for correction in Correction.objects.filter(by_report__state=State.LIVE):
        if one_person(correction.asked_by_id, correction.answered_by_id):
            yield f"I3: {correction} was asked for and confirmed by one person"
    for decision in Decision.objects.select_related("recommendation", "engagement"):
        if decision.made_by_id == decision.recommendation.made_by_id:
            yield f"I3: {decision.pk} was recommended and decided by one person"
        if decision.engagement.people.filter(user_id=decision.made_by_id).exists():
            yield f"I3: {decision.pk} was decided by somebody of the engagement"


def _acted(act: str, attestation: Attestation) -> set[object]:
    found = Entry.objects.filter(act=act, object_id=str(attestation.pk))
    return set(found.values_list("actor_id", flat=True))


def checkpoints() -> Iterator[str]:
    """I4: every checkpoint ever served is signed and is over the leaves as they stand."""
    served = list(Checkpoint.objects.order_by("size"))
    if not served:
        return
    key = keyring.verifier("checkpoints")
    hashes = [
        hashlib.sha256(b"\x00" + bytes(content)).digest()
        for content in Leaf.objects.order_by("index").values_list("content", flat=True)
    ]
    for checkpoint in served:
        head = notes.verified(checkpoint.note, key)
        root = tree_root(hashes[: checkpoint.size])
        if (head.size, head.root) != (checkpoint.size, root):
            yield f"I4: the checkpoint over {checkpoint.size} leaves is of another tree"


def tree_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, written a second time: nothing of the log's own code is believed."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    left, right = tree_root(hashes[:split]), tree_root(hashes[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def journal() -> Iterator[str]:
    """I5: every entry says what it said when it was written."""
    for entry in Entry.objects.all():
        if digest(entry) != entry.sha256:
            yield f"I5: the journal entry {entry.pk} was changed"


SECRETS = re.compile(
    r"BEGIN [A-Z ]*PRIVATE KEY|tp_[0-9a-f]{8}_|argon2|otpauth:|pbkdf2", re.IGNORECASE
)


def secrets() -> Iterator[str]:
    """I6: no secret and no person in leaves; no secret in the journal; none in file names."""
    people = [text.lower() for pair in User.objects.values_list("email", "name") for text in pair]
    for leaf in Leaf.objects.all():
        said = bytes(leaf.content).decode().lower()
        if SECRETS.search(said) or any(name and name in said for name in people):
            yield f"I6: leaf {leaf.index} tells of a person or a secret"
    for entry in Entry.objects.all():
        if SECRETS.search(entry.reason + json.dumps(entry.facts)):
            yield f"I6: the journal entry {entry.pk} holds a secret"


def file_names(client: Client, number: str) -> Iterator[str]:
    """I6: the names under which a report is downloaded are made of its number alone."""
    for name in ("report.pdf", "report.json"):
        said = client.get(f"/reports/{number}/{name}").get("Content-Disposition", "")
        if said and not re.search(rf'filename="?{number}\.(pdf|json)"?', said):
            yield f"I6: {name} is called {said}"

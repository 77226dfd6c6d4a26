"""Saving answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Self
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations import figures
from attestations.models import (
    SAID_FIELDS,
    Answer,
    AnswerContent,
    AnswerVersion,
    Attestation,
    Confidence,
    Evidence,
    How,
)
from attestations.reading import asked_of
from attestations.status import EDITABLE, WORDS, Status
from attestations.versions import relinked, written
from journal.recording import require_transaction
from principles.answers import LONGEST_REASON, InvalidAnswer
from principles.measures import explain_for
from principles.models import Criterion

WORDS_FIELDS: Final = ("reason", "counter_claim", "plan")


class NoSuchQuestion(Refusal):
    """The attestation does not ask this criterion for this layer."""


class NotEditable(Refusal):
    """The attestation is not in a state in which answers are saved."""


class Conflict(Refusal):
    """Somebody saved the answer after this person had opened it; nothing of either is lost."""

    def __init__(self, current: Answer, mine: "Content") -> None:
        self.current = current
        self.mine = mine
        super().__init__(
            f"{current.saved_by} saved another version of this answer on "
            f"{current.saved_at:%-d %B %Y at %H:%M:%S} UTC. Yours is not saved yet."
        )


@dataclass(frozen=True, slots=True)
class Content:
    """What a person says in one answer.

    The fields are those of `AnswerContent`, which says what they mean.
    """

    response: Mapping[str, Any] | None = None
    figure: Mapping[str, Any] | None = None
    reason: str = ""
    not_applicable: bool = False
    counter_claim: str = ""
    plan: str = ""
    plan_due: date | None = None
    unsure: bool = False
    confidence: str = ""

    @classmethod
    def of(cls, row: AnswerContent) -> Self:
        """What an answer, or one version of it, says."""
        return cls(**{field: getattr(row, field) for field in SAID_FIELDS})

    @property
    def normal(self) -> Self:
        """The same, without a response and a figure beside a claim that it does not apply."""
        return replace(self, response=None, figure=None) if self.not_applicable else self


def editable(attestation_id: UUID) -> Attestation:
    """The attestation, locked against a change of its state, or `NotEditable`.

    FOR SHARE: any number of saves hold it side by side, so they never wait for each other; an
    act that moves the attestation takes FOR UPDATE, waits for the saves under way and is seen by
    the next. The lock that two saves of one answer wait for is the answer's row.
    """
    require_transaction()
    found = Attestation.objects.raw(
        "SELECT * FROM attestations_attestation WHERE id = %s FOR SHARE", [attestation_id]
    )
    attestation: Attestation = found[0]
    _require_editable(attestation)
    return attestation


def _require_editable(attestation: Attestation) -> None:
    if attestation.status not in EDITABLE:
        words = WORDS[Status(attestation.status)].lower()
        raise NotEditable(
            f"The attestation is {words}. Its answers cannot be changed now. "
            "Copy what you wrote, and open its first page to see what can be done."
        )


def saved(
    attestation_id: UUID,
    code: str,
    layer: str,
    content: Content,
    *,
    seen: int,
    evidence: Collection[UUID] | None = None,
    by: Actor,
    at: datetime,
    how: How = How.FORM,
    restored_from: int | None = None,
    criterion: Criterion | None = None,
    affirms: bool = True,
) -> Answer:
    """Save one answer over version `seen`; the answer as it stands now.

    `criterion` is that of `code`, where it was read already: a published one never changes.
    `evidence` are the ids of all pieces that shall be attached; None leaves them as they are.
    `restored_from` names the version whose content this is, where it is one.
    A change adds an `AnswerVersion`, which is the journal of saves; no change adds nothing, unless
    the answer was still to be affirmed: to save it as it stands affirms it (`affirms`), but not
    where the page saved by itself what somebody had typed and taken back.
    Raises `Conflict` when `seen` is not the current version and what it holds differs,
    `InvalidAnswer` with the field, `NotEditable`, `NoSuchQuestion`.
    """
    attestation = editable(attestation_id)
    answer = _locked(attestation_id, code, layer, criterion)
    checked(answer.criterion, content, layer=layer, as_of=attestation.as_of)
    linked, own = _pieces(answer, evidence, attestation)
    wanted = linked if evidence is None else set(evidence)
    if not wanted <= linked | own:
        raise InvalidAnswer("evidence", "One of these pieces of evidence is not yours.")
    if _same(answer, content) and wanted == linked:
        if not (answer.to_affirm and affirms):
            return answer
        how = How.AFFIRMED
    if seen != answer.version:
        raise Conflict(answer, content)
    _say(answer, content, by=by, at=at)
    relinked(answer, linked, wanted)
    written(answer, wanted, how=how, restored_from=restored_from)
    return answer


def says_anything(version: AnswerVersion) -> bool:
    """Whether a saved version holds an answer, a word or a piece of evidence."""
    return Content.of(version) != Content() or bool(version.evidence_ids)


def _locked(attestation_id: UUID, code: str, layer: str, known: Criterion | None) -> Answer:
    """The answer, locked against another save of it, with its criterion.

    Joined is only what never changes: a lock that was waited for reads the answer's row again, and
    joined to the person who had saved it before, it would not be found.
    """
    rows = Answer.objects.select_for_update(of=("self",))
    if known is None:
        rows = rows.select_related("criterion").filter(criterion__code=code)
    else:
        rows = rows.filter(criterion=known.pk)
    try:
        answer = rows.get(attestation=attestation_id, layer=layer)
    except Answer.DoesNotExist as missing:
        raise NoSuchQuestion("The attestation does not ask this.") from missing
    if known is not None:
        answer.criterion = known
    return answer


def foreseen(answer: Answer, content: Content, *, seen: int) -> None:
    """Raise what `saved` would raise for an answer with new evidence, as far as no lock is needed.

    Asked before a file is kept for this save, so that a save that is refused leaves none behind.
    """
    checked(answer.criterion, content, layer=answer.layer, as_of=answer.attestation.as_of)
    _require_editable(answer.attestation)
    if seen != answer.version:
        raise Conflict(answer, content)


def checked(criterion: Criterion, content: Content, *, layer: str, as_of: date) -> None:
    """Raise `InvalidAnswer`, with the field, unless the answer can be rated."""
    for field in WORDS_FIELDS:
        if len(getattr(content, field)) > LONGEST_REASON:
            raise InvalidAnswer(field, f"Write at most {LONGEST_REASON:,} characters.")
    if content.confidence not in ("", *Confidence):
        raise InvalidAnswer("confidence", "Choose low, medium or high.")
    figures.checked(content.normal.figure, criterion.rule, as_of=as_of)
    if content.response is None and not content.not_applicable:
        return
    answer: Mapping[str, Any] = {"na": True} if content.not_applicable else content.response or {}
    terms = asked_of(criterion, "").terms
    explain_for(terms, answer, has_evidence=True, as_of=as_of, layer=layer or None)


def _same(answer: Answer, content: Content) -> bool:
    return Content.of(answer) == content.normal


def _say(answer: Answer, content: Content, *, by: Actor, at: datetime) -> None:
    said = content.normal
    for field in SAID_FIELDS:
        setattr(answer, field, getattr(said, field))
    answer.criterion_sha256 = answer.criterion.sha256
    answer.to_affirm = False
    answer.version += 1
    answer.saved_by_id = by.person_id
    answer.saved_at = at


def _pieces(
    answer: Answer, wanted: Collection[UUID] | None, attestation: Attestation
) -> tuple[set[UUID], set[UUID]]:
    """What is attached, and what of `wanted` is the declaring organisation's; one statement.

    Read once the answer is locked: with the lock's own statement it could be older than the row.
    """
    attached = answer.evidence_links.values_list("evidence_id", Value(value=True))
    if not wanted:
        return {piece for piece, _ in attached}, set()
    theirs = Evidence.objects.filter(pk__in=wanted, organisation__scopes=attestation.scope_id)
    own = theirs.order_by().values_list("pk", Value(value=False))
    found = list(attached.union(own, all=True))
    return {key for key, is_linked in found if is_linked}, {
        key for key, is_linked in found if not is_linked
    }


@transaction.atomic(durable=True)
def save_answer(
    attestation_id: UUID,
    code: str,
    layer: str,
    content: Content,
    *,
    seen: int,
    evidence: Collection[UUID] | None = None,
    by: Actor,
) -> Answer:
    """Somebody saves one answer over the version that she saw."""
    return saved(
        attestation_id, code, layer, content, seen=seen, evidence=evidence, by=by, at=now()
    )

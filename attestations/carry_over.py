"""Beginning an attestation with the answers of an earlier one, on the same or a newer edition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations import grants
from attestations.cancellation import cancelled
from attestations.carrying import WAYS, WHOLE, Plan, planned, waits
from attestations.drafting import says_anything
from attestations.models import (
    CONTENT_FIELDS,
    Answer,
    AnswerVersion,
    Attestation,
    CarriedAnswer,
    EvidenceLink,
    Grant,
    How,
)
from attestations.opening import begun, blank_answers
from attestations.rating import Place, questions
from attestations.reading import asked_of
from attestations.status import CLOSED, Status
from attestations.versions import version_of
from journal.recording import record, require_transaction
from principles.comparison import CriterionChange
from principles.content import content_of
from principles.following import comparison_of
from principles.lineage import ChangeClass, Fate
from principles.models import Criterion, Edition

# An open draft in one of these states, never submitted, gives way to the one that it moves to.
GIVES_WAY: Final = (Status.DRAFT, Status.READY)


class CannotCarryOver(Refusal):
    """Answers cannot be carried over like this; the text says why."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """What carrying over would do; nothing is written."""

    changes: tuple[CriterionChange, ...]
    plan: Plan
    versions: Mapping[Place, AnswerVersion]
    # The titles of the old criteria that were answered, by code.
    titles: Mapping[str, str]
    # By the place of each old answer that nobody has confirmed yet: where it came from itself.
    waiting: Mapping[Place, CarriedAnswer]

    def waits_of(self, *, moves: bool) -> tuple[Place, ...]:
        """The new places whose carried answers will wait to be confirmed."""
        return tuple(
            target.place
            for moved in self.plan.moved
            for target in moved.targets
            if target.fate in WHOLE
            and waits(target.fate, same_draft=moves, waited=moved.source in self.waiting)
        )

    def origin(self, source: Place, fate: Fate) -> tuple[AnswerVersion, Fate]:
        """The version that a person gave, and how it gets from there to here.

        An old answer that nobody confirmed is nobody's word yet: what was carried to it is what is
        carried on, and what had changed by then has changed still.
        """
        before = self.waiting.get(source)
        if before is None:
            return self.versions[source], fate
        if fate not in WHOLE:
            return before.source, fate
        return before.source, max(fate, Fate(before.fate), key=WAYS.index)


def gives_way(source: Attestation, scope_id: UUID) -> bool:
    """Whether `source` is cancelled when its answers move to another attestation of this scope."""
    return (
        source.scope_id == scope_id and source.submitted_at is None and source.status in GIVES_WAY
    )


def changes_between(older: Edition, newer: Edition) -> tuple[CriterionChange, ...]:
    """What became of every criterion; of one edition with itself nothing. Raises `NotRelated`."""
    if older.pk != newer.pk:
        return comparison_of(older, newer).criteria
    return tuple(
        CriterionChange(row["code"], ChangeClass.UNCHANGED, (row["code"],), row, row)
        for row in content_of(older)["criteria"]
    )


def foreseen(source: Attestation, edition: Edition, layers: Iterable[str]) -> Carrying:
    """Foresee where every answer of `source` goes on `edition` for these layers.

    A fixed number of statements. Raises `NotRelated` when the edition does not follow.
    """
    asked_before = Answer.objects.filter(attestation=source).order_by("criterion__order", "layer")
    rows = Criterion.objects.filter(edition=edition)
    now_asked = questions([asked_of(each, "") for each in rows], tuple(layers))
    versions, titles = _said(source)
    changes = changes_between(source.edition, edition)
    plan = planned(
        changes,
        asked_before=asked_before.values_list("criterion__code", "layer"),
        answered=versions,
        asked_now=now_asked,
    )
    return Carrying(changes, plan, versions, titles, _waiting(source))


def _said(source: Attestation) -> tuple[dict[Place, AnswerVersion], dict[str, str]]:
    """The newest version of every answer in which anything is said, and titles; one statement."""
    rows = (
        AnswerVersion.objects.filter(answer__attestation=source, version=F("answer__version"))
        .select_related("answer")
        .annotate(code=F("answer__criterion__code"), title=F("answer__criterion__title"))
    )
    said = [row for row in rows if says_anything(row)]
    versions: dict[Place, AnswerVersion] = {(row.code, row.answer.layer): row for row in said}
    return versions, {row.code: row.title for row in said}


def _waiting(source: Attestation) -> dict[Place, CarriedAnswer]:
    """Where the answers came from that were carried to `source` and wait there; one statement."""
    rows = CarriedAnswer.objects.filter(attestation=source, target__to_affirm=True)
    found = rows.select_related("source", "target__criterion")
    return {
        (row.target.criterion.code, row.target.layer): row
        for row in found
        if row.target is not None
    }


def carried_over(
    source_id: UUID,
    scope_id: UUID,
    edition_id: UUID,
    as_of: date,
    *,
    by: Actor,
    at: datetime,
) -> Attestation:
    """Open a draft with the answers of `source`, each where and how the edition's changes say.

    A draft of the same scope that was never submitted gives way: it is cancelled, stays readable,
    and its delegations move along. Any other source stays as it is. Raises `CannotOpen`,
    `NotRelated`, and `CannotCarryOver` for a draft that has moved already.
    """
    require_transaction()
    source = (
        Attestation.objects.select_for_update(of=("self",))
        .select_related("scope__organisation", "edition__framework")
        .get(pk=source_id)
    )
    _require_not_moved(source)
    attestation = begun(scope_id, edition_id, as_of, by=by, at=at, carried_from=source)
    if attestation.scope.organisation_id != source.scope.organisation_id:
        raise CannotCarryOver(
            "Answers are carried over within one organisation. Choose a scope of the same one."
        )
    carrying = foreseen(source, attestation.edition, attestation.layers)
    moves = gives_way(source, scope_id)
    _write(attestation, carrying, moves=moves, by=by, at=at)
    delegated = _delegate_again(source, attestation, carrying.changes, at=at) if moves else {}
    record(
        "attestation.carried_over",
        attestation,
        by=by,
        organisation_id=source.scope.organisation_id,
        to_state=attestation.status,
        facts={
            "from": str(source.pk),
            "edition": attestation.edition.sha256,
            "as_of": as_of.isoformat(),
            "counts": carrying.plan.counts,
            "delegated": delegated,
        },
    )
    if moves:
        reason = f"Carried over to edition {attestation.edition.version}"
        cancelled(source.pk, reason, by=by, at=at)
    return attestation


def moved_to(source: Attestation) -> Attestation | None:
    """The open attestation of the same scope that a cancelled draft gave way to, if any."""
    if source.status != Status.CANCELLED:
        return None
    live = source.carried_to.exclude(status__in=[state.value for state in CLOSED])
    return live.filter(scope_id=source.scope_id).select_related("edition").first()


def _require_not_moved(source: Attestation) -> None:
    moved = moved_to(source)
    if moved is not None:
        raise CannotCarryOver(
            f"This draft has been carried over to edition {moved.edition.version} already. "
            "Go on with that one."
        )


def _write(
    attestation: Attestation, carrying: Carrying, *, moves: bool, by: Actor, at: datetime
) -> None:
    """Insert the answers, their first versions and evidence, and where each came from."""
    answers = blank_answers(attestation, by=by, at=at)
    by_place = {(each.criterion.code, each.layer): each for each in answers}
    versions, links, carried = [], [], []
    for moved in carrying.plan.moved:
        source = carrying.versions[moved.source]
        for target in moved.targets:
            answer = by_place[target.place]
            if target.fate in WHOLE:
                answer.to_affirm = waits(
                    target.fate, same_draft=moves, waited=moved.source in carrying.waiting
                )
                _take_over(answer, source)
                versions.append(version_of(answer, source.evidence_ids, how=How.CARRY_OVER))
                links += [
                    EvidenceLink(answer=answer, evidence_id=each) for each in source.evidence_ids
                ]
            carried.append(_row(attestation, *carrying.origin(moved.source, target.fate), answer))
        if not moved.targets:
            carried.append(_row(attestation, *carrying.origin(moved.source, Fate.KEPT), None))
    Answer.objects.bulk_create(answers)
    AnswerVersion.objects.bulk_create(versions)
    EvidenceLink.objects.bulk_create(links)
    CarriedAnswer.objects.bulk_create(carried)


def _take_over(answer: Answer, source: AnswerVersion) -> None:
    for field in CONTENT_FIELDS:
        if field != "criterion_sha256":  # it answers the new text, whose digest it has already
            setattr(answer, field, getattr(source, field))
    answer.version = 1


def _row(
    attestation: Attestation, source: AnswerVersion, fate: Fate, target: Answer | None
) -> CarriedAnswer:
    return CarriedAnswer(attestation=attestation, source=source, fate=fate.value, target=target)


def _delegate_again(
    source: Attestation,
    attestation: Attestation,
    changes: Iterable[CriterionChange],
    *,
    at: datetime,
) -> dict[str, list[str]]:
    """Give contributors the same criteria again, under what these have become; by person."""
    became: dict[str, list[str]] = {}
    for change in changes:
        for code in change.sources if change.new is not None else ():
            became.setdefault(code, []).append(change.code)
    held = Grant.objects.in_force(at).filter(attestation=source, because=grants.DELEGATION)
    given, people = [], {}
    for grant in held:
        codes = {new for code in grant.criteria or () for new in became.get(code, ())}
        if codes:
            people[str(grant.user_id)] = sorted(codes)
            given.append(_same_grant(grant, attestation, sorted(codes), at=at))
    Grant.objects.bulk_create(given)
    return people


def _same_grant(grant: Grant, attestation: Attestation, codes: list[str], *, at: datetime) -> Grant:
    return Grant(
        attestation=attestation,
        permission=grant.permission,
        user_id=grant.user_id,
        organisation_id=grant.organisation_id,
        role=grant.role,
        criteria=codes,
        starts_at=at,
        ends_at=grant.ends_at,
        because=grant.because,
        note=grant.note,
        due=grant.due,
    )


@transaction.atomic(durable=True)
def carry_over(
    source_id: UUID, scope_id: UUID, edition_id: UUID, as_of: date, *, by: Actor
) -> Attestation:
    """An editor or owner opens an attestation with the answers of an earlier one."""
    return carried_over(source_id, scope_id, edition_id, as_of, by=by, at=now())

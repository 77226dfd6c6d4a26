"""From rows to the pure pictures: a fixed number of queries, however much there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from attestations import snapshot
from attestations.completeness import Picture, picture
from attestations.evidence_models import CARRYING
from attestations.models import (
    Answer,
    AnswerVersion,
    Attestation,
    DisclosureClass,
    Evidence,
    EvidenceFile,
    EvidenceKind,
)
from attestations.rating import Asked, Given, Place
from principles.models import Criterion, Edition, Principle
from principles.scoring import Thresholds


@dataclass(frozen=True, slots=True)
class Draft:
    """An attestation with everything that its answers are read by."""

    attestation: Attestation
    principles: tuple[Principle, ...]
    criteria: tuple[Criterion, ...]
    asked: tuple[Asked, ...]
    answers: dict[Place, Answer]
    evidence: dict[Place, tuple[Evidence, ...]]

    @property
    def given(self) -> dict[Place, Given]:
        """The answers as the pure modules take them."""
        return {
            place: given_of(answer, self.evidence.get(place, ()))
            for place, answer in self.answers.items()
        }

    @property
    def principle_weights(self) -> dict[str, int]:
        """The principles' weights by code."""
        return {principle.code: principle.weight for principle in self.principles}

    def picture(self, today: date) -> Picture:
        """What the answers amount to on the day `today`."""
        return picture(
            self.asked,
            self.given,
            layers=self.attestation.layers,
            as_of=self.attestation.as_of,
            today=today,
            thresholds=thresholds_of(self.attestation.edition),
            principle_weights=self.principle_weights,
        )


def thresholds_of(edition: Edition) -> Thresholds:
    """The edition's figures for its scoring method."""
    return Thresholds.from_data(edition.scoring)


def asked_of(criterion: Criterion, principle_code: str) -> Asked:
    """What of a criterion matters for rating and counting."""
    return Asked(
        code=criterion.code,
        principle=principle_code,
        title=criterion.title,
        weight=criterion.weight,
        must_meet=criterion.must_meet,
        per_layer=criterion.per_layer,
        applies_to=tuple(criterion.applies_to),
        na_allowed=criterion.na_allowed,
        rule=criterion.rule,
        sha256=criterion.sha256,
        disclosure=criterion.disclosure,
        met_needs=criterion.met_needs,
    )


def given_of(answer: Answer | AnswerVersion, evidence: Sequence[Evidence]) -> Given:
    """An answer's row, or one version of it, as the pure modules take it, with what is attached."""
    return Given(
        response=answer.response,
        reason=answer.reason,
        not_applicable=answer.not_applicable,
        plan=answer.plan,
        plan_due=answer.plan_due,
        unsure=answer.unsure,
        evidence=sum(1 for piece in evidence if piece.kind in CARRYING),
        public_links=sum(1 for piece in evidence if _is_public_link(piece)),
        to_affirm=isinstance(answer, Answer) and answer.to_affirm,
        confidence=answer.confidence,
        expiries=tuple(piece.expires_on for piece in evidence if piece.expires_on),
        periods_until=tuple(piece.covers_until for piece in evidence if piece.covers_until),
        figure=answer.figure,
    )


def _is_public_link(piece: Evidence) -> bool:
    return piece.kind == EvidenceKind.LINK and piece.disclosure == DisclosureClass.PUBLIC


def draft_of(attestation: Attestation, *, of: str | None = None) -> Draft:
    """Read an attestation whole, or what concerns the principle with the code `of`.

    Four queries; scope and edition are read with the attestation or before.
    """
    every = Principle.objects.filter(edition_id=attestation.edition_id)
    principles = tuple(every if of is None else every.filter(code=of))
    codes = {principle.pk: principle.code for principle in principles}
    criteria = tuple(Criterion.objects.filter(principle__in=codes).order_by("order"))
    code_of = {criterion.pk: criterion.code for criterion in criteria}
    rows = Answer.objects.filter(attestation=attestation, criterion__in=code_of)
    rows = rows.prefetch_related("evidence")
    answers = {(code_of[row.criterion_id], row.layer): row for row in rows}
    evidence = {
        place: tuple(sorted(row.evidence.all(), key=lambda each: str(each.pk)))
        for place, row in answers.items()
    }
    asked = tuple(asked_of(each, codes[each.principle_id]) for each in criteria)
    return Draft(attestation, principles, criteria, asked, answers, evidence)


def content_of(draft: Draft, warnings: Sequence[dict[str, str]]) -> dict[str, Any]:
    """The content to be frozen (its shape stands in `snapshot.py`); one query more, for files."""
    attestation = draft.attestation
    scope, edition = attestation.scope, attestation.edition
    found = draft.picture(attestation.as_of)
    pieces = {each.pk: each for group in draft.evidence.values() for each in group}
    told = _pieces(pieces.values())
    return {
        "schema": snapshot.SCHEMA,
        "attestation": str(attestation.pk),
        "as_of": attestation.as_of.isoformat(),
        "organisation": {
            "id": str(scope.organisation_id),
            "slug": scope.organisation.slug,
            "name": scope.organisation.name,
            "country": scope.organisation.country,
        },
        "scope": {
            "id": str(scope.pk),
            "slug": scope.slug,
            "title": scope.title,
            "statement": attestation.scope_statement,
            "included": attestation.scope_included,
            "excluded": attestation.scope_excluded,
            "why": attestation.scope_why,
            "layers": list(attestation.layers),
        },
        "edition": {
            "framework": edition.framework.slug,
            "version": edition.version,
            "title": edition.title,
            "sha256": edition.sha256,
            "method": edition.method,
        },
        "principles": [
            {"code": each.code, "title": each.title, "weight": each.weight}
            for each in draft.principles
        ],
        "criteria": [_criterion(each) for each in draft.asked],
        "answers": [
            _answer(draft, place, found, told)
            for place in found.ratings  # in the edition's order
            if place in draft.answers
        ],
        "warnings": list(warnings),
    }


def _criterion(one: Asked) -> dict[str, Any]:
    return {
        "code": one.code,
        "principle": one.principle,
        "title": one.title,
        "weight": one.weight,
        "must_meet": one.must_meet,
        "per_layer": one.per_layer,
        "applies_to": list(one.applies_to),
        "na_allowed": one.na_allowed,
        "disclosure": one.disclosure,
        "sha256": one.sha256,
    }


def _answer(draft: Draft, place: Place, found: Picture, told: dict[Any, Any]) -> dict[str, Any]:
    row = draft.answers[place]
    rating = found.ratings[place]
    working = rating.working
    sentences = [working.reason, *(cap.sentence for cap in working.caps)] if working else []
    return {
        "criterion": place[0],
        "layer": place[1],
        "version": row.version,
        "response": row.response,
        "figure": row.figure,
        "reason": row.reason,
        "not_applicable": row.not_applicable,
        "counter_claim": row.counter_claim,
        "confidence": row.confidence,
        "plan": row.plan,
        "plan_due": row.plan_due.isoformat() if row.plan_due else None,
        "level": rating.level if isinstance(rating.level, int) else None,
        "level_reason": " ".join(sentences),
        "evidence": [told[piece.pk] for piece in draft.evidence.get(place, ())],
    }


def _pieces(pieces: Iterable[Evidence]) -> dict[Any, dict[str, Any]]:
    by_id = {piece.pk: piece for piece in pieces}
    files: dict[Any, list[EvidenceFile]] = {}
    for file in EvidenceFile.objects.filter(evidence__in=by_id).order_by("version", "sha256"):
        if file.version == by_id[file.evidence_id].version:
            file.evidence = by_id[file.evidence_id]
            files.setdefault(file.evidence_id, []).append(file)
    return {key: _piece(piece, files.get(key, [])) for key, piece in by_id.items()}


def _piece(piece: Evidence, files: Sequence[EvidenceFile]) -> dict[str, Any]:
    own = piece.disclosure == DisclosureClass.MEMBER
    return {
        "id": str(piece.pk),
        "title": "" if own else piece.title,
        "kind": piece.kind,
        "class": piece.disclosure,
        "version": piece.version,
        "effective_on": _iso(piece.effective_on),
        "covers_from": _iso(piece.covers_from),
        "covers_until": _iso(piece.covers_until),
        "expires_on": _iso(piece.expires_on),
        "public_summary": piece.public_summary,
        "text": "" if own else piece.text,
        "url": "" if own else piece.url,
        "sha256": [file.sha256 for file in files],
        "files": [
            {
                "name": "" if own or file.seen_by == DisclosureClass.MEMBER else file.name,
                "sha256": file.sha256,
                "size": file.size,
                "class": file.seen_by,
            }
            for file in files
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

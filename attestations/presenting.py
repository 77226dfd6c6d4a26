"""Attestations and their answers in words for pages; no rules, no queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse

from attestations import figures
from attestations.completeness import Picture, Progress
from attestations.gaps import Gap, GapKind
from attestations.models import AnswerContent, Attestation
from attestations.rating import Place, Rating
from attestations.reading import Draft
from organisations.layers import TITLES
from principles.judgement import YES_NO, bound_of, by_level, with_unit
from principles.lineage import Fate
from principles.models import Criterion
from principles.scoring import NotApplicable
from principles.vocabulary import AnswerType

METHODS: Final[Mapping[str, str]] = {
    "examine": "examine documents",
    "interview": "interview people",
    "sampling": "take samples",
    "test": "test",
}
# Where an answer's form was sent from, in its field `then`.
PRINCIPLE: Final = "principle"
NO_FATES: Final[Mapping[Place, Fate]] = {}
ASKED_ANEW: Final[Mapping[Fate | None, str]] = {
    Fate.AGAIN: "To answer again",
    Fate.BY_HAND: "To map by hand",
}
# A task's state by the gap that comes first.
GAP_WORDS: Final[Mapping[GapKind, str]] = {
    GapKind.INVALID: "To be mended",
    GapKind.AFFIRM: "To confirm",
    GapKind.REASON: "Reason missing",
    GapKind.PUBLIC_LINK: "Public link missing",
    GapKind.UNSURE: "Unsure, come back",
    GapKind.MISSING: "Not answered",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one principle, as tasks."""

    code: str
    title: str
    progress: Progress
    tasks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One answer as it stands on the page that checks, or in the briefing."""

    code: str
    title: str
    layer: str
    must_meet: bool
    url: str
    answer: str
    reason: str
    taken: str
    counter_claim: str
    confidence: str
    plan: str
    plan_due: date | None
    evidence: Sequence[Any]
    level: int | None
    level_reason: str
    claimed: bool
    gaps: Sequence[Gap] = ()


def trail(attestation: Attestation, *pages: str) -> list[dict[str, str]]:
    """The breadcrumbs down to a page of an attestation."""
    own = reverse("attestations:attestation", args=[attestation.pk])
    crumbs = [{"title": "Attestations", "url": reverse("attestations:list")}]
    crumbs.append({"title": attestation.scope.title, "url": own if pages else ""})
    return crumbs + [{"title": page, "url": ""} for page in pages]


def question_url(attestation: Attestation, place: Place) -> str:
    """The address of one answer."""
    parts = [attestation.pk, place[0], *([place[1]] if place[1] else [])]
    return reverse("attestations:question", args=parts)


def place_words(place: Place) -> str:
    """An answer's place for people: “SEC-05 (Cloud and data)”."""
    code, layer = place
    return f"{code} ({TITLES.get(layer, layer)})" if layer else code


def affirm_url(attestation: Attestation, place: Place) -> str:
    """Where it is said that a carried answer still holds."""
    parts = [attestation.pk, place[0], *([place[1]] if place[1] else [])]
    return reverse("attestations:affirm", args=parts)


def task_groups(
    draft: Draft,
    picture: Picture,
    codes: Collection[str] | None,
    fates: Mapping[Place, Fate] = NO_FATES,
) -> list[Group]:
    """The questions by principle with their states; only those of `codes`, where given.

    `fates` says of carried answers how they came, so that what is asked again says so.
    """
    asked = {one.code: one for one in draft.asked}
    gaps: dict[Place, list[Gap]] = {}
    for gap in picture.gaps:
        gaps.setdefault(gap.place, []).append(gap)
    groups = []
    for principle in draft.principles:
        places = [
            place
            for place in picture.ratings
            if asked[place[0]].principle == principle.code and (codes is None or place[0] in codes)
        ]
        if places:
            tasks = [
                _task(draft, place, asked[place[0]].title, picture, gaps, fates.get(place))
                for place in places
            ]
            done = sum(1 for task in tasks if task["answered"])
            groups.append(Group(principle.code, principle.title, Progress(done, len(tasks)), tasks))
    return groups


def left_of_move(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """The tasks that a move to another edition left for somebody: affirm, answer again, map."""
    words = {GAP_WORDS[GapKind.AFFIRM], *ASKED_ANEW.values()}
    return [task for group in groups for task in group.tasks if task["status"] in words]


def _task(
    draft: Draft,
    place: Place,
    title: str,
    picture: Picture,
    gaps: Mapping[Place, Sequence[Gap]],
    fate: Fate | None,
) -> dict[str, Any]:
    rating = picture.ratings[place]
    status, kind = _state(draft, place, rating, gaps.get(place, ()), fate)
    to_affirm = any(gap.kind is GapKind.AFFIRM for gap in gaps.get(place, ()))
    answered = rating.level is not None and not to_affirm
    return {
        "place": place,
        "title": f"{place[0]} {title}",
        "url": question_url(draft.attestation, place),
        "hint": TITLES.get(place[1], ""),
        "status": status,
        "kind": kind,
        "done": answered and kind == "",
        "answered": answered,
    }


def _state(
    draft: Draft, place: Place, rating: Rating, gaps: Sequence[Gap], fate: Fate | None
) -> tuple[str, str]:
    answer = draft.answers.get(place)
    if fate in ASKED_ANEW and (answer is None or answer.version == 0):
        return ASKED_ANEW[fate], "caution"
    if answer is None or (answer.response is None and not answer.not_applicable):
        return ("Begun", "quiet") if answer and answer.version else ("Not answered", "quiet")
    if gaps:
        kinds = {gap.kind for gap in gaps}
        return next((words for kind, words in GAP_WORDS.items() if kind in kinds), ""), "caution"
    if rating.level is NotApplicable.CLAIMED:
        return "Does not apply", ""
    return f"Level {rating.level}", ""


def check_rows(draft: Draft, picture: Picture) -> dict[str, list[CheckRow]]:
    """Every answer by principle code, with what blocks it."""
    asked = {one.code: one for one in draft.asked}
    criteria = {criterion.code: criterion for criterion in draft.criteria}
    rows: dict[str, list[CheckRow]] = {each.code: [] for each in draft.principles}
    for place, rating in picture.ratings.items():
        one, answer = asked[place[0]], draft.answers.get(place)
        working = rating.working
        rows[one.principle].append(
            CheckRow(
                code=one.code,
                title=one.title,
                layer=TITLES.get(place[1], ""),
                must_meet=one.must_meet,
                url=question_url(draft.attestation, place),
                answer=answer_words(
                    criteria[one.code].rule,
                    answer.response if answer else None,
                    claimed=bool(answer and answer.not_applicable),
                    figure=answer.figure if answer else None,
                    layer=place[1],
                ),
                reason=answer.reason if answer else "",
                taken=figures.taken(answer.figure if answer else None),
                counter_claim=answer.counter_claim if answer else "",
                confidence=answer.confidence if answer else "",
                plan=answer.plan if answer else "",
                plan_due=answer.plan_due if answer else None,
                evidence=draft.evidence.get(place, ()),
                level=rating.level if isinstance(rating.level, int) else None,
                level_reason=(
                    " ".join([working.reason, *(cap.sentence for cap in working.caps)])
                    if working
                    else ""
                ),
                claimed=rating.level is NotApplicable.CLAIMED,
                gaps=[
                    gap
                    for gap in picture.gaps
                    if gap.place == place and gap.kind is not GapKind.MISSING
                ],
            )
        )
    return rows


def content_rows(
    content: Mapping[str, Any], criteria: Mapping[str, Criterion]
) -> dict[str, list[CheckRow]]:
    """The same rows from a submission's frozen content; `criteria` are the edition's, by code."""
    told = {each["code"]: each for each in content["criteria"]}
    rows: dict[str, list[CheckRow]] = {each["code"]: [] for each in content["principles"]}
    for answer in content["answers"]:
        one = told[answer["criterion"]]
        rows[one["principle"]].append(
            CheckRow(
                code=one["code"],
                title=one["title"],
                layer=TITLES.get(answer["layer"], ""),
                must_meet=one["must_meet"],
                url="",
                answer=answer_words(
                    criteria[one["code"]].rule,
                    answer["response"],
                    claimed=answer["not_applicable"],
                    figure=answer.get("figure"),
                    layer=answer["layer"],
                ),
                reason=answer["reason"],
                taken=figures.taken(answer.get("figure")),
                counter_claim=answer.get("counter_claim", ""),
                confidence=answer.get("confidence", ""),
                plan=answer["plan"],
                plan_due=date.fromisoformat(due) if (due := answer["plan_due"]) else None,
                evidence=answer["evidence"],
                level=answer["level"],
                level_reason=answer["level_reason"],
                claimed=answer["not_applicable"],
            )
        )
    return rows


def methods_told(criterion: Criterion) -> str:
    """How an assessor goes about it: “Examine documents, interview people”."""
    used = criterion.assessment.get("methods", ())
    return ", ".join(METHODS[each] for each in used if each in METHODS).capitalize()


def level_told(rating: Rating) -> dict[str, Any]:
    """What `attestations/level.html` shows of a rating."""
    return {
        "working": rating.working,
        "problem": rating.problem,
        "claimed": rating.level is NotApplicable.CLAIMED,
    }


def answer_words(
    rule: Mapping[str, Any],
    response: Mapping[str, Any] | None,
    *,
    claimed: bool = False,
    figure: Mapping[str, Any] | None = None,
    layer: str | None = None,
) -> str:
    """A response in words, as people read it."""
    if claimed:
        return "Does not apply to us"
    return figures.words(rule, response, figure, layer=layer)


def words_of(answer: AnswerContent, rule: Mapping[str, Any], *, layer: str | None = None) -> str:
    """What an answer, or one version of it, says to its rule."""
    return answer_words(
        rule, answer.response, claimed=answer.not_applicable, figure=answer.figure, layer=layer
    )


def counted(count: int, what: str) -> str:
    """A number of things in words: “1 element”, “5 elements”."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def thresholds(rule: Mapping[str, Any], layer: str) -> list[tuple[int, str]]:
    """What each level needs, highest first, in words; () where the answer itself says it."""
    kind = AnswerType(rule["type"])
    if kind is AnswerType.METRIC:
        bands = by_level(rule.get("bands_by_layer", {}).get(layer, rule["bands"]))
        side = "at most" if rule["direction"] == "lower_is_better" else "at least"
        told = {n: f"{side} {with_unit(bound_of(b), rule['unit'])}" for n, b in bands.items()}
    elif kind is AnswerType.DATE:
        told = {n: f"at most {d} days ago" for n, d in by_level(rule["max_age_days"]).items()}
    elif kind in {AnswerType.MULTI_CHOICE, AnswerType.DOCUMENT}:
        what = "option" if kind is AnswerType.MULTI_CHOICE else "element"
        told = {n: counted(count, what) for n, count in by_level(rule["bands"]).items()}
    elif kind is AnswerType.CHOICE:
        told = {}
        for each in rule["options"]:
            level = int(each["level"])
            told[level] = f"{told[level]}; or: {each['label']}" if level in told else each["label"]
    elif kind is AnswerType.YES_NO_PARTIAL:
        told = {level: f"“{YES_NO[value]}”" for value, level in rule["levels"].items()}
    else:
        told = by_level(rule["rubric"])
    return sorted(told.items(), reverse=True)


def sources(criterion: Criterion) -> list[dict[str, str]]:
    """Where the thresholds come from; what no seen source sets is called our own benchmark."""
    return [
        {
            "text": each["source"],
            "label": (
                "our own benchmark"
                if each["kind"] == "benchmark"
                else ("source" if each.get("seen") else "named source, its text not checked by us")
            ),
        }
        for each in criterion.threshold_sources
    ] or [{"text": "No source sets these thresholds.", "label": "our own benchmark"}]

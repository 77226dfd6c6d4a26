"""What the fictional organisations say, read from the data files beside this module (pure).

The files name no calendar day: an age counts in days before the as-of date, a plan in days after
it, and `{-41}` or `{+90}` inside a text becomes the day itself, so that nothing ages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from organisations.permissions import SECOND_FACTOR_ROLES, Role, Side
from principles.vocabulary import AnswerType

FOLDER: Final = Path(__file__).parent / "content"
SAMPLES: Final = Path(__file__).parent / "samples"
CAST: Final = "alliance"
_DAY: Final = re.compile(r"\{([+-]\d+)\}")
_BY_VALUE: Final = (AnswerType.YES_NO_PARTIAL, AnswerType.CHOICE, AnswerType.MATURITY)


class Way(StrEnum):
    """How far a scope's attestation has gone when the seeding ends, in order."""

    NONE = "none"
    DRAFT = "draft"
    RETURNED = "returned"
    READY = "ready"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    QUOTED = "quoted"
    REQUESTED = "requested"
    IN_ASSESSMENT = "in_assessment"
    RECOMMENDED = "recommended"
    PUBLISHED = "published"

    def reaches(self, other: "Way") -> bool:
        """Whether the way goes as far as `other`, or further."""
        order = list(Way)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of an organisation, in one role."""

    role: Role
    name: str
    email: str

    @property
    def needs_factor(self) -> bool:
        """Whether the role needs a second factor."""
        return self.role in SECOND_FACTOR_ROLES


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence; `text` or `sample` is the content of a file, `text` a statement's words.

    `age`, `covers` (first and last day) and `ends` (the day from which it is stale) count in days
    before, before and after the as-of date. `closer` is a second file for the member's own eyes;
    `reveal` gives the file after its digest was committed to.
    """

    key: str
    title: str
    kind: str
    disclosure: str
    age: int | None = None
    note: str = ""
    name: str = ""
    text: str = ""
    sample: str = ""
    url: str = ""
    summary: str = ""
    covers: tuple[int, int] | None = None
    ends: int | None = None
    closer: Mapping[str, str] = field(default_factory=dict)
    reveal: bool = False

    def content(self, as_of: date) -> bytes:
        """The bytes of the file."""
        if self.sample:
            return (SAMPLES / self.sample).read_bytes()
        return dated(self.text, as_of).encode()


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, typed as `principles/measures.py` reads it, with the keys of its evidence."""

    response: Mapping[str, Any] | None
    reason: str
    not_applicable: bool
    plan: str
    plan_due: date | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the assessor says; `level` None stands for the level that the member claims."""

    reason: str
    level: int | None = None
    confidence: str = "high"
    reason_code: str = ""
    done: tuple[str, ...] = ()  # nothing: as planned
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One organisation with everything it says and everything said about it."""

    organisation: Mapping[str, Any]
    people: tuple[Person, ...]
    has_log_ins: bool
    scopes: tuple[Mapping[str, Any], ...]
    evidence: Mapping[str, Piece]
    answers: Mapping[str, Any]
    verdicts: Mapping[str, Any]
    findings: tuple[Mapping[str, Any], ...]

    @property
    def slug(self) -> str:
        """The organisation's slug."""
        return str(self.organisation["slug"])

    @property
    def side(self) -> Side:
        """On which side it stands."""
        return Side(self.organisation["side"])

    def people_as(self, role: Role) -> tuple[Person, ...]:
        """Everybody in one role, in the file's order."""
        return tuple(person for person in self.people if person.role is role)


def dated(text: str, as_of: date) -> str:
    """The text with `{-41}` and `{+90}` written as days before and after the as-of date."""

    def day(match: re.Match[str]) -> str:
        found = as_of + timedelta(days=int(match[1]))
        return f"{found.day} {found:%B %Y}"

    return _DAY.sub(day, text).strip()


@cache
def stories() -> tuple[Story, ...]:
    """The alliance, the assessor bodies and the members, in the order in which they enter."""
    cast = _read(CAST)
    bodies = (_story(each) for each in cast["bodies"])
    return (alliance(), *bodies, *(_story(_read(name)) for name in cast["members"]))


def story_of(slug: str) -> Story:
    """The story of one organisation."""
    return next(story for story in stories() if story.slug == slug)


@cache
def alliance() -> Story:
    """The alliance and its own people."""
    return _story(_read(CAST)["alliance"])


def partner() -> str:
    """In whose name the partner's API key is made."""
    return str(_read(CAST)["partner"])


def replies_of(
    story: Story,
    scope: Mapping[str, Any],
    rules: Mapping[str, Mapping[str, Any]],
    places: Sequence[tuple[str, str]],
    as_of: date,
) -> dict[tuple[str, str], Reply]:
    """What is said at each place for which the scope has an answer, in the order of `places`.

    `rules` are the criteria's rules by code. What the scope says itself replaces what the
    organisation says in general.
    """
    said = {**story.answers, **scope.get("answers", {})}
    only = scope.get("only")
    found = {}
    for code, layer in places:
        one = _for_layer(said.get(code), layer)
        if one is None or (only is not None and code not in only):
            continue
        found[(code, layer)] = _reply(one, rules[code], as_of)
    return found


def judgements_of(
    story: Story,
    scope: Mapping[str, Any],
    places: Sequence[tuple[str, str]],
    as_of: date,
) -> dict[tuple[str, str], Judgement]:
    """What the assessor says at each place that has been judged."""
    said = {**story.verdicts, **scope.get("verdicts", {})}
    found = {}
    for code, layer in places:
        one = said.get(code)
        if isinstance(one, Mapping) and "why" not in one:
            one = one.get(layer)
        if one is not None:
            found[(code, layer)] = _judgement(one, as_of)
    return found


def _for_layer(said: Mapping[str, Any] | None, layer: str) -> Mapping[str, Any] | None:
    if said is None or "say" in said or "na" in said:
        return said
    one: Mapping[str, Any] | None = said.get(layer)
    return one


def _reply(said: Mapping[str, Any], rule: Mapping[str, Any], as_of: date) -> Reply:
    plan = said.get("plan", {})
    away = "na" in said
    return Reply(
        response=None if away else _response(said, rule, as_of),
        reason=dated(said["na"] if away else said["why"], as_of),
        not_applicable=away,
        plan=dated(plan["steps"], as_of) if plan else "",
        plan_due=as_of + timedelta(days=plan["in"]) if plan else None,
        evidence=tuple(said.get("ev", ())),
    )


def _response(said: Mapping[str, Any], rule: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    kind, say = AnswerType(rule["type"]), said["say"]
    if kind in _BY_VALUE:
        return {"value": say}
    if kind is AnswerType.DATE:
        return {"value": (as_of - timedelta(days=say)).isoformat()}
    if kind is AnswerType.METRIC:
        if say == "not exercised":
            return {"not_exercised": True}
        cover = {"coverage_pct": str(said.get("cover", 100))} if "min_coverage_pct" in rule else {}
        return {"value": str(say), **cover}
    if kind is AnswerType.MULTI_CHOICE:
        return {"value": _ticked(say, rule["options"])}
    return {
        "elements": _ticked(say, rule["elements"]),
        "dated": (as_of - timedelta(days=said["age"])).isoformat(),
        "public": said.get("public", True),
    }


def _ticked(say: Any, options: Sequence[Mapping[str, Any]]) -> list[str]:
    every = [str(each["value"]) for each in options]
    if say == "all":
        return every
    if isinstance(say, Mapping):
        return [each for each in every if each not in say["all but"]]
    return list(say)


def _judgement(said: Any, as_of: date) -> Judgement:
    if isinstance(said, str):
        return Judgement(dated(said, as_of))
    return Judgement(
        reason=dated(said["why"], as_of),
        level=said.get("level"),
        confidence=said.get("sure", "high"),
        reason_code=said.get("code", ""),
        done=tuple(said.get("done", ())),
        refused={key: dated(text, as_of) for key, text in said.get("refuse", {}).items()},
    )


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _story(data: Mapping[str, Any]) -> Story:
    about = data["organisation"]
    return Story(
        organisation=about,
        people=tuple(_people(data["people"], data["domain"])),
        has_log_ins=data["log_ins"],
        scopes=tuple(data.get("scopes", ())),
        evidence={key: Piece(key, **each) for key, each in data.get("evidence", {}).items()},
        answers=data.get("answers", {}),
        verdicts=data.get("verdicts", {}),
        findings=tuple(data.get("findings", ())),
    )


def _people(named: Mapping[str, Sequence[str]], domain: str) -> list[Person]:
    found = []
    for slug, names in named.items():
        for number, name in enumerate(names, start=1):
            box = slug.replace("_", "-") + (f"-{number}" if len(names) > 1 else "")
            found.append(Person(Role(slug), name, f"{box}@{domain}"))
    return found

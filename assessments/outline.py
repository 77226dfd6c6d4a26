"""The frozen content of a submission, in the little that pages at work need of it, read once.

Content never changes and its digest names it, so a process reads it once and keeps the outline of
the few submissions that were used last. Nothing about people is kept: whoever asks for an outline
has fetched its engagement for the person who asks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, NamedTuple

from assessments.models import Engagement
from assessments.working_papers import content_of
from attestations.rating import Place
from attestations.snapshot import asked_of

MOST_KEPT: Final = 16  # submissions; one of 550 criteria takes about a megabyte


class Claimed(NamedTuple):
    """What is asked in one line of the list, and what the member claims there."""

    code: str
    layer: str
    title: str
    principle: str
    must_meet: bool
    level: int | None
    away: bool

    @property
    def place(self) -> Place:
        """The criterion's code and the layer."""
        return self.code, self.layer


@dataclass(frozen=True, slots=True)
class Outline:
    """What a list needs, in the edition's order; every answer as the JSON that it was."""

    slug: str
    layers: tuple[str, ...]
    principles: tuple[tuple[str, str], ...]  # code and title
    claims: tuple[Claimed, ...]
    answers: Mapping[str, str]  # the answers to a criterion by its code

    def content_on(self, code: str) -> dict[str, Any]:
        """The content with the answers to one criterion alone; none where it is not asked."""
        answers = json.loads(self.answers.get(code, "[]"))
        return {"answers": answers, "scope": {"layers": self.layers}}


_kept: dict[str, Outline] = {}
_lock: Final = Lock()


def outline_of(engagement: Engagement) -> Outline:
    """The outline of the submission that is assessed; its content is read where it is not kept."""
    digest = engagement.submission.sha256
    with _lock:
        found = _kept.pop(digest, None)
    found = found or _outline(content_of(engagement))
    with _lock:
        _kept[digest] = found  # the last one used stands last
        while len(_kept) > MOST_KEPT:
            del _kept[next(iter(_kept))]
    return found


def _outline(content: Mapping[str, Any]) -> Outline:
    layers = tuple(content["scope"]["layers"])
    answers: dict[str, list[Mapping[str, Any]]] = {}
    for each in content["answers"]:
        answers.setdefault(each["criterion"], []).append(each)
    by_place = {(each["criterion"], each["layer"]): each for each in content["answers"]}
    return Outline(
        slug=content["organisation"]["slug"],
        layers=layers,
        principles=tuple((each["code"], each["title"]) for each in content["principles"]),
        claims=tuple(
            Claimed(
                criterion["code"],
                layer,
                criterion["title"],
                criterion["principle"],
                criterion["must_meet"],
                by_place[(criterion["code"], layer)]["level"],
                bool(by_place[(criterion["code"], layer)]["not_applicable"]),
            )
            for criterion in content["criteria"]
            for layer in asked_of(criterion).layers_among(layers)
        ),
        answers={code: json.dumps(each, ensure_ascii=False) for code, each in answers.items()},
    )

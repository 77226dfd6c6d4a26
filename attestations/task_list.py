"""The task list of an attestation: what each question waits for, filters, and where to go on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from attestations.completeness import Picture
from attestations.gaps import GapKind
from attestations.presenting import Group
from attestations.rating import Place
from attestations.reading import Draft, thresholds_of
from attestations.warned import WarningKind

ALL: Final = "all"
# What can be shown, in the page's order: its name in addresses, and its words.
FILTERS: Final[Mapping[str, str]] = {
    ALL: "All",
    "todo": "To do",
    "unsure": "Not sure yet",
    "below": "Below target",
    "no-evidence": "No evidence",
    "confirm": "To confirm",
    "mine": "Mine",
}
NOTHING: Final[Mapping[str, str]] = {
    ALL: "No criterion applies to the layers of this scope.",
    "todo": "Nothing is left to do: every answer is in.",
    "unsure": "No answer is marked “not sure yet”.",
    "below": "No answer is below target.",
    "no-evidence": "No answer lacks evidence that would lift its level.",
    "confirm": "No carried answer waits to be confirmed.",
    "mine": "You have saved no answer here, and nothing is delegated to you.",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One question as the list shows it, with the filters that it passes."""

    place: Place
    title: str
    layer: str
    url: str
    status: str
    kind: str
    done: bool
    answered: bool
    must_meet: bool
    with_whom: Sequence[str]
    saved_by: str
    saved_at: datetime | None
    shown_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one principle: how many there are, and those that are shown."""

    code: str
    title: str
    done: int
    total: int
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class People:
    """Who works on it: the reader, names by id, and who has which criteria."""

    reader: UUID | None
    names: Mapping[UUID, str]
    delegated: Mapping[UUID, Collection[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """A question to go on with."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class TaskList:
    """The page's list: sections under the chosen filter, what each filter holds, where to go on."""

    sections: Sequence[Section]
    shown: str
    counts: Mapping[str, int]
    left_off: Step | None
    following: Step | None

    @property
    def filters(self) -> list[tuple[str, str, int]]:
        """The filters with anything in them, and the chosen one: name, words, how many."""
        return [
            (name, words, self.counts[name])
            for name, words in FILTERS.items()
            if self.counts[name] or name in (ALL, self.shown)
        ]

    @property
    def nothing(self) -> str:
        """What is said where the filter holds nothing."""
        return NOTHING[self.shown]


def task_list(
    draft: Draft, picture: Picture, groups: Sequence[Group], people: People, wish: str
) -> TaskList:
    """The list for one reader, under the filter `wish` (everything, when there is no such)."""
    shown = wish if wish in FILTERS else ALL
    waiting = _waiting(draft, picture)
    must_meets = {one.code for one in draft.asked if one.must_meet}
    every = [
        (group, [_task(draft, each, waiting, must_meets, people) for each in group.tasks])
        for group in groups
    ]
    tasks = [task for _, found in every for task in found]
    sections = [
        Section(
            group.code,
            group.title,
            group.progress.done,
            group.progress.total,
            [task for task in found if shown in task.shown_by],
        )
        for group, found in every
    ]
    return TaskList(
        sections=[section for section in sections if section.tasks],
        shown=shown,
        counts={name: sum(1 for task in tasks if name in task.shown_by) for name in FILTERS},
        left_off=_left_off(draft, tasks, people.reader),
        following=_following(draft, tasks, people.reader),
    )


def _waiting(draft: Draft, picture: Picture) -> Mapping[str, set[Place]]:
    """The places of each filter that the rules decide."""
    kinds: dict[GapKind, set[Place]] = {}
    for gap in picture.gaps:
        kinds.setdefault(gap.kind, set()).add(gap.place)
    warned = {each.place for each in picture.warnings if each.kind is WarningKind.NO_EVIDENCE}
    target = thresholds_of(draft.attestation.edition).target
    levels = {place: rating.level for place, rating in picture.ratings.items()}
    return {
        "todo": {gap.place for gap in picture.gaps},
        "unsure": kinds.get(GapKind.UNSURE, set()),
        "below": {p for p, level in levels.items() if isinstance(level, int) and level < target},
        "no-evidence": warned,
        "confirm": kinds.get(GapKind.AFFIRM, set()),
    }


def _task(
    draft: Draft,
    told: Mapping[str, object],
    waiting: Mapping[str, set[Place]],
    must_meets: Collection[str],
    people: People,
) -> Task:
    place: Place = told["place"]  # type: ignore[assignment]
    answer = draft.answers.get(place)
    saved = answer if answer is not None and answer.version else None
    holders = [user for user, codes in people.delegated.items() if place[0] in codes]
    mine = people.reader in holders or bool(saved and saved.saved_by_id == people.reader)
    shown_by = {name for name, places in waiting.items() if place in places} | {ALL}
    return Task(
        place=place,
        title=str(told["title"]),
        layer=str(told["hint"]),
        url=str(told["url"]),
        status=str(told["status"]),
        kind=str(told["kind"]),
        done=bool(told["done"]),
        answered=bool(told["answered"]),
        must_meet=place[0] in must_meets,
        with_whom=[people.names.get(user, "") for user in holders if user != people.reader],
        saved_by=people.names.get(saved.saved_by_id, "") if saved else "",
        saved_at=saved.saved_at if saved else None,
        shown_by=frozenset(shown_by | ({"mine"} if mine else set())),
    )


def _left_off(draft: Draft, tasks: Sequence[Task], reader: UUID | None) -> Step | None:
    """The answer that the reader saved last, of those on the list."""
    mine = [
        (draft.answers[task.place].saved_at, task)
        for task in tasks
        if (answer := draft.answers.get(task.place))
        and answer.version
        and answer.saved_by_id == reader
    ]
    if not mine:
        return None
    last = max(mine, key=lambda each: each[0])[1]
    return Step(_name(last), last.url)


def _following(draft: Draft, tasks: Sequence[Task], reader: UUID | None) -> Step | None:
    """The next question without an answer: after the one the reader saved last, else from the top."""
    missing = [task for task in tasks if not task.answered]
    if not missing:
        return None
    left_off = _left_off(draft, tasks, reader)
    order = [task.url for task in tasks]
    start = order.index(left_off.url) if left_off else -1
    later = [task for task in missing if order.index(task.url) > start]
    found = (later or missing)[0]
    return Step(_name(found), found.url)


def _name(task: Task) -> str:
    return f"{task.title}, {task.layer}" if task.layer else task.title

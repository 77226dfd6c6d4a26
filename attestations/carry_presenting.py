"""What carrying over would do, and what it did, in words for pages; no queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from attestations.carry_over import Carrying
from attestations.carrying import WHOLE, Plan
from attestations.editions import Use, use_of
from attestations.rating import Place
from organisations.layers import TITLES
from principles.comparison import CriterionChange
from principles.lineage import WORDS, ChangeClass, Fate
from principles.models import Edition

# How new places begin: in what order they are told, the words of a count, and what it means.
COUNTED: Final[Mapping[str, str]] = {
    "carried": "carried",
    "reaffirm": "carried to new wording",
    "again": "to answer again",
    "by_hand": "to map by hand",
    "new": "new",
    "blank": "not answered yet",
    "kept": "kept to be read",
}
MEANING: Final[Mapping[str, str]] = {
    "reaffirm": "Carried over with the evidence. The wording has changed, so each waits until "
    "somebody confirms that it still holds.",
    "again": "More is asked now, or for other layers. The old answer shows beside the empty one and can be used again.",
    "by_hand": "These were split or merged. The old answers show beside the empty one.",
    "new": "Not asked before.",
    "kept": "Not asked here. The answers stay readable, with their evidence.",
    "blank": "Asked before as well, and not answered yet.",
    "carried": "The same is asked. The answers stand as they are, with their evidence.",
}
# What the class of a change does not say: the layers of the two attestations differ.
NO_SUCH_LAYER: Final = "This scope does not have the layer that the answer is for."
NOT_THEN: Final = "The earlier attestation did not have this layer."
OTHER_LAYERS: Final = "It was answered for other layers together than it is asked for now."
NO_TITLES: Final[Mapping[str, str]] = {}
# What needs a person comes before what does not.
ORDER: Final = ("reaffirm", "again", "by_hand", "new", "kept", "blank", "carried")


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion of a group: its layers in words, where it comes from, what is declared."""

    code: str
    title: str
    layers: Sequence[str]
    sources: Sequence[str]
    word: str
    kind: str
    note: str
    provision: str


@dataclass(frozen=True, slots=True)
class Group:
    """The criteria whose answers go one way."""

    key: str
    count: int
    words: str
    meaning: str
    rows: Sequence[Row]
    folded: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One edition that answers can be carried over to."""

    edition: Edition
    use: Use
    counts: Sequence[tuple[int, str]]
    groups: Sequence[Group]
    same: bool
    # How many carried answers wait to be confirmed.
    waiting: int
    compare_url: str
    in_the_way: str = ""


def counted(plan: Plan) -> list[tuple[int, str]]:
    """How many begin each way, in words: 41 carried, 6 to re-affirm, 3 to answer again, 1 new."""
    counts = plan.counts
    return [(counts[key], words) for key, words in COUNTED.items() if counts[key]]


def option(
    older: Edition, newer: Edition, carrying: Carrying, in_the_way: str, *, moves: bool
) -> Option:
    """What carrying over to `newer` would do; `moves` says that the unsigned draft goes on there."""
    slug = newer.framework.slug
    same = older.pk == newer.pk
    return Option(
        edition=newer,
        use=use_of(newer),
        counts=counted(carrying.plan),
        groups=_groups(carrying),
        same=same,
        waiting=len(carrying.waits_of(moves=moves)),
        compare_url=(
            "" if same else f"/principles/{slug}/compare/{older.version}/{newer.version}/"
        ),
        in_the_way=in_the_way,
    )


def _groups(carrying: Carrying) -> list[Group]:
    plan = carrying.plan
    by_code = {change.code: change for change in carrying.changes}
    by_source = {source: change for change in carrying.changes for source in change.sources}
    places: dict[str, Iterable[Place]] = {
        key: plan.beginning(None if key == "blank" else Fate(key)) for key in ORDER if key != "kept"
    }
    places["kept"] = [each.source for each in plan.of(Fate.KEPT)]
    return [
        Group(
            key=key,
            count=plan.counts[key],
            words=COUNTED[key],
            meaning=MEANING[key],
            rows=(
                _rows(key, places[key], by_source, carrying.titles)
                if key == "kept"
                else _rows(key, places[key], by_code)
            ),
            folded=key in {"blank", "carried"},
        )
        for key in ORDER
        if plan.counts[key]
    ]


def _rows(
    key: str,
    places: Iterable[Place],
    changes: Mapping[str, CriterionChange],
    titles: Mapping[str, str] = NO_TITLES,
) -> list[Row]:
    layers: dict[str, list[str]] = {}
    for code, layer in places:
        layers.setdefault(code, []).extend([TITLES.get(layer, layer)] if layer else [])
    return [
        _row(key, code, titles.get(code, ""), found, changes[code])
        for code, found in layers.items()
    ]


def _row(key: str, code: str, title: str, layers: Sequence[str], change: CriterionChange) -> Row:
    content: Mapping[str, Any] = change.new or change.old or {}
    return Row(
        code=code,
        title=title or content["title"],
        layers=layers,
        sources=[] if title else [each for each in change.sources if each != code],
        word=WORDS[change.kind],
        kind=change.kind.value,
        note=_note(key, change),
        provision=change.provision,
    )


def _note(key: str, change: CriterionChange) -> str:
    """Why the answers go this way, where the class of the change is not the reason."""
    if key == "kept" and change.new is not None:
        return NO_SUCH_LAYER
    if key == "new" and change.kind is not ChangeClass.NEW:
        return NOT_THEN
    if key == "again" and change.fate in WHOLE:
        return OTHER_LAYERS
    return change.note

"""What carrying over would do, and what it did, in words for pages; no queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from attestations.carry_over import Carrying
from attestations.carrying import Plan
from attestations.completeness import Place
from attestations.editions import Use, use_of
from organisations.layers import TITLES
from principles.comparison import CriterionChange
from principles.lineage import WORDS, Fate
from principles.models import Edition

# How new places begin: in what order they are told, the words of a count, and what it means.
COUNTED: Final[Mapping[str, str]] = {
    "carried": "carried",
    "reaffirm": "to re-affirm",
    "again": "to answer again",
    "by_hand": "to map by hand",
    "new": "new",
    "blank": "not answered yet",
    "kept": "kept to be read",
}
MEANING: Final[Mapping[str, str]] = {
    "reaffirm": "Carried over with the evidence. The wording has changed, so somebody says with one "
    "click that the answer still holds.",
    "again": "More is asked now. The old answer shows beside the empty one and can be used again.",
    "by_hand": "These were split or merged. The old answers show beside the empty one.",
    "new": "Nothing like it was asked before.",
    "kept": "Asked no more. The answers stay readable, with their evidence.",
    "blank": "Asked before as well, and not answered yet.",
    "carried": "The same is asked. The answers stand as they are, with their evidence.",
}
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
    compare_url: str
    in_the_way: str = ""


def counted(plan: Plan) -> list[tuple[int, str]]:
    """How many begin each way, in words: 41 carried, 6 to re-affirm, 3 to answer again, 1 new."""
    counts = plan.counts
    return [(counts[key], words) for key, words in COUNTED.items() if counts[key]]


def option(older: Edition, newer: Edition, carrying: Carrying, in_the_way: str) -> Option:
    """What carrying over to `newer` would do."""
    slug = newer.framework.slug
    same = older.pk == newer.pk
    return Option(
        edition=newer,
        use=use_of(newer),
        counts=counted(carrying.plan),
        groups=_groups(carrying),
        same=same,
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
                _rows(places[key], by_source, carrying.titles)
                if key == "kept"
                else _rows(places[key], by_code)
            ),
            folded=key in {"blank", "carried"},
        )
        for key in ORDER
        if plan.counts[key]
    ]


def _rows(
    places: Iterable[Place],
    changes: Mapping[str, CriterionChange],
    titles: Mapping[str, str] = NO_TITLES,
) -> list[Row]:
    layers: dict[str, list[str]] = {}
    for code, layer in places:
        layers.setdefault(code, []).extend([TITLES.get(layer, layer)] if layer else [])
    return [
        _row(code, titles.get(code, ""), found, changes[code]) for code, found in layers.items()
    ]


def _row(code: str, title: str, layers: Sequence[str], change: CriterionChange) -> Row:
    content: Mapping[str, Any] = change.new or change.old or {}
    return Row(
        code=code,
        title=title or content["title"],
        layers=layers,
        sources=[] if title else [each for each in change.sources if each != code],
        word=WORDS[change.kind],
        kind=change.kind.value,
        note=change.note,
        provision=change.provision,
    )

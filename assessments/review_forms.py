"""What the page of the quality review sends: ticked verdicts, and the levels of who disagrees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import QueryDict

from assessments.working_papers import Row

DOES_NOT_APPLY: Final = "na"
LEVELS: Final = tuple((str(level), str(level)) for level in range(5))
OF_A_CLAIM: Final = ((DOES_NOT_APPLY, "It does not apply"), ("0", "It applies, and counts 0"))


@dataclass(frozen=True, slots=True)
class ToReview:
    """A row whose verdict waits, with what was typed where the page is shown again."""

    row: Row
    is_ticked: bool
    level: str
    is_changed: bool = False

    @property
    def choices(self) -> Iterable[tuple[str, str]]:
        """What a reviewer who disagrees can say instead."""
        return OF_A_CLAIM if self.row.claim.not_applicable else LEVELS


def to_review(rows: Iterable[Row], data: QueryDict | None) -> list[ToReview]:
    """The rows that wait for review; `data` is what was posted and refused.

    A tick stays only for the version that was read: nobody agrees with what she has not seen. One
    that was ticked in another version is marked as changed.
    """
    ticks = set(data.getlist("verdict")) if data else set()
    read = {each.partition(":")[0] for each in ticks}
    return [
        ToReview(
            row,
            is_ticked=f"{row.verdict.pk}:{row.verdict.version}" in ticks,
            level=data.get(f"level-{row.verdict.pk}", "") if data else "",
            is_changed=str(row.verdict.pk) in read
            and f"{row.verdict.pk}:{row.verdict.version}" not in ticks,
        )
        for row in rows
        if row.verdict is not None and row.state == "given"
    ]


def chosen(data: QueryDict) -> dict[UUID, int]:
    """The verdicts ticked (or all shown), each with the version that was read."""
    name = "shown" if data.get("review") == "agreed_all" else "verdict"
    versions = {}
    for each in data.getlist(name):
        verdict_id, _, version = each.partition(":")
        try:
            versions[UUID(verdict_id)] = int(version)
        except ValueError:
            continue
    return versions


def own_levels(data: QueryDict, verdicts: Iterable[UUID]) -> Mapping[UUID, int | None]:
    """The levels that the reviewer would give, of those verdicts for which she said one."""
    levels: dict[UUID, int | None] = {}
    for verdict_id in verdicts:
        said = data.get(f"level-{verdict_id}", "")
        if said == DOES_NOT_APPLY:
            levels[verdict_id] = None
        elif said in dict(LEVELS):
            levels[verdict_id] = int(said)
    return levels

"""What stands beside the form of a carried answer: the earlier answers, and what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from attestations.asking import Asking
from attestations.drafting import Content, checked
from attestations.earlier import Earlier, earlier_of
from attestations.question_forms import initial_of
from organisations.layers import TITLES
from principles.answers import InvalidAnswer
from principles.content import criterion_content
from principles.criterion_texts import TextDifference, text_differences
from principles.effects import effects
from principles.following import chain
from principles.lineage import WORDS, ChangeClass, Declared, Effect, Fate, declared
from principles.models import Criterion, Edition

ANOTHER_WAY: Final = "It was asked in another way then, so the answer does not fit into this form."


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed in a criterion since the earlier answer, in words."""

    word: str
    kind: str
    notes: Sequence[Declared]
    effects: Sequence[Effect]
    texts: Sequence[TextDifference]


@dataclass(frozen=True, slots=True)
class Beside:
    """The earlier answers of one question; `changed` is None where the criterion is the same.

    `taken` is the earlier answer that somebody wants to use, `problem` says why it cannot be.
    """

    fate: Fate
    earlier: Sequence[Earlier]
    changed: Changed | None
    taken: Earlier | None = None
    problem: str = ""

    @property
    def initial(self) -> dict[str, Any]:
        """What the form begins with when an earlier answer is used; the version is not part."""
        if self.taken is None or self.problem:
            return {}
        found = initial_of(self.taken.version, self.taken.evidence)
        del found["version"]
        return found


def beside(asking: Asking, wanted: str) -> Beside | None:
    """Read what belongs beside the form; `wanted` is the id of the earlier answer to be used.

    None for an answer that was not carried over. Two statements, and one more where the earlier
    edition is not the one that is followed.
    """
    if asking.attestation.carried_from_id is None:
        return None
    earlier = earlier_of(asking.answer)
    if not earlier:
        return None
    first = earlier[0]
    criterion, edition = asking.answer.criterion, asking.attestation.edition
    same = first.criterion.pk == criterion.pk
    taken = next((each for each in earlier if str(each.id) == wanted), None)
    return Beside(
        fate=first.fate,
        earlier=earlier,
        changed=None if same else _changed(first, criterion, edition),
        taken=taken,
        problem=why_not(taken, asking) if taken else "",
    )


def _changed(earlier: Earlier, criterion: Criterion, edition: Edition) -> Changed:
    notes = _notes(earlier.origin.edition, criterion.code, edition)
    was, now = criterion_content(earlier.criterion), criterion_content(criterion)
    goes_on = was["code"] == now["code"] and earlier.fate is not Fate.BY_HAND
    kind = notes[-1].kind if notes else ChangeClass.UNCHANGED
    return Changed(
        word=WORDS[kind],
        kind=kind.value,
        notes=notes,
        effects=effects(was, now, TITLES) if goes_on else (),
        texts=text_differences(was, now) if goes_on else (),
    )


def _notes(older: Edition, code: str, newer: Edition) -> list[Declared]:
    """What the editions from `older` to `newer` declare of the criterion, the newest last."""
    direct = newer.follows_id == older.pk
    steps = [newer] if direct else chain(older, newer)[1:]
    told = [declared({"changes": step.changes}).get(code) for step in steps]
    return [each for each in told if each is not None]


def why_not(earlier: Earlier, asking: Asking) -> str:
    """Why an earlier answer cannot stand in the form as it is; empty when it can."""
    was, now = earlier.criterion.rule, asking.answer.criterion.rule
    said = earlier.version
    if said.response is not None and _manner(was) != _manner(now):
        return ANOTHER_WAY
    try:
        checked(
            asking.answer.criterion,
            Content.of(said),
            layer=asking.answer.layer,
            as_of=asking.attestation.as_of,
        )
    except InvalidAnswer as problem:
        return problem.sentence
    return ""


def _manner(rule: Mapping[str, Any]) -> tuple[str, str]:
    """The type of a rule, and the unit that its figure is given in."""
    return rule["type"], rule.get("unit", "")

"""What stands beside the form of an answer: what was carried over, and what was said last time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from attestations.asking import Asking
from attestations.drafting import Content, checked
from attestations.earlier import Earlier, earlier_of, last_of
from attestations.models import Attestation
from attestations.question_forms import initial_of
from attestations.rating import Rating
from organisations.layers import TITLES
from principles.answers import InvalidAnswer
from principles.comparison import BY_HAND
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
class LastTime:
    """What the last attestation of the scope said, and what the answer is worth now."""

    answers: Sequence[Earlier]
    changed: Changed | None
    now: Rating

    @property
    def origin(self) -> Attestation:
        """The attestation that said it."""
        return self.answers[0].origin


@dataclass(frozen=True, slots=True)
class Beside:
    """The earlier answers of one question; `changed` is None where the criterion is the same.

    `carried` are those that it began with or stands beside, `fate` how; `last` is what was said
    last time, where that is another. `taken` is the earlier answer that somebody wants to use,
    `problem` says why it cannot be.
    """

    fate: Fate | None
    carried: Sequence[Earlier]
    changed: Changed | None
    last: LastTime | None
    taken: Earlier | None = None
    problem: str = ""

    @property
    def earlier(self) -> Sequence[Earlier]:
        """Every earlier answer that can be used."""
        return (*self.carried, *(self.last.answers if self.last else ()))

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

    None where there is no earlier answer. At most seven statements.
    """
    attestation, answer = asking.attestation, asking.answer
    carried = earlier_of(answer) if attestation.carried_from_id else ()
    last = _last_time(asking, {each.origin.pk for each in carried})
    if not carried and last is None:
        return None
    every = (*carried, *(last.answers if last else ()))
    taken = next((each for each in every if str(each.id) == wanted), None)
    return Beside(
        fate=carried[0].fate if carried else None,
        carried=carried,
        changed=_changed(carried[0], answer.criterion, attestation.edition) if carried else None,
        last=last,
        taken=taken,
        problem=why_not(taken, asking) if taken else "",
    )


def _last_time(asking: Asking, but: Collection[UUID]) -> LastTime | None:
    attestation, answer = asking.attestation, asking.answer
    answers = last_of(answer, attestation, but)
    if not answers:
        return None
    changed = _changed(answers[0], answer.criterion, attestation.edition)
    return LastTime(answers, changed, asking.rating())


def _changed(earlier: Earlier, criterion: Criterion, edition: Edition) -> Changed | None:
    if earlier.criterion.pk == criterion.pk:
        return None
    notes = _notes(earlier.origin.edition, criterion.code, edition)
    was, now = criterion_content(earlier.criterion), criterion_content(criterion)
    recut = earlier.fate is Fate.BY_HAND or any(each.kind in BY_HAND for each in notes)
    goes_on = was["code"] == now["code"] and not recut
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

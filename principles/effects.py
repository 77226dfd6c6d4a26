"""What a difference between two editions computes to, whatever its author calls it (pure).

Every difference that can be read from the data is told with its direction; differences of words
alone have none. A declared class may not say less than the effects do: see `allowed`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from principles.lineage import ChangeClass, Direction, Effect
from principles.rule_effects import rule_effects

Content = Mapping[str, Any]
MORE, LESS, NEUTRAL = Direction.TIGHTENING, Direction.LOOSENING, Direction.NEUTRAL
NEEDS: Final[Mapping[str, str]] = {
    "reason": "a reason",
    "public_link": "a public link",
}
C = ChangeClass
_FROM: Final[Mapping[Direction | None, frozenset[ChangeClass]]] = {
    MORE: frozenset({C.TIGHTENING}),
    LESS: frozenset({C.LOOSENING, C.TIGHTENING}),
    NEUTRAL: frozenset({C.CLARIFYING, C.LOOSENING, C.TIGHTENING}),
    None: frozenset({C.EDITORIAL, C.CLARIFYING, C.LOOSENING, C.TIGHTENING}),
}


def allowed(effects: Iterable[Effect]) -> frozenset[ChangeClass]:
    """Say under which classes a difference with these effects may be declared.

    Anything stricter is tightening, whatever gets looser beside it. Where only words differ, the
    author's word counts.
    """
    found = {effect.direction for effect in effects}
    return _FROM[next((each for each in (MORE, LESS, NEUTRAL) if each in found), None)]


def effects(
    old: Content, new: Content, titles: Mapping[str, str] | None = None
) -> tuple[Effect, ...]:
    """Tell what differs between two contents of a criterion that goes on; `titles` names layers.

    Empty where nothing but words differ.
    """
    named = titles or {}
    return (
        *_terms(old, new),
        *_layers(old, new, named),
        *rule_effects(old, new, named),
        *_met_needs(old, new),
        *_evidence(old, new),
        *_looks(old, new),
    )


def edition_effects(older: Content, newer: Content) -> tuple[Effect, ...]:
    """Tell what differs between two editions outside their criteria: scoring, layers, principles."""
    return (
        *_scoring(older["scoring"], newer["scoring"]),
        *_listed(older["layers"], newer["layers"], "id", "layers", "layer"),
        *_listed(older["principles"], newer["principles"], "code", "principles", "principle"),
        *_weights(older["principles"], newer["principles"]),
        *_structures(older, newer),
    )


def _terms(old: Content, new: Content) -> Iterator[Effect]:
    if old["must_meet"] != new["must_meet"]:
        must = new["must_meet"]
        sentence = "It must now be met." if must else "It need not be met any more."
        yield Effect(MORE if must else LESS, "must_meet", sentence)
    if old["weight"] != new["weight"]:
        sentence = f"Its weight is now {new['weight']}, before {old['weight']}."
        yield Effect(NEUTRAL, "weight", sentence)
    if old["per_layer"] != new["per_layer"]:
        per_layer = "for each layer"
        once = "once for the organisation"
        now, was = (per_layer, once) if new["per_layer"] else (once, per_layer)
        sentence = f"Now answered {now}, before {was}: old answers do not fit."
        yield Effect(MORE, "per_layer", sentence)
    was, now = old["not_applicable"]["allowed"], new["not_applicable"]["allowed"]
    if was != now:
        said = "may now" if now else "can no longer"
        sentence = f"It {said} be claimed to be not applicable."
        yield Effect(LESS if now else MORE, "not_applicable.allowed", sentence)


def _layers(old: Content, new: Content, titles: Mapping[str, str]) -> Iterator[Effect]:
    for layer in new["applies_to"]:
        if layer not in old["applies_to"]:
            sentence = f"It now applies to the layer “{titles.get(layer, layer)}”."
            yield Effect(MORE, "applies_to", sentence)
    for layer in old["applies_to"]:
        if layer not in new["applies_to"]:
            sentence = f"It does not apply to the layer “{titles.get(layer, layer)}” any more."
            yield Effect(LESS, "applies_to", sentence)


def _met_needs(old: Content, new: Content) -> Iterator[Effect]:
    for need, name in NEEDS.items():
        was, now = old["met_needs"].get(need, False), new["met_needs"].get(need, False)
        if was != now:
            said = "now needs" if now else "does not need"
            sentence = f"An answer at the target {said} {name}{'' if now else ' any more'}."
            yield Effect(MORE if now else LESS, f"met_needs.{need}", sentence)


def _evidence(old: Content, new: Content) -> Iterator[Effect]:
    """Pieces of one kind are taken in their order: new words for one are words, not a new piece."""
    was, now = (Counter(row["kind"] for row in each["evidence"]) for each in (old, new))
    for kind, times in sorted((now - was).items()):
        sentence = f"Further evidence is wanted: {_piece(kind, times)}."
        yield Effect(MORE, "evidence", sentence)
    for kind, times in sorted((was - now).items()):
        sentence = f"Evidence is not wanted any more: {_piece(kind, times)}."
        yield Effect(LESS, "evidence", sentence)
    for kind in sorted(was & now):
        before, after = (
            [row["visibility"] for row in each["evidence"] if row["kind"] == kind]
            for each in (old, new)
        )
        if len(before) == len(after) and before != after:
            sentence = (
                f"Evidence ({_piece(kind, 1)}) is now {', '.join(after)}, "
                f"before {', '.join(before)}."
            )
            yield Effect(NEUTRAL, "evidence", sentence)


def _piece(kind: str, times: int) -> str:
    name = kind.replace("-", " ")
    return name if times == 1 else f"{name} ({times})"


def _looks(old: Content, new: Content) -> Iterator[Effect]:
    """What is neither more nor less, and yet more than wording."""
    if old["disclosure"] != new["disclosure"]:
        wholly = new["disclosure"] == "public"
        shown = "the answer and its reasons" if wholly else "the level only"
        yield Effect(NEUTRAL, "disclosure", f"The public now sees {shown}.")
    if old["principle"] != new["principle"]:
        sentence = f"It now stands under {new['principle']}, before under {old['principle']}."
        yield Effect(NEUTRAL, "principle", sentence)
    was, now = (set(each["assessment"]["methods"]) for each in (old, new))
    if was != now:
        sentence = f"Assessed by: {', '.join(sorted(now))}; before: {', '.join(sorted(was))}."
        yield Effect(NEUTRAL, "assessment.methods", sentence)


SCORED: Final[Mapping[str, tuple[str, bool]]] = {
    "target": ("The target is level {}, before level {}.", True),
    "conform_threshold_pct": ("Conforming needs {} %, before {} %.", True),
    "conditional_overall_threshold_pct": ("Conditional needs {} % overall, before {} %.", True),
    "conditional_principle_floor_pct": (
        "Conditional needs {} % in every principle, before {} %.",
        True,
    ),
    "corrective_action_days": ("A corrective action is due within {} days, before {} days.", False),
    "na_weight_flag_pct": (
        "A report says so when {} % of the weight is not applicable, before {} %.",
        False,
    ),
    "no_evidence_cap": ("Without evidence a level is {} at most, before {}.", False),
    "low_coverage_cap": ("With low coverage a level is {} at most, before {}.", False),
}


OPTIONAL: Final[Mapping[str, str]] = {
    "open_findings": "Open findings of a grade leave another outcome.",
    "may_not_stay_open": "The findings of other criteria may not stay open.",
}


def _scoring(was: Content, now: Content) -> Iterator[Effect]:
    for field, (sentence, more_is_stricter) in SCORED.items():
        if was[field] != now[field]:
            stricter = (now[field] > was[field]) == more_is_stricter
            told = sentence.format(now[field], was[field])
            yield Effect(MORE if stricter else LESS, f"scoring.{field}", told)
    for field, sentence in OPTIONAL.items():
        if was.get(field) != now.get(field):
            yield Effect(NEUTRAL, f"scoring.{field}", sentence)
    for field in ("method", "per_layer_aggregation"):
        if was[field] != now[field]:
            sentence = f"Scored by “{now[field]}”, before by “{was[field]}”."
            yield Effect(NEUTRAL, f"scoring.{field}", sentence)


def _listed(was: Any, now: Any, key: str, field: str, what: str) -> Iterator[Effect]:
    before, after = ({row[key]: row["title"] for row in rows} for rows in (was, now))
    for each in after:
        if each not in before:
            yield Effect(NEUTRAL, field, f"“{after[each]}” is a new {what}.")
    for each in before:
        if each not in after:
            yield Effect(NEUTRAL, field, f"The {what} “{before[each]}” is gone.")
    if sorted(before) == sorted(after) and list(before) != list(after):
        yield Effect(NEUTRAL, field, f"Each {what} has its place in another order.")


def _weights(was: Any, now: Any) -> Iterator[Effect]:
    before = {row["code"]: row for row in was}
    for row in now:
        old = before.get(row["code"])
        if old is not None and old["weight"] != row["weight"]:
            sentence = f"“{row['title']}” now weighs {row['weight']}, before {old['weight']}."
            yield Effect(NEUTRAL, "principles.weight", sentence)


def _structures(older: Content, newer: Content) -> Iterator[Effect]:
    was, now = (
        {row["id"]: row for row in each.get("alternative_structures", [])}
        for each in (older, newer)
    )
    for each in sorted(was.keys() | now.keys()):
        if each not in was or each not in now:
            said = "is new" if each in now else "is gone"
            yield Effect(NEUTRAL, "alternative_structures", f"The structure “{each}” {said}.")
            continue
        before, after = was[each]["assignment"], now[each]["assignment"]
        moved = sorted(code for code in before.keys() & after.keys() if before[code] != after[code])
        if moved:
            sentence = f"In the structure “{each}” these moved: {', '.join(moved)}."
            yield Effect(NEUTRAL, "alternative_structures", sentence)

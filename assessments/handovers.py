"""Whom each act of an assessment tells, and in which words: one table of four parts (pure).

Facts of every engagement: {engagement} and {attestation} (ids), {member}, {scope}, {body}; with some
acts {role}, {number} (of a finding), {count}, {until}, {decision}. Never what a verdict, a finding or
an answer says: letters are read on other people's machines.

`known` are the sides that may see who was told. What the member may not know stays with the body.
An act that tells different people in different cases has a line for each: act/variant.
"""

from collections.abc import Mapping
from typing import Final

from assessments import (
    concluding_handovers,
    engaging_handovers,
    finding_handovers,
    working_handovers,
)
from organisations.handover import Handover

HANDOVERS: Final[Mapping[str, tuple[Handover, ...]]] = {
    **engaging_handovers.HANDOVERS,
    **working_handovers.HANDOVERS,
    **finding_handovers.HANDOVERS,
    **concluding_handovers.HANDOVERS,
}

# Acts that tell nobody, and why.
SILENT: Final[Mapping[str, str]] = {
    "engagement.interests_declared": "What follows from it is told: a conflict, or the beginning.",
    "engagement.body_interests_declared": "What follows from it is told: the end, over a conflict.",
    "decision.interests_declared": "She is told on the page; somebody else finds it on the desk.",
    "follow_up.opened": "It opens with the decision, which is told.",
    "follow_up.recommended": "It is told as the recommendation.",
    "follow_up.decided": "It is told as the decision.",
    "engagement.closed": "It closes with the decision, which is told.",
    "engagement.act_refused": "The page has told whoever was turned away.",
    "sample.drawn": "It is drawn with the freezing of the plan, which is told.",
    "evidence.judged": "Dozens a day; the desk says whose turn it is.",
    "clarification.asked_again": "It is told as what was asked.",
    "verdict.given": "Dozens a day; the desk says whose turn it is.",
    "blind_score.chosen": "It concerns nobody but herself.",
    "blind_score.given": "It stays with the colleagues who see it beside the verdict.",
    "note.written": "It stays with the colleagues who read it beside the criterion.",
    "finding.raised": "The member knows of it once the draft result is shared.",
    "attestation.closed_unpublished": "It is told as the choice that it follows from.",
}

"""What the journal says has happened, held against the law; and what may never be in the rows."""

from typing import Any, Final

from django.apps import apps

from accounts.models import User
from assessments.models import Engagement
from journal.models import Entry
from tests.commands.law import BODY, FOLLOWS, MOVES, RIGHTS, WHAT_MAY_NOT_BE, Right, told

REFUSALS: Final = frozenset({400, 403, 404, 405, 409, 422})
NOTED_REFUSALS: Final = frozenset({"engagement.act_refused", "attestation.act_refused"})
ROOMS: Final = ("attestation.", "engagement.", "plan.", "verdict.", "finding.", "clarification.")
HELD: Final = """
SELECT o.side, o.id, m.role FROM organisations_membership m JOIN organisations_organisation o
  ON o.id = m.organisation_id WHERE m.user_id = %s AND m.ended_at IS NULL"""
NAMED: Final = """
SELECT engagement_id, role FROM assessments_engagementperson
WHERE user_id = %s AND removed_at IS NULL"""
STANDING: Final = """
SELECT p.engagement_id FROM assessments_conflict c
JOIN assessments_engagementperson p ON p.id = c.person_id
WHERE p.user_id = %s AND p.removed_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM assessments_conflictlifting l WHERE l.conflict_id = c.id)"""


class Before:
    """What a person is at the moment of her command: the command itself may end it."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.held = set(told(HELD, user.pk))
        self.named = set(told(NAMED, user.pk))
        self.conflicted = {engagement for (engagement,) in told(STANDING, user.pk)}
        self.entry = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()

    def has(self, right: Right, engagement: Engagement | None) -> bool:
        """Whether the rows gave her this right."""
        body = engagement.body_id if engagement is not None and right.side == BODY else None
        held = {
            role for side, place, role in self.held if side == right.side and body in {None, place}
        }
        if not held & right.roles:
            return False
        if not right.named or engagement is None:
            return True
        if not any((engagement.pk, role) in self.named for role in right.roles):
            return False
        return not (right.clean and engagement.pk in self.conflicted)


class Judge:
    """Reads what is new in the journal after every command."""

    def __init__(self) -> None:
        self.acts: dict[str, int] = {}
        self.refused = 0
        self.last_accepted = False

    def begin(self) -> None:
        assert not self.illegal(), self.illegal()

    def of(self, before: Before, status: int) -> str:
        """What is wrong with what this person has just brought about; empty when nothing is."""
        new = Entry.objects.order_by("pk")
        entries = list(new.filter(pk__gt=before.entry) if before.entry else new)
        acts = {entry.act for entry in entries}
        problems = [self._problem(before, entry, acts) for entry in entries]
        self.last_accepted = bool(acts - NOTED_REFUSALS)
        if status in REFUSALS:
            self.refused += 1
            left = acts - NOTED_REFUSALS
            problems += [f"{status}, and yet {left}"] if left else []
        if entries:
            problems += self.illegal()
        return "; ".join(filter(None, problems))

    def illegal(self) -> list[str]:
        """Which of the states that may not be are there."""
        return [what for what, statement in WHAT_MAY_NOT_BE.items() if told(statement)]

    def _problem(self, before: Before, entry: Entry, acts: set[str]) -> str:
        self.acts[entry.act] = self.acts.get(entry.act, 0) + 1
        move = (entry.from_state, entry.to_state)
        if entry.object_type == "attestations.attestation" and all(move) and move not in MOVES:
            return f"{entry.act} led from {move[0]} to {move[1]}"
        if entry.actor_kind == "system" or FOLLOWS.get(entry.act, set()) & acts:
            return ""
        if entry.actor_id != before.user.pk:
            return f"{entry.act} stands in the name of somebody else"
        if entry.act not in RIGHTS:
            known = entry.act.startswith(ROOMS)
            return f"the law does not know {entry.act} beside {acts}" if known else ""
        engagement = _engagement_of(entry)
        if any(before.has(right, engagement) for right in RIGHTS[entry.act]):
            return ""
        return f"{before.user.name} may not: {entry.act}"


def _engagement_of(entry: Entry) -> Engagement | None:
    """The engagement that the entry's object belongs to."""
    found: Any = apps.get_model(entry.object_type).objects.get(pk=entry.object_id)
    for _ in range(4):
        if isinstance(found, Engagement):
            return found
        following = ("engagement", "verdict", "finding", "clarification", "recommendation")
        found = next(
            (each for name in (*following, "person", "conflict", "decision")
             if (each := getattr(found, name, None)) is not None),
            None,
        )  # fmt: skip
    return None

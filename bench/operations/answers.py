"""Saving one answer: the form as the page sends it, by somebody who is signed in."""

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils.timezone import now
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from attestations.models import Attestation
from bench.asking import portal
from bench.measuring import Operation
from bench.saving import CODE, VALUES, Saver
from bench.world import World, in_work


def operations(world: World) -> Iterator[Operation]:
    """The same at the first edition's length and at a long one's."""
    handler, by_hand = portal(), None
    for draft in (world.draft, in_work(world, world.large, "at-length")):
        saver = Saver(handler, world.cookies, draft)
        saver.save()
        by_hand = by_hand or ByHand(world, world.draft)
        yield Operation(
            name=f"save one answer of {draft.answers.count()} (form, rights, history, commit)",
            act=saver.save,
            floor=by_hand.save,
            floor_is="the same rows by psycopg: session read, answer updated, history added, commit",
            times=50,
            floor_times=200,
            goal="5.5 ms, 10 SQL",
        )


class ByHand:
    """A save of another answer without anything that makes it right: no rights, no checks."""

    def __init__(self, world: World, draft: Attestation) -> None:
        self.world, self.versions = world, count(1)
        with world.plain.cursor(row_factory=dict_row) as cursor:
            self.history: dict[str, Any] = cursor.execute(
                "SELECT * FROM attestations_answerversion ORDER BY saved_at DESC LIMIT 1"
            ).fetchone()
            self.answer = cursor.execute(
                "SELECT a.id FROM attestations_answer a JOIN principles_criterion c"
                " ON c.id = a.criterion_id WHERE a.attestation_id = %s AND c.code <> %s LIMIT 1",
                [draft.pk, CODE],
            ).fetchone()["id"]
        names = [sql.Identifier(name) for name in self.history]
        self.insert = sql.SQL("INSERT INTO attestations_answerversion ({}) VALUES ({})").format(
            sql.SQL(", ").join(names), sql.SQL(", ").join([sql.Placeholder()] * len(names))
        )

    def save(self) -> None:
        version, at = next(self.versions), now()
        response, reason = Jsonb({"value": VALUES[version % 2]}), f"As it stood at {version}."
        history = self.history | {
            "id": uuid4(),
            "answer_id": self.answer,
            "version": version,
            "saved_at": at,
            "response": response,
            "reason": reason,
        }
        plain = self.world.plain
        plain.execute(
            "SELECT session_data FROM django_session WHERE session_key = %s", [self.world.session]
        ).fetchone()
        with plain.transaction():
            plain.execute(
                "UPDATE attestations_answer SET version = %s, saved_at = %s, response = %s,"
                " reason = %s WHERE id = %s",
                [version, at, response, reason, self.answer],
            )
            plain.execute(self.insert, list(history.values()))

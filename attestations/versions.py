"""The rows of a saved answer: the answer as it stands, the same as a version, its evidence."""

from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

from django.db import connection, models
from psycopg import sql
from uuid_utils.compat import uuid7

from attestations.models import CONTENT_FIELDS, Answer, AnswerVersion, How
from journal.recording import require_transaction

CHANGED: Final = [
    Answer._meta.get_field(name)  # noqa: SLF001 - Django's documented API
    for name in (*CONTENT_FIELDS, "to_affirm", "version", "saved_by", "saved_at")
]
KEPT: Final = AnswerVersion._meta.concrete_fields  # noqa: SLF001 - Django's documented API


def _columns(fields: Iterable[Any]) -> list[sql.Identifier]:
    return [sql.Identifier(field.column) for field in fields]


# One way to the database instead of two, and nothing compiled: this is the portal's busiest write.
WRITE: Final = (
    sql.SQL(
        "WITH standing AS (UPDATE attestations_answer SET {changes} WHERE id = %s)"
        " INSERT INTO attestations_answerversion ({kept}) VALUES ({values})"
    )
    .format(
        changes=sql.SQL(", ").join(sql.SQL("{} = %s").format(each) for each in _columns(CHANGED)),
        kept=sql.SQL(", ").join(_columns(KEPT)),
        values=sql.SQL(", ").join(sql.Placeholder() for _ in KEPT),
    )
    .as_string()
)
RELINK: Final = (
    "WITH gone AS (DELETE FROM attestations_evidencelink"
    " WHERE answer_id = %s AND evidence_id = ANY(%s::uuid[]))"
    " INSERT INTO attestations_evidencelink (id, answer_id, evidence_id)"
    " SELECT fresh.id, %s, fresh.evidence_id"
    " FROM unnest(%s::uuid[], %s::uuid[]) AS fresh (id, evidence_id)"
)


def version_of(
    answer: Answer, evidence: Collection[UUID], *, how: How, restored_from: int | None = None
) -> AnswerVersion:
    """The answer as it stands now as a version of it, yet to be inserted."""
    return AnswerVersion(
        answer=answer,
        version=answer.version,
        saved_by_id=answer.saved_by_id,
        saved_at=answer.saved_at,
        how=how,
        restored_from=restored_from,
        evidence_ids=sorted(evidence, key=str),
        **{field: getattr(answer, field) for field in CONTENT_FIELDS},
    )


def written(
    answer: Answer, evidence: Collection[UUID], *, how: How, restored_from: int | None = None
) -> None:
    """Write a locked answer as it stands now, and add the version that says the same.

    `evidence` are the ids of all pieces that are attached to it. Joins the caller's transaction.
    """
    require_transaction()
    version = version_of(answer, evidence, how=how, restored_from=restored_from)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [*_values(answer, CHANGED), answer.pk, *_values(version, KEPT)])


def relinked(answer: Answer, linked: Collection[UUID], wanted: Collection[UUID]) -> None:
    """Attach to a locked answer what is `wanted` and no more, where `linked` is what it has."""
    require_transaction()
    gone, new = set(linked) - set(wanted), sorted(set(wanted) - set(linked), key=str)
    if gone or new:
        with connection.cursor() as cursor:
            cursor.execute(RELINK, [answer.pk, list(gone), answer.pk, [uuid7() for _ in new], new])


def _values(row: models.Model, fields: Iterable[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]

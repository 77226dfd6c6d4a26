"""The library of an organisation: found, filtered, sorted, page by page, in a fixed number of queries."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from attestations.models import Evidence, EvidenceFile, EvidenceLink
from attestations.staleness import SOON_DAYS

PER_PAGE: Final = 50
# So many answers of a piece stand in the table; the piece's page has all.
ANSWERS_SHOWN: Final = 6
FAR: Final = date(9999, 12, 31)
_LONGEST_CURSOR: Final = 1200
# What JSON can say and nobody can hold: lists without end, numbers beyond all numbers.
DEEP: Final = (RecursionError, OverflowError)
# way of sorting -> (field, falling); the id makes every order whole
ORDERS: Final[Mapping[str, tuple[str, bool]]] = {
    "title": ("title", False),
    "newest": ("added_at", True),
    "ends": ("ends", False),
    "uses": ("uses", True),
}
STATES: Final = ("stale", "soon", "unused", "used")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty field asks nothing."""

    words: str = ""
    kind: str = ""
    disclosure: str = ""
    state: str = ""
    attestation: str = ""
    sort: str = "title"

    @property
    def narrows(self) -> bool:
        """Whether anything is asked."""
        return any((self.words, self.kind, self.disclosure, self.state, self.attestation))


@dataclass(frozen=True, slots=True)
class Listed:
    """A piece of the library with the first of the answers that it serves."""

    piece: Evidence
    uses: int
    answers: tuple[EvidenceLink, ...]

    @property
    def more(self) -> int:
        """How many answers are not shown."""
        return self.uses - len(self.answers)


def found(
    pieces: QuerySet[Evidence], wanted: Wanted, *, cursor: str, today: date
) -> tuple[list[Listed], str]:
    """A page of `pieces`, and the cursor of the next ("" after the last); two queries.

    A cursor that cannot be read begins at the first page.
    """
    key, falling = ORDERS.get(wanted.sort, ORDERS["title"])
    rows = narrowed(pieces, wanted, today=today).annotate(
        uses=Count("links"), ends=Coalesce("expires_on", Value(FAR))
    )
    after = _read(cursor, key)
    if after is not None:
        value, pk = after
        beyond = {f"{key}__{'lt' if falling else 'gt'}": value}
        rows = rows.filter(Q(**beyond) | Q(**{key: value}, pk__gt=pk))
    order = (f"-{key}" if falling else key, "pk")
    page = list(rows.order_by(*order)[: PER_PAGE + 1])
    more = len(page) > PER_PAGE
    page = page[:PER_PAGE]
    answers = _answers(page)
    listed = [Listed(each, each.uses, tuple(answers.get(each.pk, ()))) for each in page]
    return listed, _write(page[-1], key) if more else ""


def narrowed(pieces: QuerySet[Evidence], wanted: Wanted, *, today: date) -> QuerySet[Evidence]:
    """`pieces` with what is asked; words are sought in title, description, file names, digests."""
    words = wanted.words.replace("\x00", "").strip()
    if words:
        files = EvidenceFile.objects.filter(
            Q(name__icontains=words) | Q(sha256__startswith=words.lower()), evidence=OuterRef("pk")
        )
        said = Q(title__icontains=words) | Q(description__icontains=words)
        pieces = pieces.filter(said | Q(text__icontains=words) | Exists(files))
    if wanted.kind:
        pieces = pieces.filter(kind=wanted.kind)
    if wanted.disclosure:
        pieces = pieces.filter(disclosure=wanted.disclosure)
    links = EvidenceLink.objects.filter(evidence=OuterRef("pk"))
    if wanted.attestation:
        serving = links.filter(answer__attestation=UUID(wanted.attestation))
        pieces = pieces.filter(Exists(serving))
    if wanted.state == "stale":
        pieces = pieces.filter(expires_on__lte=today)
    elif wanted.state == "soon":
        until = today + timedelta(days=SOON_DAYS)
        pieces = pieces.filter(expires_on__gt=today, expires_on__lte=until)
    elif wanted.state in {"used", "unused"}:
        used = Exists(links)
        pieces = pieces.filter(used if wanted.state == "used" else ~used)
    return pieces


def _answers(page: Sequence[Evidence]) -> dict[UUID, list[EvidenceLink]]:
    """The first answers of each piece of a page, of the newest attestations, in one query."""
    order = ("-answer__attestation__opened_at", "answer__criterion__order", "answer__layer")
    links = (
        EvidenceLink.objects.filter(evidence__in=[each.pk for each in page])
        .annotate(place=Window(RowNumber(), partition_by="evidence", order_by=order))
        .filter(place__lte=ANSWERS_SHOWN)
        .select_related("answer__criterion", "answer__attestation__scope")
        .order_by(*order)
    )
    found: dict[UUID, list[EvidenceLink]] = {}
    for link in links:
        found.setdefault(link.evidence_id, []).append(link)
    return found


def _write(row: Evidence, key: str) -> str:
    value: Any = getattr(row, key)
    plain = value if isinstance(value, int | str) else value.isoformat()
    text = json.dumps([key, plain, str(row.pk)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, key: str) -> tuple[Any, UUID] | None:
    """What a cursor of this order says; None where there is none, or none that we gave out."""
    try:
        if not cursor or len(cursor) > _LONGEST_CURSOR:
            return None
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        named, value, pk = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if named != key or value is None or "\x00" in str(value):
            return None
        str(value).encode()  # half a surrogate pair is no text
        if key == "uses":
            return int(value), UUID(pk)
        field = "expires_on" if key == "ends" else key
        read = Evidence._meta.get_field(field).to_python(value)  # type: ignore[union-attr] # noqa: SLF001
        return read, UUID(pk)
    except (ValueError, TypeError, AttributeError, binascii.Error, ValidationError, *DEEP):
        return None

"""The page of one principle: its questions, answers and evidence, however many."""

from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from typing import Any, Final

from django.db import transaction
from django.template import Context, Engine
from django.urls import reverse
from django.utils.timezone import now
from psycopg.rows import dict_row

from accounts.actor import SYSTEM
from attestations.models import Attestation, Evidence, EvidenceLink
from bench.asking import ask, portal
from bench.large_edition import MOST, large_edition
from bench.measuring import Operation
from bench.world import World, in_work
from principles.adoption import adopted

PRINCIPLES: Final = 5
LINKS: Final = 500
ROWS: Final = (
    'SELECT * FROM principles_criterion WHERE principle_id = %(principle)s ORDER BY "order"',
    (
        "SELECT a.* FROM attestations_answer a JOIN principles_criterion c ON c.id = a.criterion_id"
        " WHERE a.attestation_id = %(draft)s AND c.principle_id = %(principle)s"
    ),
    (
        "SELECT l.answer_id, e.* FROM attestations_evidencelink l"
        " JOIN attestations_evidence e ON e.id = l.evidence_id"
        " JOIN attestations_answer a ON a.id = l.answer_id"
        " JOIN principles_criterion c ON c.id = a.criterion_id"
        " WHERE a.attestation_id = %(draft)s AND c.principle_id = %(principle)s"
    ),
)
PAGE: Final = Engine(autoescape=True).from_string(
    "{% for each in criteria %}<h2>{{ each.code }} {{ each.title }}</h2><p>{{ each.requirement }}"
    "</p>{% endfor %}{% for each in answers %}<textarea>{{ each.reason }}</textarea>{% endfor %}"
    "{% for each in evidence %}<li>{{ each.title }}</li>{% endfor %}"
)


def operations(world: World) -> Iterator[Operation]:
    size = min(MOST, len(world.large_data["criteria"]))
    data = large_edition(size * PRINCIPLES, framework="broad-principles")
    with transaction.atomic():
        edition, _ = adopted(data, by=SYSTEM, at=now())
    draft = in_work(world, edition, "broad")
    principle = edition.principles.order_by("order").first()
    links = linked(draft, principle.code)
    address = reverse("attestations:principle", args=[draft.pk, principle.code])
    read = partial(by_hand, world, {"draft": draft.pk, "principle": principle.pk})
    yield Operation(
        name=f"page of a principle of {size} criteria, {links} times evidence",
        act=partial(ask, portal(), address, HTTP_COOKIE=world.cookies),
        floor=read,
        floor_is="the same rows by psycopg in three SELECTs, and their words through one template",
        times=3,
        floor_times=10,
        goal="15 SQL",
    )


def linked(draft: Attestation, code: str) -> int:
    """Attach the organisation's pieces, by turns, to the answers of a principle."""
    answers = list(draft.answers.filter(criterion__principle__code=code))
    EvidenceLink.objects.filter(answer__in=answers).delete()
    pieces = list(Evidence.objects.filter(organisation=draft.scope.organisation))
    most = min(LINKS, len(answers) * len(pieces))
    pairs = zip(cycle(answers), pieces_by_turns(pieces, len(answers)), strict=False)
    made = EvidenceLink.objects.bulk_create(
        EvidenceLink(answer=answer, evidence=piece) for answer, piece in islice(pairs, most)
    )
    return len(made)


def pieces_by_turns(pieces: list[Evidence], answers: int) -> Iterator[Evidence]:
    """A piece for each answer, then the next: no answer gets one twice."""
    for first in range(len(pieces)):
        for number in range(answers):
            yield pieces[(first + number) % len(pieces)]


def by_hand(world: World, which: dict[str, Any]) -> str:
    with world.plain.cursor(row_factory=dict_row) as cursor:
        found = [cursor.execute(rows, which).fetchall() for rows in ROWS]
    criteria, answers, evidence = found
    return PAGE.render(Context({"criteria": criteria, "answers": answers, "evidence": evidence}))

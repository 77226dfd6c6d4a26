"""The assessor's list of criteria and the page of one, on an edition of 110 criteria."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.template import Context, Engine
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from psycopg.rows import dict_row

from assessments.models import Engagement
from bench.asking import ask, portal
from bench.measuring import Operation
from bench.world import SECRET, World
from organisations.layers import Layer
from organisations.models import Accreditation
from organisations.permissions import Role, Side
from tests.large_assessment import Cast, at_work
from tests.people import organisation, person, sign_in
from tests.registry.factory import scope_of

SIZE: Final = 110
ROWS: Final = (
    (
        "SELECT c.*, p.title AS of FROM principles_criterion c"
        " JOIN principles_principle p ON p.id = c.principle_id"
        ' WHERE c.edition_id = %(edition)s ORDER BY c."order"'
    ),
    "SELECT * FROM assessments_verdict WHERE engagement_id = %(engagement)s",
)
PAGE: Final = Engine(autoescape=True).from_string(
    "<table>{% for each in criteria %}<tr><th>{{ each.code }} {{ each.title }}</th>"
    "<td>{{ each.of }}</td></tr>{% endfor %}{% for each in verdicts %}<tr><td>{{ each.level }}</td>"
    "<td>{{ each.layer }}</td><td>{{ each.review }}</td></tr>{% endfor %}</table>"
)


def operations(world: World) -> Iterator[Operation]:
    size = min(SIZE, len(world.large_data["criteria"]))
    cast = cast_of(world)
    engagement = at_work(size, cast)
    which = {"edition": engagement.attestation.edition_id, "engagement": engagement.pk}
    cookies = cookies_of(cast)
    for name, address in pages(engagement):
        yield Operation(
            name=f"{name}, {size} criteria",
            act=partial(ask, portal(), address, HTTP_COOKIE=cookies),
            floor=partial(by_hand, world, which),
            floor_is="the criteria and verdicts by psycopg in two SELECTs, through one template",
            times=5,
            floor_times=10,
            goal="22 ms, 10 SQL",
        )


def pages(engagement: Engagement) -> Iterator[tuple[str, str]]:
    yield "assessor's list", reverse("assessments:work", args=[engagement.pk])
    yield "assessor's criterion", reverse("assessments:criterion", args=[engagement.pk, "GOV-01"])


def by_hand(world: World, which: dict[str, Any]) -> str:
    with world.plain.cursor(row_factory=dict_row) as cursor:
        criteria, verdicts = (cursor.execute(rows, which).fetchall() for rows in ROWS)
    return PAGE.render(Context({"criteria": criteria, "verdicts": verdicts}))


def cookies_of(cast: Cast) -> str:
    client = Client()
    sign_in(client, cast.assessor)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={SECRET}"


def cast_of(world: World) -> Cast:
    """Everybody who has a part in an assessment of the world's member."""
    body = organisation(Side.ASSESSOR_BODY, "measured-audit", "Measured Audit", country="NL")
    alliance = organisation(Side.ALLIANCE, "measured-alliance", "Measured Alliance")
    today = now().date()
    Accreditation.objects.create(
        body=body,
        layers=[each.value for each in Layer],
        valid_from=today,
        valid_until=today.replace(year=today.year + 2, day=1),
    )
    return Cast(
        scope=scope_of(world.member, "assessed"),
        body=body,
        editor=world.editor,
        signatory=person(world.member, Role.SIGNATORY, "Sigrid Measured"),
        registrar=person(alliance, Role.REGISTRAR, "Regina Measured"),
        owner=person(world.member, Role.OWNER, "Olga Measured"),
        body_admin=person(body, Role.BODY_ADMIN, "Bela Measured"),
        lead=person(body, Role.LEAD_ASSESSOR, "Lena Measured"),
        assessor=person(body, Role.ASSESSOR, "Aldo Measured"),
        reviewer=person(body, Role.QUALITY_REVIEWER, "Quirin Measured"),
    )

"""No role of the alliance writes a row of a member's answers, evidence or submissions.

Generated over every form of the matrix, each sent as somebody who may send it would send it, while
an emergency access to each of the member's attestations is open to the operator. Not even a row
that is taken back is written: the database counts. In part each form is sent as the operator and as
who may send it; `make test-slow` sends it as every role.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils.timezone import now

from attestations import emergency
from organisations.permissions import SIDES, Role, Side
from tests.people import acting, person, sign_in
from tests.security.forms import main_form
from tests.security.kinds import Kind
from tests.security.matrix import ROWS
from tests.security.rows import Row
from tests.security.walking import client_of, undoing
from tests.security.world import ROLES, World
from tests.whole import WHOLE

THE_MEMBERS = (
    "attestations_answer",
    "attestations_answerversion",
    "attestations_carriedanswer",
    "attestations_evidence",
    "attestations_evidencefile",
    "attestations_evidencelink",
    "attestations_evidenceversion",
    "attestations_submission",
)
STAFF = {role: kind for kind, (where, role) in ROLES.items() if where == "alliance"}
FORMS = [row for row in ROWS if row.post]


def written() -> int:
    """How often this transaction has written a row of the member's, taken back or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables "
            "WHERE relname = ANY(%s)",
            [list(THE_MEMBERS)],
        )
        return int(cursor.fetchone()[0])


def client_as(world: World, role: Role) -> Client:
    if role in STAFF:
        return client_of(world, STAFF[role])
    client = Client(raise_request_exception=False)
    sign_in(client, person(world.organisations["alliance"], role, f"Further {role} Person"))
    return client


@pytest.fixture(scope="module")
def staff(world: World) -> Iterator[dict[Role, Client]]:
    """Everybody of the alliance; the operator may read each of the member's attestations."""
    operator, registrar = (acting(world.people[k]) for k in (Kind.OPERATOR, Kind.REGISTRAR))
    with undoing():
        clients = {role: client_as(world, role) for role in SIDES[Side.ALLIANCE]}
        for name, one in world.attestations.items():
            if name not in ("draft", "other"):
                asked = emergency.asked(one.pk, "A page fails.", 2, by=operator, at=now())
                emergency.granted(one.pk, asked.pk, by=registrar, at=now())
        pending = world.things["emergency"]
        emergency.granted(pending.attestation_id, pending.pk, by=registrar, at=now())
        yield clients


@pytest.fixture(scope="module")
def everybody(staff: dict[Role, Client], world: World) -> dict[Kind, Client]:
    """Whoever may send a form, signed in once."""
    return {kind: client_of(world, kind) for kind in Kind}


def sent_by_who_may(
    row: Row, everybody: dict[Kind, Client], path: str
) -> tuple[str, dict[str, list[str]]]:
    """Where the row's form goes, and what it sends when somebody who may has filled it."""
    who = next(
        (kind for kind in Kind if kind in (row.may or ()) and kind in (row.post or ())), None
    )
    page = everybody[who].get(path) if who else None
    if page is None or page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
        return path, {"reason": ["Because."], "version": ["1"], "response": ["yes"]}
    form = main_form(page)
    return form.action or path, form.filled(lambda number: f"Typed by staff, {number}.")


def is_near(role: Role, row: Row) -> bool:
    """The operator, whom it is open to, and who may send the form; a whole walk takes everybody."""
    return role is Role.OPERATOR or STAFF.get(role) in (row.post or ())


def post(client: Client, path: str, sent: dict[str, list[str]]) -> HttpResponseBase:
    client.cookies.pop("messages", None)
    with undoing():
        response = client.post(path, sent)
        if response.streaming:
            b"".join(response.streaming_content)
        return response


def test_it_works(staff: dict[Role, Client], world: World) -> None:
    """The count sees an editor's save; the operator reads that page, and saves nothing."""
    path = f"/attestations/{world.attestations['draft'].pk}/criteria/GOV-02/"
    editor = client_of(world, Kind.EDITOR)
    sent = main_form(editor.get(path)).filled(lambda _: "Said by the editor.")
    before = written()
    assert post(editor, path, sent).status_code == 302
    after = written()
    assert after > before
    assert staff[Role.OPERATOR].get(path).status_code == 200
    assert post(staff[Role.OPERATOR], path, sent).status_code == 404
    assert written() == after


def test_there_are_enough() -> None:
    assert set(STAFF) == set(SIDES[Side.ALLIANCE])
    assert len(FORMS) > 100


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.route)
def test_no_form_lets_them(
    row: Row, staff: dict[Role, Client], everybody: dict[Kind, Client], world: World
) -> None:
    path, sent = sent_by_who_may(row, everybody, row.path(world))
    before = written()
    for role in (each for each in staff if WHOLE or is_near(each, row)):
        response = post(staff[role], path, sent)
        assert response.status_code < 500, role
        assert written() == before, f"{role} wrote by {path}"

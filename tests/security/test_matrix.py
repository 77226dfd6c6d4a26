"""Every route × verb × kind of person answers as `matrix.py` says."""

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client

from journal.models import Entry
from tests.security.kinds import IN_TURN, OUTSIDE, Kind
from tests.security.matrix import ACCOUNTS, ROWS
from tests.security.rows import VERBS, Row
from tests.security.walking import asked, client_of, plain, routes
from tests.security.world import RANDOM, World
from tests.whole import WHOLE


@pytest.fixture(scope="module")
def clients(world: World) -> dict[Kind, Client]:
    return {kind: client_of(world, kind) for kind in Kind}


class Nothing:
    """What each signed-in kind is shown under a random id, in each part of the portal."""

    def __init__(self, clients: dict[Kind, Client]) -> None:
        self.clients = clients
        self.known: dict[tuple[Kind, str], str] = {}

    def at(self, path: str, kind: Kind) -> str:
        part = path.split("/")[1]
        if (kind, part) not in self.known:
            # Navigation marks the part that one is in; below it nothing differs.
            there = f"/{part}/{RANDOM}/"
            answer = asked(self.clients[kind], "GET", there)
            assert answer.status_code == 404
            self.known[kind, part] = plain(answer.content.decode(), there)
        return self.known[kind, part]


@pytest.fixture(scope="module")
def nothing(clients: dict[Kind, Client]) -> Nothing:
    return Nothing(clients)


PUBLISHED = """
SELECT md5(string_agg(row, '' ORDER BY row)) FROM (
  SELECT md5(e::text) AS row FROM principles_edition e WHERE published_at IS NOT NULL
  UNION ALL SELECT md5(p::text) FROM principles_principle p
    JOIN principles_edition e ON e.id = p.edition_id WHERE e.published_at IS NOT NULL
  UNION ALL SELECT md5(c::text) FROM principles_criterion c
    JOIN principles_edition e ON e.id = c.edition_id WHERE e.published_at IS NOT NULL
) AS rows"""


def _published() -> str:
    """A digest over every row of every published edition."""
    with connection.cursor() as cursor:
        cursor.execute(PUBLISHED)
        return str(cursor.fetchone()[0])


class Before:
    """What stood before a cell. Every cell is undone, so it is read once for all."""

    def __init__(self) -> None:
        self.entries = Entry.objects.count()
        self.editions = _published()


@pytest.fixture(scope="module")
def before(clients: dict[Kind, Client]) -> Before:
    return Before()


def test_it_works(world: World, clients: dict[Kind, Client]) -> None:
    path = f"/attestations/{world.attestations['draft'].pk}/"
    assert asked(clients[Kind.OWNER], "GET", path).status_code == 200
    assert asked(clients[Kind.STRANGER], "GET", path).status_code == 404
    assert asked(clients[Kind.ANONYMOUS], "GET", path).status_code == 302


def test_every_route_has_a_row() -> None:
    rows = {row.route for row in ROWS} | set(ACCOUNTS)
    assert sorted(set(routes()) - rows) == []
    assert sorted(rows - set(routes())) == []


def turn_of(number: int) -> int | None:
    """The how manieth of its route's rows this is; None where it is the only one, with one verb."""
    row = ROWS[number]
    before = sum(each.route == row.route for each in ROWS[:number])
    alone = sum(each.route == row.route for each in ROWS) == 1
    return None if alone and not (row.may and row.post) else before


TURNS = [(turn_of(number), row) for number, row in enumerate(ROWS)]


def test_a_short_walk_comes_to_every_route_as_every_kind_in_turn() -> None:
    met: dict[str, set[Kind]] = {}
    for turn, row in TURNS:
        if not row.public:
            those = met.setdefault(row.route, {Kind.ANONYMOUS, Kind.STRANGER})
            for verb in ("GET", "POST"):
                those.update(row.walked(verb, whole=False, turn=turn))
    assert {route: IN_TURN - kinds for route, kinds in met.items() if not kinds >= IN_TURN} == {}


@pytest.mark.parametrize(("turn", "row"), TURNS, ids=[row.route or "home" for row in ROWS])
def test_the_row_holds(
    turn: int | None,
    row: Row,
    world: World,
    clients: dict[Kind, Client],
    nothing: Nothing,
    before: Before,
) -> None:
    path = row.path(world)
    wrong = [
        f"{verb} as {kind}: {problem}"
        for verb in VERBS
        for kind in row.walked(verb, whole=WHOLE, turn=turn)
        if (problem := _problem(row, verb, kind, clients[kind], path, nothing, before))
    ]
    assert wrong == [], f"{path}\n" + "\n".join(wrong)


def _problem(
    row: Row,
    verb: str,
    kind: Kind,
    client: Client,
    path: str,
    nothing: Nothing,
    before: Before,
) -> str:
    def editions_stand() -> None:
        assert _published() == before.editions, f"{verb} {path} as {kind} changed an edition"

    response = asked(client, verb, path, then=editions_stand if verb == "POST" else None)
    expected = row.expected(verb, kind)
    if response.status_code not in expected:
        return f"{response.status_code}, not {sorted(expected)}"
    if expected == {302} and not response["Location"].startswith("/accounts/login/"):
        return f"leads to {response['Location']}"
    if expected in ({403}, {404}) and Entry.objects.count() != before.entries:
        return "left an entry in the journal"
    return _tells(row, verb, kind, response, path, nothing)


def _tells(
    row: Row,
    verb: str,
    kind: Kind,
    response: HttpResponseBase,
    path: str,
    nothing: Nothing,
) -> str:
    """A forbidden object's page is that of a random id."""
    if row.public or response.status_code != 404 or verb == "HEAD":
        return ""
    same = plain(response.content.decode(), path) == nothing.at(path, kind)
    return "" if same else "the 404 differs from that of a random id"


LETTERS = {"O": {200, 422}, "L": {302}, "-": {404, 405}}
ANY = {200, 302, 404, 405}


@pytest.mark.parametrize("route", ACCOUNTS)
@pytest.mark.parametrize("kind", [Kind.ANONYMOUS, Kind.OWNER, Kind.SIGNATORY_WITHOUT_FACTOR])
def test_log_in_pages(route: str, kind: Kind, world: World, clients: dict[Kind, Client]) -> None:
    path, outside, inside = ACCOUNTS[route]
    letters = outside if kind in OUTSIDE else inside
    expected = set().union(*(LETTERS[letter] for letter in letters))
    for verb in VERBS:
        status = asked(clients[kind], verb, path).status_code
        if verb in ("GET", "HEAD"):
            assert status in expected, f"{verb} {path}: {status}"
        else:
            assert status in ANY, f"{verb} {path}: {status}"

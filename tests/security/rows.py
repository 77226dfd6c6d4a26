"""Every route, who may use it, and what everybody else gets: written by hand from the workflow.

What comes first, for a request that is not answered with its page:

1. A page for people who are signed in leads everybody else to the log-in (302), whatever the verb.
2. A verb that the page does not have is answered 405, whoever asks.
3. What the person may not reach does not exist: 404, with the body of a random id.
4. What she may reach is answered 200, 302 or (a POST of an empty form) 422.
5. Whose right has ended with the act of a colleague reads what happened when she sends her form: 403.

`may` and `post` name who; nothing here asks the rights table. A row is one route with objects in
one state; a route has as many rows as there are states that matter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.security.kinds import (
    EVERYONE,
    IN_TURN,
    OUTSIDE,
    READERS,
    Kind,
)
from tests.security.world import World

K = Kind
PUBLIC: Final = frozenset({K.ANONYMOUS, K.PARTNER, K.STRANGER, K.OWNER})
# Of those who may, a short walk asks so many.
MOST: Final = 4
VERBS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
type_of_path = Callable[[World], str]


@dataclass(frozen=True)
class Row:
    """One route in one state: its address, and who may GET and POST (None: no such verb)."""

    route: str
    path: type_of_path
    may: frozenset[Kind] | None
    post: frozenset[Kind] | None = None
    public: bool = False
    options: int = 405
    overtaken: frozenset[Kind] = frozenset()

    def who(self, verb: str) -> frozenset[Kind] | None:
        if verb in ("GET", "HEAD"):
            return self.may
        return self.post if verb == "POST" else None

    def walked(self, verb: str, *, whole: bool, turn: int | None) -> list[Kind]:
        """As whom a verb is tried; a whole walk tries everything as everybody.

        GET and POST as two that nobody knows, as four of those who may, and as every second of
        eleven kinds (`IN_TURN`): the others are tried at the other verb, and in the next row of the
        route. `turn` is the row's number in its route; None has no next, and tries all eleven. A
        public page asks nobody's right: as four. HEAD is GET without a body, and a verb that the
        page does not have is refused before anybody's right is asked: as one of each sort, or in
        turn.
        """
        if whole:
            return list(Kind)
        if verb == "GET" or (verb == "POST" and self.post is not None):
            return self._asked(verb, turn)
        first = next((kind for kind in Kind if kind in ((self.may or self.post) or ())), K.OWNER)
        if verb == "HEAD":
            return [K.ANONYMOUS, K.STRANGER, first]
        return [K.ANONYMOUS if ((turn or 0) + VERBS.index(verb)) % 2 else first]

    def _asked(self, verb: str, turn: int | None) -> list[Kind]:
        if self.public:
            return [kind for kind in Kind if kind in PUBLIC]
        others = [kind for kind in Kind if kind in IN_TURN]
        if turn is not None:
            others = others[(turn + (verb == "POST")) % 2 :: 2]
        who = [kind for kind in Kind if kind in (self.who(verb) or ())]
        may = [who[((turn or 0) + each) % len(who)] for each in range(min(MOST, len(who)))]
        those = {K.ANONYMOUS, K.STRANGER, *others, *may}
        return [kind for kind in Kind if kind in those]

    def expected(self, verb: str, kind: Kind) -> frozenset[int]:
        """The status codes that this cell may answer with."""
        if not self.public and kind in OUTSIDE:
            return frozenset({302})
        if verb == "OPTIONS":
            return frozenset({self.options})
        who = self.who(verb)
        if who is None:
            return frozenset({405})
        if kind not in who:
            return frozenset({403 if verb == "POST" and kind in self.overtaken else 404})
        return frozenset({200, 302} if verb in ("GET", "HEAD") else {200, 302, 422})


def of(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


OWNER_EDITOR = of(K.OWNER, K.EDITOR)
OWNER_SIGNATORY = of(K.OWNER, K.SIGNATORY)
MEMBER = READERS | {K.CONTRIBUTOR}
OTHERS = of(K.OTHER_OWNER, K.OTHER_SIGNATORY)
ASSESSORS = of(K.LEAD, K.ASSESSOR)
REGISTRAR, LEAD, BODY_ADMIN = of(K.REGISTRAR), of(K.LEAD), of(K.BODY_ADMIN)
OPERATOR = of(K.OPERATOR)
KEY_CUSTODIAN = of(K.KEY_CUSTODIAN)
DECISION_MAKER = of(K.DECISION_MAKER, K.SECOND_DECISION_MAKER)
MEMBER_SLUG, OTHER_SLUG = "north-harbour-cloud", "quiet-valley-chips"
BODY_SLUG, LISTED_SLUG = "plain-sight-audit", "open-ridge-systems"
ONE: Final = "attestations/<uuid:attestation_id>/"
EDITION = "principles/trust-principles/1.0"
COMPARE = "principles/<slug:framework>/compare/<version:older>/<version:newer>"
COMPARED = "principles/small-principles/compare/1.0/1.1"


def at(address: str) -> type_of_path:
    """An address that needs nothing of the world."""
    return lambda _: f"/{address}"


def attestation(state: str, rest: str = "") -> type_of_path:
    return lambda w: f"/attestations/{w.attestations[state].pk}/{rest}"


def submission(state: str, rest: str = "") -> type_of_path:
    return lambda w: f"/submissions/{w.things[f'submission_{state}'].pk}/{rest}"


def engagement(state: str, rest: str = "") -> type_of_path:
    return lambda w: f"/engagements/{w.engagements[state].pk}/{rest}"


def piece(slug: str, name: str, rest: str = "") -> type_of_path:
    return lambda w: f"/evidence/{slug}/{w.things[name].pk}/{rest}"


def finding(rest: str = "") -> type_of_path:
    return lambda w: engagement("assessed", f"findings/{w.things['finding_number']}/{rest}")(w)


def layered(state: str, kind: str) -> type_of_path:
    return lambda w: attestation(state, f"{kind}/{w.things['layered']}/ai/")(w)


def read(route: str, path: type_of_path, may: frozenset[Kind]) -> Row:
    """A page that is only read."""
    return Row(route, path, may)


def form(
    route: str,
    path: type_of_path,
    who: frozenset[Kind],
    post: frozenset[Kind] | None = None,
    *,
    overtaken: frozenset[Kind] = frozenset(),
) -> Row:
    """A page with a form: who may open it, and who may send it where these are others."""
    return Row(route, path, who, who if post is None else post, overtaken=overtaken)


def act(route: str, path: type_of_path, who: frozenset[Kind]) -> Row:
    """An address that takes a POST and nothing else."""
    return Row(route, path, None, who)


def public(route: str, path: type_of_path, may: frozenset[Kind] = EVERYONE) -> Row:
    return Row(route, path, may, public=True)


def machine(route: str, path: type_of_path, may: frozenset[Kind] = EVERYONE) -> Row:
    """An address of the API: OPTIONS is answered there."""
    return Row(route, path, may, public=True, options=200)

"""Every route, who may use it, and what everybody else gets: written by hand from the workflow.

What comes first, for a request that is not answered with its page:

1. A page for people who are signed in leads everybody else to the log-in (302), whatever the verb.
2. A verb that the page does not have is answered 405, whoever asks.
3. What the person may not reach does not exist: 404, with the body of a random id.
4. What she may reach is answered 200, 302 or (a POST of an empty form) 422.

`may` and `post` name who; nothing here asks the rights table. A row is one route with objects in
one state; a route has as many rows as there are states that matter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.security.kinds import (
    ALWAYS,
    AT_WORK,
    EVERYONE,
    NOBODY,
    OUTSIDE,
    READERS,
    SIGNED_IN,
    Kind,
)
from tests.security.world import RANDOM, World

K = Kind
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

    def who(self, verb: str) -> frozenset[Kind] | None:
        if verb in ("GET", "HEAD"):
            return self.may
        return self.post if verb == "POST" else None

    def walked(self, verb: str, *, whole: bool) -> list[Kind]:
        """As whom a verb is tried; a whole walk tries everything as everybody.

        GET and POST as whoever may, and as thirteen kinds of person (public pages as these). HEAD is GET without a body,
        and a verb that the page does not have is refused before anybody's right is asked; both
        are tried as one person of each sort.
        """
        if whole:
            return list(Kind)
        if verb == "GET" or (verb == "POST" and self.post is not None):
            those = ALWAYS if self.public else {*ALWAYS, *(self.may or ()), *(self.post or ())}
            return [kind for kind in Kind if kind in those]
        first = next((kind for kind in Kind if kind in ((self.may or self.post) or ())), K.OWNER)
        return [K.ANONYMOUS, K.PARTNER, K.STRANGER, first]

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
            return frozenset({404})
        return frozenset({200, 302} if verb in ("GET", "HEAD") else {200, 302, 422})


def of(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


OWNER_EDITOR = of(K.OWNER, K.EDITOR)
OWNER_SIGNATORY = of(K.OWNER, K.SIGNATORY)
MEMBER = READERS | {K.CONTRIBUTOR}
OTHERS = of(K.OTHER_OWNER, K.OTHER_SIGNATORY)
ASSESSORS = of(K.LEAD, K.ASSESSOR)
REGISTRAR, LEAD, BODY_ADMIN = of(K.REGISTRAR), of(K.LEAD), of(K.BODY_ADMIN)
DECISION_MAKER = of(K.DECISION_MAKER)
MEMBER_SLUG, OTHER_SLUG = "north-harbour-cloud", "quiet-valley-chips"
BODY_SLUG, LISTED_SLUG = "plain-sight-audit", "open-ridge-systems"
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
) -> Row:
    """A page with a form: who may open it, and who may send it where these are others."""
    return Row(route, path, who, who if post is None else post)


def act(route: str, path: type_of_path, who: frozenset[Kind]) -> Row:
    """An address that takes a POST and nothing else."""
    return Row(route, path, None, who)


def public(route: str, path: type_of_path, may: frozenset[Kind] = EVERYONE) -> Row:
    return Row(route, path, may, public=True)


def machine(route: str, path: type_of_path, may: frozenset[Kind] = EVERYONE) -> Row:
    """An address of the API: OPTIONS is answered there."""
    return Row(route, path, may, public=True, options=200)


REPORT: Final = "reports/<slug:number>/"


def report(name: str, rest: str = "") -> type_of_path:
    return lambda w: f"/reports/{w.things[name].number}/{rest}"


PUBLIC: Final = (
    public("", at("")),
    public("register/", at("register/")),
    public("register/<slug:slug>/", at(f"register/{LISTED_SLUG}/")),
    public("register/<slug:slug>/", at(f"register/{MEMBER_SLUG}/"), NOBODY),
    public("reports/", at("reports/")),
    public(REPORT, report("report")),
    public(REPORT, report("unpublished_report"), NOBODY),
    public(f"{REPORT}report.pdf", report("report", "report.pdf")),
    public(f"{REPORT}report.pdf", report("unpublished_report", "report.pdf"), NOBODY),
    public(f"{REPORT}report.json", report("report", "report.json")),
    public(f"{REPORT}report.json", report("unpublished_report", "report.json"), NOBODY),
    public("principles/", at("principles/")),
    public("principles/<slug:framework>/<version:version>.json", at(f"{EDITION}.json")),
    public("principles/<slug:framework>/<version:version>/", at(f"{EDITION}/")),
    public("principles/<slug:framework>/<version:version>/<slug:code>/", at(f"{EDITION}/GOV-01/")),
    public("principles/<slug:framework>/<slug:code>/", at("principles/trust-principles/GOV-01/")),
    public(COMPARE + "/", at(f"{COMPARED}/")),
    public(COMPARE + "/", at("principles/trust-principles/compare/1.0/1.1/"), NOBODY),
    public(COMPARE + ".json", at(f"{COMPARED}.json")),
    public(
        "principles/<slug:framework>/<version:version>/oscal-catalog.json",
        at(f"{EDITION}/oscal-catalog.json"),
    ),
    public(
        "principles/<slug:framework>/<version:version>/oscal-mapping.json",
        at(f"{EDITION}/oscal-mapping.json"),
    ),
    public("crosswalk/", at("crosswalk/")),
    public("crosswalk/<slug:slug>/", at("crosswalk/a-law/")),
    public("crosswalk/<slug:slug>/", at("crosswalk/no-such-law/"), NOBODY),
    public("verify/", at("verify/")),
    public("verify/reports-root.pem", at("verify/reports-root.pem")),
    public("about/", at("about/")),
    public("theme.css", at("theme.css")),
    public("log/", at("log/")),
    public("log/checkpoint", at("log/checkpoint")),
    public("log/key", at("log/key")),
    public("log/tile/entries/<path:written>", lambda w: f"/log/tile/entries/{w.things['tile']}"),
    public("log/tile/<str:level>/<path:written>", lambda w: f"/log/tile/0/{w.things['tile']}"),
    public("log/leaf/<int:index>/", at("log/leaf/0/")),
    public("log/leaf/<int:index>/", at("log/leaf/999999/"), NOBODY),
    public("log/proof/<int:index>", at("log/proof/0")),
    public("demonstration/mail/", at("demonstration/mail/")),
    public("demonstration/mail/<str:name>/", at("demonstration/mail/a-letter/")),
    public("demonstration/mail/<str:name>/", at("demonstration/mail/no-such-letter/"), NOBODY),
    machine("api/v1/", at("api/v1/")),
    machine("api/v1/standings/", at("api/v1/standings/")),
    machine("api/v1/standings/<slug:slug>/", at(f"api/v1/standings/{LISTED_SLUG}/")),
    machine("api/v1/standings/<slug:slug>/", at(f"api/v1/standings/{MEMBER_SLUG}/"), NOBODY),
    machine("api/v1/crosswalk/", at("api/v1/crosswalk/")),
    machine("api/v1/crosswalk/<slug:slug>/", at("api/v1/crosswalk/a-law/")),
    machine("api/v1/crosswalk/<slug:slug>/", at("api/v1/crosswalk/no-such-law/"), NOBODY),
    machine("api/v1/reports/", at("api/v1/reports/")),
    machine(
        "api/v1/reports/<slug:number>/", lambda w: f"/api/v1/reports/{w.things['report'].number}/"
    ),
    machine(
        "api/v1/reports/<slug:number>/",
        lambda w: f"/api/v1/reports/{w.things['unpublished_report'].number}/",
        NOBODY,
    ),
    machine("api/v1/principles/", at("api/v1/principles/")),
    machine("api/v1/principles/<slug:framework>/<version:edition>/", at(f"api/v1/{EDITION}/")),
    machine(
        "api/v1/principles/<slug:framework>/<version:edition>/<slug:code>/",
        at(f"api/v1/{EDITION}/GOV-01/"),
    ),
    machine("api/v1/schema/", at("api/v1/schema/")),
    machine("api/v1/problems/<slug:name>", at("api/v1/problems/not-found")),
    machine("api/v1/<path:rest>", at("api/v1/attestations/"), NOBODY),
)

ORGANISATION: Final = "organisations/<slug:slug>/"


def organised(rest: str = "", slug: str = MEMBER_SLUG) -> type_of_path:
    return at(f"organisations/{slug}/{rest}")


def _invitation(w: World) -> str:
    return f"/organisations/{MEMBER_SLUG}/invitations/{w.things['invitation'].pk}/withdraw/"


ORGANISATIONS: Final = (
    read("desk/", at("desk/"), SIGNED_IN),
    read("organisations/", at("organisations/"), SIGNED_IN),
    form("organisations/add/", at("organisations/add/"), REGISTRAR),
    read(ORGANISATION, organised(), MEMBER | REGISTRAR),
    read(ORGANISATION, organised(slug=OTHER_SLUG), OTHERS | REGISTRAR),
    form(f"{ORGANISATION}accredit/", organised("accredit/", BODY_SLUG), REGISTRAR),
    form(f"{ORGANISATION}accredit/", organised("accredit/"), NOBODY),  # it is no body
    form(f"{ORGANISATION}roles/give/", organised("roles/give/"), of(K.OWNER)),
    form(f"{ORGANISATION}roles/give/", organised("roles/give/", BODY_SLUG), BODY_ADMIN),
    act(
        f"{ORGANISATION}roles/<uuid:membership_id>/end/",
        lambda w: f"/organisations/{MEMBER_SLUG}/roles/{w.things['membership'].pk}/end/",
        of(K.OWNER),
    ),
    act(  # a role in another organisation, under one's own
        f"{ORGANISATION}roles/<uuid:membership_id>/end/",
        lambda w: f"/organisations/{OTHER_SLUG}/roles/{w.things['membership'].pk}/end/",
        NOBODY,
    ),
    form(f"{ORGANISATION}scopes/make/", organised("scopes/make/"), OWNER_EDITOR),
    form(
        f"{ORGANISATION}scopes/<slug:scope_slug>/",
        organised("scopes/scope-draft/"),
        OWNER_EDITOR,
    ),
    form(f"{ORGANISATION}invite/", organised("invite/"), of(K.OWNER, K.REGISTRAR)),
    form(f"{ORGANISATION}invite/", organised("invite/", BODY_SLUG), BODY_ADMIN | REGISTRAR),
    # The registrar invites first owners; whom the owner invites is the owner's affair.
    act(f"{ORGANISATION}invitations/<uuid:invitation_id>/withdraw/", _invitation, of(K.OWNER)),
    Row(
        "invitations/<str:token>/",
        lambda w: f"/invitations/{w.things['token']}/",
        EVERYONE,
        EVERYONE,
        public=True,
    ),
    Row("invitations/<str:token>/", at("invitations/none/"), NOBODY, NOBODY, public=True),
)

ONE: Final = "attestations/<uuid:attestation_id>/"
SUBMISSION: Final = "submissions/<uuid:submission_id>/"
PIECE: Final = "evidence/<slug:slug>/<uuid:evidence_id>/"
# Who reads what was submitted, by how far it has come.
SUBMITTED = READERS | REGISTRAR
UNDER_WAY = SUBMITTED | AT_WORK
RECOMMENDED = UNDER_WAY | DECISION_MAKER
SUBMISSION_READERS: Final = {
    "submitted": SUBMITTED,
    "offered": SUBMITTED,
    "begun": UNDER_WAY,
    "recommended": RECOMMENDED,
    "decided": SUBMITTED,
}
EVIDENCE_READERS = MEMBER | AT_WORK | DECISION_MAKER
ADDING = of(K.OWNER, K.EDITOR, K.CONTRIBUTOR)
JOURNAL = of(K.OWNER, K.VIEWER)


RESTORE: Final = f"{ONE}history/<str:code>/restore/<int:version>/"


def _restored(w: World) -> str:
    return f"{layered('draft', 'history')(w)}restore/1/"


def _delegation_end(w: World) -> str:
    draft = w.attestations["draft"]
    grant = draft.grants.filter(because="delegation", permission="answers.read").get()
    return f"/attestations/{draft.pk}/delegate/{grant.pk}/end/"


def _before_opening(w: World) -> str:
    return f"/attestations/prepare/{w.things['scope_draft'].pk}/{w.things['edition'].pk}/"


def _file(w: World) -> str:
    return piece(MEMBER_SLUG, "evidence", f"files/{w.things['evidence_file'].pk}/")(w)


def _closed_file(w: World) -> str:
    """A file of the same piece that is for the organisation's own eyes."""
    return piece(MEMBER_SLUG, "evidence", f"files/{w.things['closed_file'].pk}/")(w)


def _strange_file(w: World) -> str:
    return piece(MEMBER_SLUG, "evidence", f"files/{w.things['other_evidence_file'].pk}/")(w)


def _kept_back(w: World) -> str:
    return piece(MEMBER_SLUG, "digest", f"files/{w.things['digest_file'].pk}/reveal/")(w)


ATTESTATIONS: Final = (
    read("attestations/", at("attestations/"), SIGNED_IN),
    form("attestations/open/", at("attestations/open/"), OWNER_EDITOR | {K.OTHER_OWNER}),
    read(ONE, attestation("draft"), MEMBER),
    read(ONE, attestation("other"), OTHERS),
    read(ONE, attestation("ready"), READERS),
    read(ONE, lambda _: f"/attestations/{RANDOM}/", NOBODY),
    *(read(ONE, attestation(state), who) for state, who in SUBMISSION_READERS.items()),
    form(f"{ONE}check/", attestation("draft", "check/"), READERS, OWNER_EDITOR),
    form(f"{ONE}as-of/", attestation("draft", "as-of/"), OWNER_EDITOR),
    form(f"{ONE}move/", attestation("draft", "move/"), OWNER_EDITOR),
    form(f"{ONE}move/", attestation("decided", "move/"), OWNER_EDITOR),
    form(f"{ONE}move/", attestation("other", "move/"), of(K.OTHER_OWNER)),
    read(f"{ONE}confirm/", attestation("draft", "confirm/"), MEMBER),
    read(f"{ONE}confirm/", attestation("begun", "confirm/"), READERS),
    act(f"{ONE}affirm/<str:code>/", attestation("draft", "affirm/GOV-01/"), ADDING),
    act(f"{ONE}affirm/<str:code>/", attestation("draft", "affirm/GOV-02/"), OWNER_EDITOR),
    act(f"{ONE}affirm/<str:code>/<slug:layer>/", layered("draft", "affirm"), OWNER_EDITOR),
    form(f"{ONE}delegate/", attestation("draft", "delegate/"), OWNER_EDITOR),
    act(f"{ONE}delegate/<uuid:grant_id>/end/", _delegation_end, OWNER_EDITOR),
    read(f"{ONE}prepare/", attestation("draft", "prepare/"), MEMBER),
    read(f"{ONE}prepare/", attestation("submitted", "prepare/"), READERS),
    read("attestations/prepare/<uuid:scope_id>/<uuid:edition_id>/", _before_opening, OWNER_EDITOR),
    form(f"{ONE}cancel/", attestation("draft", "cancel/"), OWNER_SIGNATORY),
    form(f"{ONE}close/", attestation("accepted", "close/"), of(K.OWNER)),
    form(f"{ONE}reopen/", attestation("ready", "reopen/"), OWNER_EDITOR | {K.SIGNATORY}),
    form(f"{ONE}criteria/<str:code>/", attestation("draft", "criteria/GOV-01/"), MEMBER, ADDING),
    form(
        f"{ONE}criteria/<str:code>/",
        attestation("draft", "criteria/GOV-02/"),
        READERS,
        OWNER_EDITOR,
    ),
    form(
        f"{ONE}criteria/<str:code>/",
        attestation("submitted", "criteria/GOV-01/"),
        READERS,
        OWNER_EDITOR,
    ),
    form(
        f"{ONE}criteria/<str:code>/<slug:layer>/",
        layered("draft", "criteria"),
        READERS,
        OWNER_EDITOR,
    ),
    act(f"{ONE}foresee/<str:code>/", attestation("draft", "foresee/GOV-01/"), ADDING),
    act(f"{ONE}foresee/<str:code>/", attestation("draft", "foresee/GOV-02/"), OWNER_EDITOR),
    act(f"{ONE}foresee/<str:code>/<slug:layer>/", layered("draft", "foresee"), OWNER_EDITOR),
    form(
        f"{ONE}layers/<str:code>/<slug:layer>/",
        layered("draft", "layers"),
        OWNER_EDITOR,
        OWNER_EDITOR,
    ),
    read(f"{ONE}principles/<str:code>/", attestation("draft", "principles/GOV/"), MEMBER),
    read(f"{ONE}principles/<str:code>/", attestation("draft", "principles/ETH/"), READERS),
    read(f"{ONE}principles/<str:code>/", attestation("submitted", "principles/GOV/"), READERS),
    read(f"{ONE}history/<str:code>/", attestation("draft", "history/GOV-01/"), MEMBER),
    read(f"{ONE}history/<str:code>/", attestation("draft", "history/GOV-02/"), READERS),
    read(f"{ONE}history/<str:code>/", attestation("begun", "history/GOV-02/"), READERS),
    read(f"{ONE}history/<str:code>/<slug:layer>/", layered("draft", "history"), READERS),
    form(RESTORE, attestation("draft", "history/GOV-01/restore/1/"), ADDING),
    form(RESTORE, attestation("draft", "history/GOV-02/restore/1/"), OWNER_EDITOR),
    form(RESTORE, attestation("draft", "history/GOV-02/restore/9/"), NOBODY),
    form(f"{ONE}history/<str:code>/<slug:layer>/restore/<int:version>/", _restored, OWNER_EDITOR),
    form(f"{ONE}sign/", attestation("ready", "sign/"), of(K.SIGNATORY)),
    form(f"{ONE}recall/", attestation("submitted", "recall/"), of(K.SIGNATORY)),
    read(f"{ONE}receipt/", attestation("submitted", "receipt/"), SUBMITTED),
    *(
        read(f"{SUBMISSION}{rest}", submission(state, rest), who)
        for rest in ("", "receipt.json", "content.json", "receipt/", "receipt.pdf")
        for state, who in SUBMISSION_READERS.items()
    ),
    read(f"{ONE}intake/", attestation("submitted", "intake/"), SUBMITTED),
    read(f"{ONE}intake/", attestation("begun", "intake/"), UNDER_WAY),
    read(f"{ONE}intake/", attestation("draft", "intake/"), NOBODY),  # nothing is submitted
    act(f"{ONE}accept/", attestation("submitted", "accept/"), REGISTRAR),
    form(f"{ONE}return/", attestation("submitted", "return/"), REGISTRAR),
    read("evidence/", at("evidence/"), SIGNED_IN),
    read("evidence/<slug:slug>/", at(f"evidence/{MEMBER_SLUG}/"), MEMBER),
    form("evidence/<slug:slug>/add/", at(f"evidence/{MEMBER_SLUG}/add/"), ADDING),
    read(PIECE, piece(MEMBER_SLUG, "evidence"), EVIDENCE_READERS),
    read(PIECE, piece(OTHER_SLUG, "other_evidence"), OTHERS),
    read(PIECE, piece(MEMBER_SLUG, "other_evidence"), NOBODY),
    form(f"{PIECE}revise/", piece(MEMBER_SLUG, "evidence", "revise/"), ADDING),
    read(f"{PIECE}files/<uuid:file_id>/", _file, EVIDENCE_READERS),
    read(f"{PIECE}files/<uuid:file_id>/", _strange_file, NOBODY),
    read(f"{PIECE}files/<uuid:file_id>/", _closed_file, MEMBER),
    form(f"{PIECE}files/<uuid:file_id>/reveal/", _kept_back, OWNER_EDITOR),
    read("evidence/<slug:slug>/looked/", at(f"evidence/{MEMBER_SLUG}/looked/"), JOURNAL),
    read("evidence/<slug:slug>/looked/", at(f"evidence/{BODY_SLUG}/looked/"), NOBODY),
    read("evidence/<slug:slug>/looked.csv", at(f"evidence/{MEMBER_SLUG}/looked.csv"), JOURNAL),
    read(f"{PIECE}looked/", piece(MEMBER_SLUG, "evidence", "looked/"), JOURNAL),
    read(f"{PIECE}looked/", piece(MEMBER_SLUG, "other_evidence", "looked/"), NOBODY),
    read(f"{PIECE}looked.csv", piece(MEMBER_SLUG, "evidence", "looked.csv"), JOURNAL),
)

WORK: Final = "engagements/<uuid:engagement_id>/"
FINDING: Final = f"{WORK}findings/<int:number>/"
DECISION: Final = "decisions/<uuid:engagement_id>/"
CONCERNED = READERS | BODY_ADMIN
NAMED = CONCERNED | AT_WORK


def _remove(w: World) -> str:
    return engagement("offered", f"people/{w.things['engagement_person'].pk}/remove/")(w)


def deciding(state: str, rest: str = "") -> type_of_path:
    return lambda w: f"/decisions/{w.engagements[state].pk}/{rest}"


ASSESSMENTS: Final = (
    read("engagements/", at("engagements/"), SIGNED_IN),
    form(
        "engagements/request/<uuid:attestation_id>/",
        lambda w: f"/engagements/request/{w.attestations['accepted'].pk}/",
        OWNER_SIGNATORY,
    ),
    read(f"{ONE}last-time/<str:code>/", attestation("draft", "last-time/GOV-01/"), MEMBER),
    read(f"{ONE}last-time/<str:code>/", attestation("draft", "last-time/GOV-02/"), READERS),
    read(f"{ONE}last-time/<str:code>/", attestation("begun", "last-time/GOV-02/"), READERS),
    read(f"{ONE}last-time/<str:code>/<slug:layer>/", layered("draft", "last-time"), READERS),
    read(WORK, engagement("requested"), CONCERNED),
    read(WORK, engagement("offered"), NAMED),
    read(WORK, engagement("begun"), NAMED),
    read(WORK, engagement("recommended"), NAMED | DECISION_MAKER),
    read(WORK, engagement("decided"), NAMED),
    form(f"{WORK}decline/", engagement("requested", "decline/"), BODY_ADMIN),
    form(f"{WORK}withdraw/", engagement("requested", "withdraw/"), OWNER_SIGNATORY),
    act(f"{WORK}no-objection/", engagement("offered", "no-objection/"), OWNER_SIGNATORY),
    act(f"{WORK}begin/", engagement("offered", "begin/"), BODY_ADMIN),
    form(f"{WORK}accept/", engagement("requested", "accept/"), BODY_ADMIN),
    form(f"{WORK}people/name/", engagement("offered", "people/name/"), BODY_ADMIN),
    form(f"{WORK}people/<uuid:person_id>/remove/", _remove, BODY_ADMIN),
    form(f"{WORK}interests/", engagement("offered", "interests/"), AT_WORK),
    form(f"{WORK}interests/", engagement("requested", "interests/"), NOBODY),
    form(f"{WORK}plan/", engagement("begun", "plan/"), LEAD),
    form(f"{WORK}plan/", engagement("offered", "plan/"), NOBODY),
    read(f"{WORK}work/", engagement("assessed", "work/"), AT_WORK),
    read(f"{WORK}work/", engagement("offered", "work/"), NOBODY),
    read(f"{WORK}work/", engagement("decided", "work/"), NOBODY),
    form(f"{WORK}work/<slug:code>/", engagement("assessed", "work/GOV/"), ASSESSORS),
    form(
        f"{WORK}criteria/<slug:code>/",
        engagement("assessed", "criteria/GOV-02/"),
        AT_WORK,
        ASSESSORS,
    ),
    form(f"{WORK}review/", engagement("assessed", "review/"), of(K.REVIEWER)),
    form(f"{WORK}findings/", engagement("begun", "findings/"), AT_WORK, ASSESSORS),
    form(f"{WORK}findings/", engagement("assessed", "findings/"), READERS | AT_WORK, ASSESSORS),
    read(FINDING, finding(), READERS | AT_WORK),
    act(f"{FINDING}plan/", finding("plan/"), OWNER_EDITOR),
    act(f"{FINDING}judge/", finding("judge/"), LEAD),
    act(f"{FINDING}close/", finding("close/"), ASSESSORS),
    read(f"{WORK}result/", engagement("begun", "result/"), AT_WORK),
    read(f"{WORK}result/", engagement("assessed", "result/"), READERS | AT_WORK),
    read(
        f"{WORK}result/",
        engagement("recommended", "result/"),
        READERS | AT_WORK | DECISION_MAKER,
    ),
    read(f"{WORK}result/", engagement("decided", "result/"), READERS),
    act(f"{WORK}result/share/", engagement("assessed", "result/share/"), LEAD),
    act(
        f"{WORK}remarks/",
        engagement("assessed", "remarks/"),
        of(K.OWNER, K.EDITOR, K.SIGNATORY),
    ),
    form(f"{WORK}recommend/", engagement("assessed", "recommend/"), LEAD),
    read("decisions/", at("decisions/"), SIGNED_IN),
    form(DECISION, deciding("recommended"), DECISION_MAKER),
    form(DECISION, deciding("assessed"), NOBODY),
    form(DECISION, deciding("decided"), NOBODY),
    form(f"{DECISION}send-back/", deciding("recommended", "send-back/"), DECISION_MAKER),
    form(
        "decisions/<uuid:decision_id>/publication/",
        lambda w: f"/decisions/{w.things['decision'].pk}/publication/",
        of(K.SIGNATORY),
    ),
)

SCHEME_MANAGER = of(K.SCHEME_MANAGER)
WRITTEN: Final = "editions/<uuid:edition_id>/"


def edition(rest: str = "", *, name: str = "edition_draft") -> type_of_path:
    return lambda w: f"/editions/{w.things[name].pk}/{rest}"


def _listed(part: str, key: str) -> tuple[Row, ...]:
    """The pages of one list of a draft; a published edition has none of them."""
    return (
        read(f"{WRITTEN}{part}/", edition(f"{part}/"), SCHEME_MANAGER),
        read(f"{WRITTEN}{part}/", edition(f"{part}/", name="edition"), NOBODY),
        form(f"{WRITTEN}{part}/<str:key>/", edition(f"{part}/{key}/"), SCHEME_MANAGER),
        form(f"{WRITTEN}{part}/<str:key>/", edition(f"{part}/{key}/", name="edition"), NOBODY),
    )


EDITIONS: Final = (
    read("editions/", at("editions/"), SCHEME_MANAGER),
    form("editions/upload/", at("editions/upload/"), SCHEME_MANAGER),
    form("editions/begin/", at("editions/begin/"), SCHEME_MANAGER),
    read(WRITTEN, edition(), SCHEME_MANAGER),
    read(WRITTEN, edition(name="edition"), SCHEME_MANAGER),
    read(WRITTEN, lambda _: f"/editions/{RANDOM}/", NOBODY),
    form(f"{WRITTEN}next/", edition("next/", name="edition"), SCHEME_MANAGER),
    form(f"{WRITTEN}next/", edition("next/"), NOBODY),
    form(f"{WRITTEN}discard/", edition("discard/", name="edition"), NOBODY),
    read(f"{WRITTEN}edition.yaml", edition("edition.yaml"), SCHEME_MANAGER),
    read(f"{WRITTEN}edition.json", edition("edition.json"), SCHEME_MANAGER),
    read(f"{WRITTEN}preview/", edition("preview/"), SCHEME_MANAGER),
    *(
        row
        for side in ("member", "assessor")
        for row in (
            form(
                f"{WRITTEN}preview/<str:code>/{side}/",
                edition(f"preview/GOV-01/{side}/"),
                SCHEME_MANAGER,
            ),
            form(
                f"{WRITTEN}preview/<str:code>/{side}/",
                edition(f"preview/GOV-01/{side}/", name="edition"),
                NOBODY,
            ),
        )
    ),
    form(f"{WRITTEN}ask/", edition("ask/"), SCHEME_MANAGER),
    form(f"{WRITTEN}ask/", edition("ask/", name="edition"), NOBODY),
    act(f"{WRITTEN}withdraw/", edition("withdraw/"), SCHEME_MANAGER),
    form(f"{WRITTEN}publish/", edition("publish/"), SCHEME_MANAGER),
    form(f"{WRITTEN}publish/", edition("publish/", name="edition"), NOBODY),
    form(f"{WRITTEN}dates/", edition("dates/"), NOBODY),
    form(f"{WRITTEN}dates/", edition("dates/", name="edition"), NOBODY),  # it follows none
    *(
        row
        for part in ("facts", "layers", "rubric", "scoring", "transition")
        for row in (
            form(f"{WRITTEN}{part}/", edition(f"{part}/"), SCHEME_MANAGER),
            form(f"{WRITTEN}{part}/", edition(f"{part}/", name="edition"), NOBODY),
        )
    ),
    *_listed("criteria", "GOV-01"),
    *_listed("principles", "GOV"),
    *_listed("structures", "tta-published"),
    *_listed("changes", "GOV-01"),
    *(
        form(f"{WRITTEN}{part}/add/", edition(f"{part}/add/"), SCHEME_MANAGER)
        for part in ("criteria", "principles", "structures")
    ),
    # Removing for good is tried on what is not there; the acts' own tests remove.
    *(
        form(f"{WRITTEN}{part}/<str:key>/remove/", edition(f"{part}/NONE/remove/"), NOBODY)
        for part in ("criteria", "principles", "structures", "changes")
    ),
    act(f"{WRITTEN}criteria/<str:key>/move/", edition("criteria/GOV-02/move/"), SCHEME_MANAGER),
    act(f"{WRITTEN}principles/<str:key>/move/", edition("principles/ETH/move/"), SCHEME_MANAGER),
)

ROWS: Final = (*PUBLIC, *ORGANISATIONS, *ATTESTATIONS, *ASSESSMENTS, *EDITIONS)

# The log-in library's own pages. They belong to nobody's organisation: what counts is whether
# somebody is signed in. `O` opens, `L` leads elsewhere, `-` is answered 404 or 405 as no such
# thing; first for somebody outside, then for somebody signed in.
ACCOUNTS: Final = {
    "accounts/login/": ("/accounts/login/", "O", "L"),
    "accounts/logout/": ("/accounts/logout/", "L", "O"),
    "accounts/inactive/": ("/accounts/inactive/", "O", "O"),
    "accounts/signup/": ("/accounts/signup/", "O", "OL"),
    "accounts/reauthenticate/": ("/accounts/reauthenticate/", "L", "OL"),
    "accounts/email/": ("/accounts/email/", "-", "-"),
    "accounts/confirm-email/": ("/accounts/confirm-email/", "OL", "OL"),
    "accounts/password/change/": ("/accounts/password/change/", "L", "OL"),
    "accounts/password/set/": ("/accounts/password/set/", "L", "OL"),
    "accounts/password/reset/": ("/accounts/password/reset/", "O", "OL"),
    "accounts/login/code/confirm/": ("/accounts/login/code/confirm/", "L", "L"),
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": ("/accounts/confirm-email/nothing/", "OL", "OL"),
    "accounts/password/reset/key/done/": ("/accounts/password/reset/key/done/", "O", "O"),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        "/accounts/password/reset/key/abc-nothing/",
        "O",
        "O",
    ),
    "accounts/password/reset/done/": ("/accounts/password/reset/done/", "O", "O"),
    "accounts/2fa/": ("/accounts/2fa/", "L", "OL"),
    "accounts/2fa/authenticate/": ("/accounts/2fa/authenticate/", "L", "L"),
    "accounts/2fa/reauthenticate/": ("/accounts/2fa/reauthenticate/", "L", "OL"),
    "accounts/2fa/totp/activate/": ("/accounts/2fa/totp/activate/", "L", "OL"),
    "accounts/2fa/totp/deactivate/": ("/accounts/2fa/totp/deactivate/", "L", "OL-"),
    "accounts/2fa/recovery-codes/": ("/accounts/2fa/recovery-codes/", "L", "OL-"),
    "accounts/2fa/recovery-codes/generate/": ("/accounts/2fa/recovery-codes/generate/", "L", "OL"),
    "accounts/2fa/recovery-codes/download/": ("/accounts/2fa/recovery-codes/download/", "L", "OL-"),
}

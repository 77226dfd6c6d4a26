"""Every route, row by row; what a row says and how it is read: `rows`."""

from typing import Final

from tests.security.kinds import AT_WORK, EVERYONE, NOBODY, READERS, SIGNED_IN
from tests.security.matrix_assessments import ASSESSMENTS
from tests.security.rows import (
    BODY_ADMIN,
    BODY_SLUG,
    COMPARE,
    COMPARED,
    DECISION_MAKER,
    EDITION,
    KEY_CUSTODIAN,
    LISTED_SLUG,
    MEMBER,
    MEMBER_SLUG,
    ONE,
    OPERATOR,
    OTHER_SLUG,
    OTHERS,
    OWNER_EDITOR,
    OWNER_SIGNATORY,
    REGISTRAR,
    K,
    Row,
    act,
    at,
    attestation,
    form,
    layered,
    machine,
    of,
    piece,
    public,
    read,
    submission,
    type_of_path,
)
from tests.security.world import RANDOM, World

REPORT: Final = "reports/<slug:number>/"


def report(name: str, rest: str = "") -> type_of_path:
    return lambda w: f"/reports/{w.things[name].number}/{rest}"


def full_report(name: str, rest: str) -> type_of_path:
    return lambda w: f"/full-reports/{w.things[name].number}{rest}"


PUBLIC: Final = (
    public("", at("")),
    public("register/", at("register/")),
    public("register/<slug:slug>/", at(f"register/{LISTED_SLUG}/")),
    public("register/<slug:slug>/", at(f"register/{MEMBER_SLUG}/"), NOBODY),
    public("assessors/", at("assessors/")),
    public("assessors/<slug:slug>/", at(f"assessors/{BODY_SLUG}/")),
    public("assessors/<slug:slug>/", at(f"assessors/{MEMBER_SLUG}/"), NOBODY),
    public("reports/", at("reports/")),
    public(REPORT, report("report")),
    public(REPORT, report("unpublished_report"), NOBODY),
    public(f"{REPORT}sample/", report("report", "sample/")),
    public(f"{REPORT}sample/", report("unpublished_report", "sample/"), NOBODY),
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
    public("verify/reports-chain.pem", at("verify/reports-chain.pem")),
    public("verify/time-stamps.pem", at("verify/time-stamps.pem"), NOBODY),  # none is named here
    public("verify/keys/", at("verify/keys/")),
    public("verify/keys.json", at("verify/keys.json")),
    public(
        "verify/keys/<slug:key_id>.pem", lambda w: f"/verify/keys/{w.things['seal_key'].key_id}.pem"
    ),
    public("verify/keys/<slug:key_id>.pem", at(f"verify/keys/{'ab' * 32}.pem"), NOBODY),
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
    machine("api/v1/assessors/", at("api/v1/assessors/")),
    machine("api/v1/assessors/<slug:slug>/", at(f"api/v1/assessors/{BODY_SLUG}/")),
    machine("api/v1/assessors/<slug:slug>/", at(f"api/v1/assessors/{MEMBER_SLUG}/"), NOBODY),
    machine("api/v1/keys/", at("api/v1/keys/")),
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


def _message(name: str) -> type_of_path:
    return lambda w: f"/inbox/{w.things[name].pk}/"


def _apart(w: World) -> str:
    return f"/people/links/{w.things['account_link'].pk}/apart/"


BODY_PEOPLE = BODY_ADMIN | AT_WORK | of(K.UNNAMED_ASSESSOR)

ORGANISATIONS: Final = (
    read("desk/", at("desk/"), SIGNED_IN),
    read("board/", at("board/"), BODY_PEOPLE | of(K.OTHER_LEAD)),
    read("board.csv", at("board.csv"), BODY_PEOPLE | of(K.OTHER_LEAD)),
    read("secretariat/", at("secretariat/"), REGISTRAR),
    read("secretariat.csv", at("secretariat.csv"), REGISTRAR),
    read("inbox/", at("inbox/"), SIGNED_IN),
    act("inbox/read/", at("inbox/read/"), SIGNED_IN),
    act("inbox/letters/", at("inbox/letters/"), SIGNED_IN),
    read("inbox/<uuid:message_id>/", _message("message"), of(K.OWNER)),
    # Told in a role that rests without a second factor: her own desk says what is to do.
    read(
        "inbox/<uuid:message_id>/",
        _message("message_of_the_signatory"),
        of(K.SIGNATORY, K.SIGNATORY_WITHOUT_FACTOR),
    ),
    read("inbox/<uuid:message_id>/", _message("message_taken_back"), NOBODY),
    form("people/links/", at("people/links/"), REGISTRAR),
    form("people/links/<uuid:link_id>/apart/", _apart, REGISTRAR),
    read("organisations/", at("organisations/"), SIGNED_IN),
    form("organisations/add/", at("organisations/add/"), REGISTRAR),
    read(ORGANISATION, organised(), MEMBER | REGISTRAR),
    read(ORGANISATION, organised(slug=OTHER_SLUG), OTHERS | REGISTRAR),
    form(f"{ORGANISATION}accredit/", organised("accredit/", BODY_SLUG), REGISTRAR),
    form(f"{ORGANISATION}accredit/", organised("accredit/"), NOBODY),  # it is no body
    act(f"{ORGANISATION}listed/", organised("listed/", BODY_SLUG), BODY_PEOPLE),
    act(f"{ORGANISATION}listed/", organised("listed/"), NOBODY),  # it is no body
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

SUBMISSION: Final = "submissions/<uuid:submission_id>/"
PIECE: Final = "evidence/<slug:slug>/<uuid:evidence_id>/"
DRAWN: Final = f"{PIECE}here/<str:sha256>/<int:number>/<slug:width>/"
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


def _here(name: str) -> type_of_path:
    """The page on which a file of the piece is read."""
    return lambda w: piece(MEMBER_SLUG, "evidence", f"here/{w.things[name].sha256}/")(w)


def _drawn(name: str, rest: str = "1/fit/") -> type_of_path:
    """A page of a PDF of the piece, as a picture."""
    return lambda w: piece(MEMBER_SLUG, "evidence", f"here/{w.things[name].sha256}/{rest}")(w)


def _closed_file(w: World) -> str:
    """A file of the same piece that is for the organisation's own eyes."""
    return piece(MEMBER_SLUG, "evidence", f"files/{w.things['closed_file'].pk}/")(w)


def _strange_file(w: World) -> str:
    return piece(MEMBER_SLUG, "evidence", f"files/{w.things['other_evidence_file'].pk}/")(w)


def _kept_back(w: World) -> str:
    return piece(MEMBER_SLUG, "digest", f"files/{w.things['digest_file'].pk}/reveal/")(w)


def _emergency(name: str, rest: str = "") -> type_of_path:
    return lambda w: f"/emergency/{w.things[name].pk}/{rest}"


EMERGENCY: Final = "emergency/<uuid:access_id>/"
EMERGENCIES: Final = (
    read("emergency/", at("emergency/"), OPERATOR | REGISTRAR),
    form("emergency/ask/", at("emergency/ask/"), OPERATOR),
    read(EMERGENCY, _emergency("emergency"), OPERATOR | REGISTRAR),
    read(EMERGENCY, _emergency("emergency_open"), OPERATOR | REGISTRAR),
    read(EMERGENCY, lambda _: f"/emergency/{RANDOM}/", NOBODY),
    act(f"{EMERGENCY}grant/", _emergency("emergency", "grant/"), OPERATOR | REGISTRAR),
    act(f"{EMERGENCY}decline/", _emergency("emergency", "decline/"), OPERATOR | REGISTRAR),
    act(f"{EMERGENCY}end/", _emergency("emergency_open", "end/"), OPERATOR | REGISTRAR),
)
JOB: Final = "jobs/<slug:kind>/<uuid:job_id>/"


def _job(rest: str = "") -> type_of_path:
    return lambda w: f"/jobs/report/{w.things['unpublished_report'].pk}/{rest}"


CORRECTION: Final = "corrections/<uuid:correction_id>/"


def _correction(rest: str = "") -> type_of_path:
    return lambda w: f"/corrections/{w.things['correction'].pk}/{rest}"


KEY: Final = "keys/<uuid:request_id>/"


def _key(rest: str = "") -> type_of_path:
    return lambda w: f"/keys/{w.things['key_request'].pk}/{rest}"


KEYS: Final = (
    read("keys/", at("keys/"), KEY_CUSTODIAN),
    form("keys/begin/", at("keys/begin/"), KEY_CUSTODIAN),
    form("keys/end/", at("keys/end/"), KEY_CUSTODIAN),
    read(KEY, _key(), KEY_CUSTODIAN),
    read(KEY, lambda _: f"/keys/{RANDOM}/", NOBODY),
    act(f"{KEY}confirm/", _key("confirm/"), KEY_CUSTODIAN),
    act(f"{KEY}decline/", _key("decline/"), KEY_CUSTODIAN),
)

JOBS: Final = (
    read("corrections/", at("corrections/"), REGISTRAR | DECISION_MAKER),
    form("corrections/ask/", at("corrections/ask/"), REGISTRAR),
    read(CORRECTION, _correction(), REGISTRAR | DECISION_MAKER),
    read(CORRECTION, lambda _: f"/corrections/{RANDOM}/", NOBODY),
    act(f"{CORRECTION}confirm/", _correction("confirm/"), DECISION_MAKER),
    act(f"{CORRECTION}decline/", _correction("decline/"), REGISTRAR | DECISION_MAKER),
    read("jobs/", at("jobs/"), OPERATOR),
    read("jobs.csv", at("jobs.csv"), OPERATOR),
    read(JOB, _job(), OPERATOR),
    read(JOB, lambda _: f"/jobs/report/{RANDOM}/", NOBODY),
    act(f"{JOB}retry/", _job("retry/"), OPERATOR),
    act(f"{JOB}now/", _job("now/"), OPERATOR),
)
ATTESTATIONS: Final = (
    read("attestations/", at("attestations/"), SIGNED_IN),
    form("attestations/open/", at("attestations/open/"), OWNER_EDITOR | {K.OTHER_OWNER}),
    read(ONE, attestation("draft"), MEMBER),
    read(ONE, attestation("other"), OTHERS | OPERATOR),  # an emergency access is open
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
    read(f"{ONE}reports/", attestation("draft", "reports/"), READERS),
    read(f"{ONE}reports/", attestation("submitted", "reports/"), SUBMITTED),
    read(f"{ONE}reports/", attestation("decided", "reports/"), SUBMITTED),
    *(
        read(f"full-reports/<slug:number>{rest}", full_report(name, rest), NOBODY)
        for rest in ("/", ".pdf")
        for name in ("report", "unpublished_report")  # of others, and one that is not live
    ),
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
    read(f"{PIECE}here/<str:sha256>/", _here("evidence_file"), EVIDENCE_READERS),
    read(f"{PIECE}here/<str:sha256>/", _here("closed_file"), MEMBER),
    read(f"{PIECE}here/<str:sha256>/", _here("paged_file"), EVIDENCE_READERS),
    read(f"{PIECE}here/<str:sha256>/", _here("closed_paged_file"), MEMBER),
    read(DRAWN, _drawn("paged_file"), EVIDENCE_READERS),
    read(DRAWN, _drawn("closed_paged_file"), MEMBER),
    read(DRAWN, _drawn("paged_file", "3/fit/"), NOBODY),  # it has two pages
    read(DRAWN, _drawn("paged_file", "1/huge/"), NOBODY),
    read(DRAWN, _drawn("evidence_file"), NOBODY),  # a text has no pages
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

ROWS: Final = (
    *PUBLIC,
    *ORGANISATIONS,
    *EMERGENCIES,
    *KEYS,
    *JOBS,
    *ATTESTATIONS,
    *ASSESSMENTS,
    *EDITIONS,
)

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

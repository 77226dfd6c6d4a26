"""The routes of `assessments`, in the order in which an assessment goes."""

from typing import Final

from tests.security.kinds import AT_WORK, NOBODY, READERS, SIGNED_IN
from tests.security.rows import (
    ASSESSORS,
    BODY_ADMIN,
    DECISION_MAKER,
    LEAD,
    MEMBER,
    ONE,
    OWNER_EDITOR,
    OWNER_SIGNATORY,
    REGISTRAR,
    K,
    act,
    at,
    attestation,
    engagement,
    finding,
    form,
    layered,
    of,
    read,
    type_of_path,
)
from tests.security.world import World

WORK: Final = "engagements/<uuid:engagement_id>/"
FINDING: Final = f"{WORK}findings/<int:number>/"
QUESTION: Final = f"{WORK}questions/<int:number>/"
DECISION: Final = "decisions/<uuid:engagement_id>/"
CONCERNED = READERS | BODY_ADMIN
NAMED = CONCERNED | AT_WORK


def _remove(w: World) -> str:
    return engagement("offered", f"people/{w.things['engagement_person'].pk}/remove/")(w)


def _object(w: World) -> str:
    return engagement("offered", f"people/{w.things['engagement_person'].pk}/object/")(w)


def _ask(w: World) -> str:
    return engagement("begun", f"conflicts/{w.things['conflict'].pk}/ask/")(w)


def _accreditation(w: World) -> str:
    return f"/accreditations/{w.organisations['body'].accreditations.get().pk}/"


def _quotes(rest: str = "") -> type_of_path:
    return lambda w: f"/engagements/quotes/{w.attestations['accepted'].pk}/{rest}"


def conflict(rest: str = "") -> type_of_path:
    return lambda w: f"/conflicts/{w.things['conflict'].pk}/{rest}"


def _answer(w: World) -> str:
    return engagement("unconfirmed", f"remarks/{w.things['remark'].pk}/answer/")(w)


def question(rest: str = "") -> type_of_path:
    return lambda w: engagement("assessed", f"questions/{w.things['question_number']}/{rest}")(w)


def _question_file(w: World) -> str:
    return question(f"files/{w.things['question_file'].pk}/")(w)


def _dispute(w: World) -> str:
    return f"/disputes/{w.engagements['assessed'].pk}/{w.things['disputed_number']}/"


def deciding(state: str, rest: str = "") -> type_of_path:
    return lambda w: f"/decisions/{w.engagements[state].pk}/{rest}"


ENGAGING: Final = (
    read("engagements/", at("engagements/"), SIGNED_IN),
    form(
        "engagements/request/<uuid:attestation_id>/",
        lambda w: f"/engagements/request/{w.attestations['accepted'].pk}/",
        OWNER_SIGNATORY,
    ),
    read("engagements/quotes/<uuid:attestation_id>/", _quotes(), OWNER_SIGNATORY),
    form("engagements/quotes/<uuid:attestation_id>/ask/", _quotes("ask/"), OWNER_SIGNATORY),
    form(f"{WORK}quote/", engagement("requested", "quote/"), BODY_ADMIN),
    form(
        f"{WORK}quotes/<int:sequence>/choose/", engagement("requested", "quotes/1/choose/"), NOBODY
    ),
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
    form(f"{WORK}people/<uuid:person_id>/object/", _object, OWNER_SIGNATORY),
    form(f"{WORK}terminate/", engagement("begun", "terminate/"), OWNER_SIGNATORY | BODY_ADMIN),
    form(f"{WORK}interests/", engagement("offered", "interests/"), AT_WORK),
    form(f"{WORK}interests/body/", engagement("offered", "interests/body/"), BODY_ADMIN),
    form(f"{WORK}conflicts/<uuid:conflict_id>/ask/", _ask, BODY_ADMIN),
    form("accreditations/<uuid:accreditation_id>/", _accreditation, REGISTRAR),
    form("conflicts/<uuid:conflict_id>/", conflict(), DECISION_MAKER),
    act("conflicts/<uuid:conflict_id>/lift/", conflict("lift/"), DECISION_MAKER),
    form(f"{WORK}interests/", engagement("requested", "interests/"), NOBODY),
)

WORKING: Final = (
    read(f"{ONE}last-time/<str:code>/", attestation("draft", "last-time/GOV-01/"), MEMBER),
    read(f"{ONE}last-time/<str:code>/", attestation("draft", "last-time/GOV-02/"), READERS),
    read(f"{ONE}last-time/<str:code>/", attestation("begun", "last-time/GOV-02/"), READERS),
    read(f"{ONE}last-time/<str:code>/<slug:layer>/", layered("draft", "last-time"), READERS),
    read(f"{WORK}plan/", engagement("offered", "plan/"), NAMED),
    read(f"{WORK}plan/", engagement("begun", "plan/"), NAMED),
    read(f"{WORK}plan/", engagement("recommended", "plan/"), NAMED | DECISION_MAKER),
    form(f"{WORK}plan/propose/", engagement("begun", "plan/propose/"), LEAD),
    form(f"{WORK}plan/propose/", engagement("offered", "plan/propose/"), NOBODY),
    act(f"{WORK}plan/answer/", engagement("begun", "plan/answer/"), OWNER_SIGNATORY),
    form(f"{WORK}plan/freeze/", engagement("begun", "plan/freeze/"), LEAD),
    form(f"{WORK}plan/freeze/", engagement("offered", "plan/freeze/"), NOBODY),
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
    read(
        f"{WORK}criteria/<slug:code>/last-time/",
        engagement("assessed", "criteria/GOV-02/last-time/"),
        AT_WORK,
    ),
    read(
        f"{WORK}criteria/<slug:code>/last-time/<slug:layer>/",
        engagement("assessed", "criteria/SEC-05/last-time/cloud/"),
        AT_WORK,
    ),
    form(
        f"{WORK}criteria/<slug:code>/notes/",
        engagement("assessed", "criteria/GOV-02/notes/"),
        AT_WORK,
    ),
    form(
        f"{WORK}criteria/<slug:code>/third-look/",
        engagement("assessed", "criteria/GOV-02/third-look/"),
        ASSESSORS,
    ),
    act(
        f"{WORK}criteria/<slug:code>/blind/",
        engagement("assessed", "criteria/GOV-02/blind/"),
        ASSESSORS,
    ),
    act(f"{WORK}blind-first/", engagement("assessed", "blind-first/"), ASSESSORS),
    form(f"{WORK}review/", engagement("assessed", "review/"), of(K.REVIEWER)),
)

ASKING: Final = (
    read(f"{WORK}questions/", engagement("begun", "questions/"), READERS | AT_WORK),
    read(f"{WORK}questions/", engagement("assessed", "questions/"), READERS | AT_WORK),
    read(f"{WORK}questions/", engagement("recommended", "questions/"), READERS | AT_WORK),
    read(f"{WORK}questions/", engagement("decided", "questions/"), READERS),
    read(QUESTION, question(), READERS | AT_WORK),
    read(f"{QUESTION}files/<uuid:file_id>/", _question_file, READERS | AT_WORK),
    act(f"{QUESTION}answer/", question("answer/"), OWNER_EDITOR),
    act(f"{QUESTION}again/", question("again/"), ASSESSORS),
    act(f"{QUESTION}settle/", question("settle/"), ASSESSORS),
    act(f"{QUESTION}withdraw/", question("withdraw/"), ASSESSORS),
    form(
        f"{WORK}criteria/<slug:code>/questions/",
        engagement("assessed", "criteria/GOV-02/questions/"),
        AT_WORK,
        ASSESSORS,
    ),
)

FINDINGS: Final = (
    form(f"{WORK}findings/", engagement("begun", "findings/"), AT_WORK, ASSESSORS),
    form(f"{WORK}findings/", engagement("assessed", "findings/"), READERS | AT_WORK, ASSESSORS),
    read(FINDING, finding(), READERS | AT_WORK),
    act(f"{FINDING}plan/", finding("plan/"), OWNER_EDITOR),
    act(f"{FINDING}judge/", finding("judge/"), LEAD),
    act(f"{FINDING}acknowledge/", finding("acknowledge/"), OWNER_EDITOR),
    act(f"{FINDING}dispute/", finding("dispute/"), OWNER_EDITOR),
    act(f"{FINDING}prove/", finding("prove/"), OWNER_EDITOR),
    act(f"{FINDING}verify/", finding("verify/"), ASSESSORS),
    read("disputes/", at("disputes/"), SIGNED_IN),
    form("disputes/<uuid:engagement_id>/<int:number>/", _dispute, of(K.APPEAL_PANEL)),
    act(f"{FINDING}close/", finding("close/"), ASSESSORS),
    act(f"{FINDING}judge-again/", finding("judge-again/"), ASSESSORS),
    act(f"{FINDING}stands/", finding("stands/"), ASSESSORS),
)

CONCLUDING: Final = (
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
    act(f"{WORK}remarks/<uuid:remark_id>/answer/", _answer, LEAD),
    form(f"{WORK}confirm/", engagement("unconfirmed", "confirm/"), BODY_ADMIN),
    form(f"{WORK}confirm/", engagement("assessed", "confirm/"), NOBODY),
    form(f"{WORK}return/", engagement("unconfirmed", "return/"), BODY_ADMIN),
    form(f"{WORK}return/", engagement("decided", "return/"), NOBODY),
    form(f"{WORK}confirm/", engagement("decided", "confirm/"), NOBODY),
    form(DECISION, deciding("unconfirmed"), NOBODY),
    form(f"{WORK}recommend/", engagement("assessed", "recommend/"), LEAD),
    read("decisions/", at("decisions/"), SIGNED_IN),
    form(DECISION, deciding("recommended"), DECISION_MAKER),
    form(DECISION, deciding("assessed"), NOBODY),
    form(DECISION, deciding("decided"), NOBODY, overtaken=DECISION_MAKER),
    form(f"{DECISION}interests/", deciding("recommended", "interests/"), DECISION_MAKER),
    form(
        f"{DECISION}interests/",
        deciding("decided", "interests/"),
        NOBODY,
        overtaken=DECISION_MAKER,
    ),
    form(f"{DECISION}send-back/", deciding("recommended", "send-back/"), DECISION_MAKER),
    form(
        "decisions/<uuid:decision_id>/publication/",
        lambda w: f"/decisions/{w.things['decision'].pk}/publication/",
        of(K.SIGNATORY),
    ),
)

ASSESSMENTS: Final = (*ENGAGING, *WORKING, *ASKING, *FINDINGS, *CONCLUDING)

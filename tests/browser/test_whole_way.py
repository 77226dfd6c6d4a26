"""The whole way in a real browser, by what is written on labels and buttons."""

import json

import pytest
from django.db import transaction
from django.utils.timezone import now
from playwright.sync_api import Browser

from accounts.models import User
from attestations.drafting import saved
from attestations.models import Answer, Evidence
from organisations.permissions import Role
from tests.answers import content_for, response_for
from tests.browser.answering import answer
from tests.browser.windows import Gallery, Window
from tests.journeys import assessment_steps as body_side
from tests.journeys import member_steps as member_side
from tests.journeys.codes import App
from tests.journeys.people import PASSWORD, Person, staff
from tests.people import acting
from tests.running import Portal, soon

pytestmark = [pytest.mark.browser, pytest.mark.worker]
TYPES = ("yes_no_partial", "metric", "maturity", "date", "choice", "multi_choice", "document")
WORSE = "GOV-05"


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return Gallery()


class Way:
    """The parts of one walk share a portal, a browser and what the pages were like."""

    def __init__(self, portal: Portal, browser: Browser, gallery: Gallery) -> None:
        self.portal, self.browser, self.gallery = portal, browser, gallery
        self.member = self.body = self.attestation = self.engagement = ""

    def window(self, person: Person | None = None, *, script: bool = True) -> Window:
        return Window(self.browser, self.portal, self.gallery, person, script=script)

    def begin(self, registrar: Person) -> None:
        """The registrar signs in anew, adds the member and invites its owner."""
        window = self.window()
        window.open("/", "home")
        window.open("/accounts/login/", "sign-in")
        window.fill("Email", registrar.email)
        window.fill("Password", PASSWORD)
        window.press("Sign in", "sign-in-code")
        assert registrar.app is not None
        window.fill("Code", registrar.app.code())
        window.press("Sign in", "desk-registrar")
        window.open("/organisations/", "organisations")
        window.follow("Add an organisation", "organisation-add")
        window.press("Add the organisation", "organisation-add-refused")
        window.fill("Name of the organisation", "North Harbour Cloud")
        window.check("Member")
        window.fill("Country of its seat", "PT")
        window.press("Add the organisation", "organisation-registrar")
        window.follow("Invite a person", "invite")
        window.fill("E-mail address", "olga.owner@people.example")
        window.press("Send the invitation")
        window.says("An invitation is on its way")
        self.member = "north-harbour-cloud"
        window.close()

    def accept(self, name: str, shot: str) -> Person:
        """Somebody follows the link in the letter, in the browser; goes on in that session."""
        person = Person(self.portal, name)
        window = self.window()
        window.open(person.invitation(), f"invitation-{shot}")
        window.fill("Your name", name)
        window.page.get_by_label("Password", exact=True).fill(PASSWORD)
        window.fill("The same password again", PASSWORD)
        window.press("Make the account and accept", f"welcome-{shot}")
        if window.page.url.endswith("/2fa/totp/activate/"):
            person.app = App(window.page.locator("#authenticator_secret").inner_text())
            window.page.locator("#id_code").fill(person.app.code())
            window.press("Switch on the second factor", "recovery-codes")
        window.open("/desk/", f"desk-{shot}")
        window.give_session_to(person)
        window.close()
        return person

    def answer(self, editor: Person) -> None:
        """A scope, an attestation, one answer of each type, the first with a file; then the rest."""
        window = self.window(editor)
        window.open(f"/organisations/{self.member}/", "organisation-editor")
        window.follow("Make a scope", "scope")
        window.fill("Title", "Cloud services")
        window.fill("What is included", "All services.")
        window.fill("What is excluded", "The resale of hardware.")
        window.fill("Why the line is drawn there", "Another company of the group does it.")
        window.check("Cloud and data")
        window.check("Artificial intelligence")
        window.press("Make the scope")
        window.open("/attestations/", "attestations-empty")
        window.follow("Open an attestation", "attestation-open")
        window.check("Cloud services")
        window.press("Open the attestation", "attestation-draft")
        self.attestation = window.page.url.removeprefix(self.portal.origin)
        for kind in TYPES:
            self._one(window, kind)
        window.close()
        fill_the_rest(self.attestation, editor)
        window = self.window(editor)
        window.open(self.attestation, "attestation-full")
        window.follow("Check the answers", "check")
        window.press("Make ready")
        window.says("The attestation is ready")
        window.close()

    def _one(self, window: Window, kind: str) -> None:
        row = next(r for r in answers_of(self.attestation) if r.criterion.rule["type"] == kind)
        place = f"{row.criterion.code}/{row.layer}/" if row.layer else f"{row.criterion.code}/"
        window.open(f"{self.attestation}criteria/{place}", f"question-{kind}")
        rule, as_of = row.criterion.rule, row.attestation.as_of
        answer(window, rule, response_for(rule, 3, as_of), as_of)
        if kind == TYPES[0]:
            file = {"name": "policy.txt", "mimeType": "text/plain", "buffer": b"The policy.\n"}
            window.page.locator("input[type=file][name=new_file]").set_input_files(file)
            window.fill("Title of the new evidence", "Incident policy")
        else:
            window.check("Incident policy (")
        window.page.get_by_role("button", name="Save", exact=True).click()
        # The message of the next page; other words about saving stand on this one.
        window.says(f"{place.rstrip('/').replace('/', ' ')} is saved.")
        window.look(f"answered-{kind}")

    def sign(self, signatory: Person, registrar: Person) -> None:
        """Sign without script; the registrar accepts in a window."""
        window = self.window(signatory)
        window.open(self.attestation, "attestation-ready")
        window.follow("Read and sign", "sign")
        window.close()
        window = self.window(signatory, script=False)
        window.open(f"{self.attestation}sign/")
        window.fill("By what authority you sign", "Chief executive")
        window.check("Publish a declared report")
        window.check("I have read what will be signed")
        window.confirm(signatory)
        window.press("Sign and submit")
        window.says("Receipt of submission 1")
        receipt = window.page.url
        window.close()
        window = self.window(signatory)
        window.open(receipt, "receipt")
        window.close()
        window = self.window(registrar)
        window.open("/desk/", "desk-registrar-waiting")
        window.open(self.attestation, "intake")
        window.press("Accept")
        window.says("is accepted")
        window.close()


def answers_of(attestation: str) -> list[Answer]:
    rows = Answer.objects.filter(attestation_id=attestation.split("/")[2])
    return list(rows.select_related("criterion", "attestation").order_by("criterion__order"))


def fill_the_rest(attestation: str, editor: Person) -> None:
    """What was not answered in the browser, by the act's own function; one at level 2."""
    by = acting(User.objects.get(email=editor.email))
    piece = Evidence.objects.get(title="Incident policy")
    with transaction.atomic():
        for row in answers_of(attestation):
            if row.response is None:
                said = content_for(
                    row, 2 if row.criterion.code == WORSE else 3, row.attestation.as_of
                )
                saved(
                    row.attestation_id,
                    row.criterion.code,
                    row.layer,
                    said,
                    seen=row.version,
                    evidence=[piece.pk],
                    by=by,
                    at=now(),
                )


def assess(way: Way, owner: Person, editor: Person, signatory: Person, admin: Person) -> None:
    """The body's side: each page once in a window, the rest as forms without one."""
    names = (("Lena Lead", "Lead assessor"), ("Aldo Assessor", "Assessor"))
    lead, assessor, reviewer = (
        member_side.invite(admin, way.body, way.portal, name, role)
        for name, role in (*names, ("Quirin Reviewer", "Quality reviewer"))
    )
    window = way.window(owner)
    window.open(way.attestation, "attestation-accepted")
    window.follow("Ask an assessor body", "assessment-request")
    window.check("Plain Sight Audit")
    window.press("Ask this body", "engagement-requested")
    way.engagement = window.page.url.removeprefix(way.portal.origin)
    window.close()
    window = way.window(admin)
    window.open("/engagements/", "engagements")
    window.open(f"{way.engagement}accept/", "engagement-accept")
    window.page.get_by_label("Lead assessor").select_option(label=lead.name)
    window.check(assessor.name)
    window.check(reviewer.name)
    window.check("Our body is not in the same group of companies")
    window.press("Accept and name these people", "engagement-offered")
    window.close()
    for person in (lead, reviewer):
        body_side.declare_no_interests(person, way.engagement)
    window = way.window(assessor)
    window.open(f"{way.engagement}interests/", "interests")
    window.check("I have none of these interests")
    window.check("What I declare here is true")
    window.press("Declare", "engagement-declared")
    window.close()
    owner.send(owner.open(way.engagement), "Record that we have no objection")
    window = way.window(lead)
    window.open(f"{way.engagement}plan/propose/", "plan-propose")
    window.press("Propose this plan", "plan-proposed")
    window.close()
    window = way.window(owner)
    window.open(f"{way.engagement}plan/", "plan-answer")
    window.check("We agree to this plan")
    window.press("Record the answer", "plan-agreed")
    window.close()
    window = way.window(lead)
    window.open(f"{way.engagement}plan/freeze/", "plan-freeze")
    window.confirm(lead)
    window.press("Freeze the plan and begin", "plan-frozen")
    window.open(f"{way.engagement}work/", "work-empty")
    window.close()
    judge(way, assessor, lead, reviewer)
    conclude(way, lead, editor, signatory, admin)


def judge(way: Way, assessor: Person, lead: Person, reviewer: Person) -> None:
    """One criterion with script and without, the others by whole principles; a finding; review."""
    window = way.window(assessor)
    window.open(f"{way.engagement}criteria/GOV-01/", "criterion")
    window.open(f"{way.engagement}work/SEC/", "verdicts-of-a-principle")
    window.close()
    window = way.window(assessor, script=False)
    window.open(f"{way.engagement}criteria/GOV-01/")
    window.page.get_by_label("Evidence: ").first.select_option(label="Accepted")
    window.page.get_by_label("Level", exact=True).select_option("3")
    window.page.get_by_label("Confidence").select_option(label="High")
    window.page.get_by_label("Reason", exact=True).fill("Read it; asked the chair of the board.")
    window.press("Save the verdict")
    window.says("1 verdict")
    window.close()
    body_side.give_verdicts(assessor, way.engagement, {WORSE: 2})
    window = way.window(assessor)
    window.open(f"{way.engagement}findings/", "findings-empty")
    window.page.get_by_label("Criterion").select_option(
        label=window.page.get_by_role("option", name=WORSE).first.inner_text()
    )
    window.check("Minor")
    window.fill("What was found", "Two of nine incidents of the year were reported late.")
    window.press("Raise the finding", "findings")
    window.open(f"{way.engagement}work/", "work")
    window.close()
    window = way.window(reviewer)
    window.open(f"{way.engagement}review/", "review")
    window.press("Agree with all")
    window.says("No verdict waits for review")
    window.close()


def conclude(way: Way, lead: Person, editor: Person, signatory: Person, admin: Person) -> None:
    """The draft is shared; a plan; no remarks; the recommendation; the body confirms it."""
    window = way.window(lead)
    window.open(f"{way.engagement}result/", "result")
    window.press("Share the draft")
    window.close()
    window = way.window(editor)
    window.open(f"{way.engagement}findings/1/", "finding")
    window.close()
    body_side.plan_finding(editor, f"{way.engagement}findings/1/")
    window = way.window(lead)
    window.open(f"{way.engagement}findings/1/", "finding-planned")
    window.check("Accepted")
    window.press("Record the answer")
    window.close()
    window = way.window(signatory)
    window.open(f"{way.engagement}result/", "result-signatory")
    window.check("We have no remarks")
    window.press("Record the remarks")
    window.says("It has no remarks")
    window.close()
    window = way.window(lead)
    window.open(f"{way.engagement}recommend/", "recommend")
    window.fill("Reasons", "The declaration holds but for one finding with a plan.")
    window.confirm(lead)
    window.press("Recommend to the alliance")
    window.says("confirmation of the body")
    window.close()
    window = way.window(admin)
    window.open(f"{way.engagement}confirm/", "confirm")
    window.check("I confirm this recommendation")
    window.confirm(admin)
    window.press("Confirm for the body")
    window.says("decision makers")
    window.close()


def decide_and_read(way: Way, decision_maker: Person) -> None:
    """The decision, and what anyone reads afterwards."""
    window = way.window(decision_maker)
    window.open("/decisions/", "decisions")
    window.follow("North Harbour Cloud", "decide")
    window.check("Conditional")
    window.fill("Reasons", "The recommendation is followed.")
    window.check("I have no part in the organisation")
    window.confirm(decision_maker)
    window.press("Decide")
    window.says("is recorded")
    window.close()
    number = way_to(way, "assessed")
    window = way.window()
    window.open("/", "home-full")
    window.open("/register/", "register")
    window.follow("North Harbour Cloud", "register-organisation")
    window.open("/reports/", "reports")
    window.open(f"/reports/{number}/", "report")
    window.open("/log/", "log")
    window.open("/verify/", "verify")
    window.open("/principles/trust-principles/1.0/", "edition")
    window.open("/principles/trust-principles/1.0/SEC-05/", "criterion-public")
    window.open("/about/", "about")
    window.open("/nowhere/", "not-found")
    window.close()


def way_to(way: Way, kind: str) -> str:
    """The number of the live report of this kind."""
    anyone, found = Person(way.portal, "Anyone"), []

    def there() -> bool:
        results = json.loads(anyone.open("/api/v1/reports/").text)["results"]
        found[:] = [each["number"] for each in results if each["kind"] == kind]
        return bool(found)

    soon(f"the {kind} report", there, seconds=90, every=0.5)
    return found[0]


def test_it_works(portal: Portal, browser: Browser, gallery: Gallery) -> None:
    registrar, decision_maker = staff(
        portal, ("Rita Registrar", Role.REGISTRAR), ("Dario Decision", Role.DECISION_MAKER)
    )
    way = Way(portal, browser, gallery)
    way.begin(registrar)
    owner = way.accept("Olga Owner", "owner")
    editor = member_side.invite(owner, way.member, portal, "Emil Editor", "Editor")
    member_side.invite_only(owner, way.member, "Sven Signatory", "Signatory")
    signatory = way.accept("Sven Signatory", "signatory")
    way.answer(editor)
    way.sign(signatory, registrar)
    way.body = member_side.add_organisation(registrar, "Plain Sight Audit", "Assessor body", "NL")
    member_side.accredit(registrar, way.body)
    admin = member_side.invite(registrar, way.body, portal, "Bela Bodyadmin", "Body administrator")
    assess(way, owner, editor, signatory, admin)
    decide_and_read(way, decision_maker)
    assert not gallery.problems, "\n".join(gallery.problems)

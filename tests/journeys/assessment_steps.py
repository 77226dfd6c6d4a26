"""What an assessor body, the member beside it, and the alliance's decision makers do."""

from datetime import timedelta

from tests.journeys.member_steps import today
from tests.journeys.people import Person
from tests.journeys.visitor import Form, Page

HALF_A_YEAR = timedelta(days=182)


def request_assessment(owner: Person, attestation: str, body: str) -> str:
    """Ask a body from the attestation's page; the engagement's address."""
    page = owner.open(owner.open(attestation).link("Ask an assessor body"))
    form = page.form("Ask this body")
    form.tick(body)
    page = owner.press(form, "Ask this body")
    assert page.path.startswith("/engagements/")
    return page.path


def accept_request(
    body_admin: Person, engagement: str, *, lead: str, assessors: list[str], reviewer: str
) -> None:
    page = body_admin.open(engagement)
    page = body_admin.open(page.link("Accept the request and name the people"))
    form = page.form("Accept and name these people")
    form.fill("Lead assessor", lead)
    form.tick(*assessors, reviewer, "Our body is not in the same group")
    assert body_admin.press(form, "Accept and name these people").path == engagement


def declare_no_interests(person: Person, engagement: str) -> Page:
    form = person.open(person.open(engagement).link("Declare interests")).form("Declare")
    form.tick("I have none of these interests", "What I declare here is true")
    return person.press(form, "Declare")


def declare_former_employment(person: Person, engagement: str, member: str) -> Page:
    """She left the member half a year ago: within the 24 months."""
    form = person.open(person.open(engagement).link("Declare interests")).form("Declare")
    form.fill("What it is", "Employed by, or director of")
    form.fill("Organisation", member)
    form.fill("From", (today() - 10 * HALF_A_YEAR).isoformat())
    form.fill("Until", (today() - HALF_A_YEAR).isoformat())
    form.tick("What I declare here is true")
    return person.press(form, "Declare")


def name_another(body_admin: Person, engagement: str, name: str) -> None:
    page = body_admin.open(body_admin.open(engagement).link("Name another person"))
    form = page.form("Name this person")
    form.tick(name)
    assert body_admin.press(form, "Name this person").path == engagement


def agree_on_plan(lead: Person, owner: Person, engagement: str) -> None:
    """The lead proposes a plan, and the member agrees to it."""
    form = lead.open(lead.open(engagement).link("Propose a plan")).form("Propose this plan")
    form.fill("Share of the sample, in per cent", "50")
    assert "may object until" in lead.press(form, "Propose this plan").main
    page = owner.open(owner.open(engagement).link("Read the plan and answer"))
    form = page.form("Record the answer")
    form.tick("We agree to this plan")
    assert "Agreed" in owner.press(form, "Record the answer").main


def freeze_plan(lead: Person, engagement: str) -> Page:
    """Freeze the agreed plan; until the log has signed over the acceptance, it waits."""
    page = lead.open(lead.open(engagement).link("Freeze the plan"))
    form = page.form("Freeze the plan and begin")
    confirm(lead, form)
    page = lead.press(form, "Freeze the plan and begin")
    assert page.path == f"{engagement}plan/"
    assert "What the draw rests on" in page.main
    return page


def judge(form: Form, levels: dict[str, int]) -> None:
    """Fill every row of a page of verdicts: the level by criterion, else 3."""
    for name in sorted(form.names):
        row, _, field = name.rpartition("-")
        if field == "not_applicable":
            form.put(name, "accepted")
            form.put(f"{row}-reason", "The service does nothing of the kind.")
        elif field == "level" and f"{row}-not_applicable" not in form.names:
            level = levels.get(row.partition(".")[0], 3)
            form.put(name, str(level))
            form.put(f"{row}-confidence", "high" if level > 2 else "medium")
            form.put(f"{row}-reason", "Read the policy, asked two people, saw the register.")
            if level < 3:
                form.put(f"{row}-reason_code", "evidence_partial")


def judge_evidence(assessor: Person, engagement: str, code: str, refused: str) -> None:
    """One criterion alone: one piece of evidence refused, the other accepted, level 3."""
    page = assessor.open(f"{engagement}criteria/{code}/")
    form = page.form("Save the verdict")
    for label, control in form.labels.items():
        if label.startswith("Evidence: "):
            name = control.get("name", "")
            good = refused not in label
            form.put(name, "accept" if good else "refuse")
            if not good:
                form.put(f"{name}-reason", "It says nothing about this criterion.")
    judge(form, {})
    assert "1 verdict" in assessor.press(form, "Save the verdict").main


def give_verdicts(assessor: Person, engagement: str, levels: dict[str, int]) -> None:
    """All verdicts, principle by principle; evidence not judged yet is accepted."""
    work = assessor.open(f"{engagement}work/")
    for address in work.addresses(r"/work/[A-Z]+/$"):
        form = assessor.open(address).form("Save the verdicts")
        judge(form, levels)
        form.tick("Accept every item of evidence on this page")
        assert assessor.press(form, "Save the verdicts").path == address


def raise_finding(assessor: Person, engagement: str, code: str) -> str:
    """A minor finding; the address of its page."""
    page = assessor.open(f"{engagement}findings/")
    form = page.form("Raise the finding")
    form.fill("Criterion", next(label for label in options(form) if label.startswith(code)))
    form.tick("Minor")
    form.fill("What was found", "Two of nine incidents of the year were reported late.")
    page = assessor.press(form, "Raise the finding")
    return page.addresses(r"/findings/1/$")[0]


def options(form: Form) -> list[str]:
    from tests.journeys.visitor import words

    return [words(each) for each in form.control("Criterion")]


def agree_with_all(reviewer: Person, engagement: str) -> None:
    page = reviewer.open(f"{engagement}review/")
    page = reviewer.press(page.form("Agree with all"), "Agree with all")
    assert "No verdict waits for review" in page.main


def share_draft(lead: Person, engagement: str) -> None:
    page = lead.open(f"{engagement}result/")
    page = lead.press(page.form("Share the draft"), "Share the draft")
    assert "Shared with the member" in page.main


def plan_finding(editor: Person, finding: str) -> None:
    form = editor.open(finding).form("Propose the plan")
    form.fill("Who answers for it", "Head of operations")
    form.fill("Steps", "Train the night shift; report weekly.")
    form.fill("Done by", (today() + timedelta(days=60)).isoformat())
    assert "with the lead assessor" in editor.press(form, "Propose the plan").main


def accept_plan(lead: Person, finding: str) -> None:
    form = lead.open(finding).form("Record the answer")
    form.tick("Accepted")
    assert "is accepted" in lead.press(form, "Record the answer").main


def remark_and_answer(signatory: Person, lead: Person, engagement: str) -> None:
    """The member remarks; the lead answers before anything can be recommended."""
    form = signatory.open(f"{engagement}result/").form("Record the remarks")
    form.tick("We have remarks")
    form.fill("Your remarks", "Two sites were closed in May.")
    assert "Not answered yet" in signatory.press(form, "Record the remarks").main
    page = lead.open(f"{engagement}recommend/")
    assert "Answer every remark" in page.main
    form = lead.open(f"{engagement}result/").form("Answer the remark")
    form.fill("Your answer", "Seen; it changes no level.")
    assert "Seen; it changes no level." in lead.press(form, "Answer the remark").main


def recommend(lead: Person, engagement: str, outcome: str) -> None:
    form = lead.open(f"{engagement}recommend/").form("Recommend to the alliance")
    assert form.data["outcome"] == [outcome], "The computed outcome stands there."
    form.fill("Reasons", "The declaration holds but for one finding with a plan.")
    confirm(lead, form)
    page = lead.press(form, "Recommend to the alliance")
    assert "confirmation of the body" in page.main


def confirm_for_body(admin: Person, engagement: str) -> None:
    """The body's administrator stands behind the recommendation; the alliance sees it now."""
    form = admin.open(f"{engagement}confirm/").form("Confirm for the body")
    form.tick("I confirm this recommendation")
    confirm(admin, form)
    assert "decision makers" in admin.press(form, "Confirm for the body").main


def decide(decision_maker: Person, engagement: str) -> None:
    """From the list of what waits; equal to the recommendation."""
    page = decision_maker.open("/decisions/")
    page = decision_maker.open(page.addresses(r"/decisions/[0-9a-f-]{36}/$")[0])
    assert engagement.split("/")[2] in page.path
    form = page.form("Decide")
    form.tick("Conditional", "I have no part in the organisation")
    form.fill("Reasons", "The recommendation is followed.")
    confirm(decision_maker, form)
    assert "is recorded: conditional" in decision_maker.press(form, "Decide").main


def confirm(person: Person, form: Form) -> None:
    """Type the code where the form asks for one."""
    if "code" in form.names and person.app is not None:
        form.put("code", person.app.code())

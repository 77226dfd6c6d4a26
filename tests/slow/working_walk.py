"""The pages where the work is done: criteria, review, questions, findings."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.clarification import Wish, asked, usual_due
from assessments.clarifying import answered
from assessments.disputing import disputed
from assessments.engagement import Team, offered
from assessments.filtering import Show
from assessments.findings import judged, planned, raised
from assessments.models import ClarificationKind, Engagement, Grade, Review
from assessments.notes import written
from assessments.plan import Plan, proposed
from assessments.proving import proved
from assessments.recommendation import shared
from assessments.tasks import look as let_the_clock_look
from assessments.verdicts import given, reviewed
from assessments.verifying import verified
from assessments.working_papers import papers_of
from organisations.models import Organisation
from organisations.permissions import Role
from tests.assessed import given_for, reread, something_shown
from tests.attestations.pieces import WORDS, made
from tests.browser.windows import Window
from tests.people import acting, person
from tests.slow.looking import ODD_TEXT, odd, open_and_refuse, refused

CODE, KEY = "GOV-01", "GOV-01.all"


def offer(one: Engagement, lead: User, assessor: User, reviewer: User, admin: User) -> None:
    team = Team(lead.pk, (assessor.pk,), (reviewer.pk,))
    offered(one.pk, team, by=acting(admin), at=now())


def propose(one: Engagement, lead: User) -> None:
    today = now().date()
    plan = Plan(ODD_TEXT, ODD_TEXT, today, today + timedelta(days=30), {})
    proposed(one.pk, plan, by=acting(lead), at=now())


def say(one: Engagement, assessor: User, key: str, level: int, reason: str) -> None:
    with transaction.atomic():
        row = papers_of(reread(one)).by_key[key]
        given(one.pk, [given_for(row, level, reason)], by=acting(assessor), at=now())


def disagree(one: Engagement, reviewer: User, code: str, level: int) -> None:
    with transaction.atomic():
        verdict = one.verdicts.get(criterion__code=code)
        versions = {verdict.pk: verdict.version}
        levels = {verdict.pk: level}
        by = acting(reviewer)
        reviewed(one.pk, versions, Review.DISAGREED, ODD_TEXT, levels=levels, by=by, at=now())


def criteria(open_as: Any, one: Engagement, assessor: User, of: Any) -> None:
    page: Window = open_as(assessor)
    page.open(of("work", one), "work-empty")
    for show in Show:
        page.open(f"{of('work', one)}?show={show.value}", f"work-empty-{show.value}")
    page.open(of("criterion", one, CODE), "criterion-empty")
    page.page.locator(f"[id='id_{KEY}-level']").select_option("2")
    refused(page, "Save the verdict", "criterion-refused")
    page.page.keyboard.press("?")
    page.look("criterion-shortcuts")
    page.open(of("principle", one, "SEC"), "principle-empty")
    page.page.locator("select[id$='-level']").first.select_option("2")
    refused(page, "Save the verdicts", "principle-refused")
    page.open(of("work", one))
    page.press("Score before you see the claim", "work-blind")
    page.open(of("criterion", one, "GOV-02"), "criterion-blind")
    page.open(of("principle", one, "GOV"), "principle-blind")
    page.open(of("criterion", one, "GOV-02"))
    page.press("Skip and show the claim", "criterion-blind-skipped")
    page.open(of("work", one))
    page.press("Show claims at once")
    open_and_refuse(page, of("notes", one, CODE), "notes", "Keep the note")
    with transaction.atomic():
        written(one.pk, CODE, ODD_TEXT, by=acting(assessor), at=now())
    page.open(of("notes", one, CODE), "notes-kept")
    page.open(of("last_time_for_assessor", one, CODE), "last-time-none")
    open_and_refuse(page, of("asked_here", one, CODE), "ask", "Ask the member")


def review(
    open_as: Any, one: Engagement, assessor: User, reviewer: User, lead: User, of: Any
) -> None:
    reads: Window = open_as(reviewer)
    reads.open(of("review", one), "review-empty")
    say(one, assessor, KEY, 4, ODD_TEXT)
    say(one, assessor, "GOV-02.all", 4, ODD_TEXT)
    say(one, assessor, "GOV-03.all", 3, ODD_TEXT)
    reads.open(of("review", one), "review")
    reads.press("Disagree with the ticked verdicts", "review-refused")
    reads.open(of("criterion", one, CODE), "criterion-reviewer")
    disagree(one, reviewer, CODE, 2)
    disagree(one, reviewer, "GOV-02", 3)
    reads.open(of("review", one), "review-disagreed")
    page: Window = open_as(assessor)
    page.open(of("criterion", one, CODE), "criterion-apart")
    page.open(of("criterion", one, "GOV-02"), "criterion-disagreed")
    page.open(of("criterion", one, "GOV-03"), "criterion-given")
    page.open(of("work", one), "work-given")
    page.open(of("principle", one, "GOV"), "principle-given")
    third: Window = open_as(lead)
    open_and_refuse(third, of("third_look", one, CODE), "third-look", f"Settle {CODE}")
    page.open(of("third_look", one, CODE), "third-look-not-mine")


def questions(
    open_as: Any, one: Engagement, assessor: User, owner: User, member: Organisation, of: Any
) -> None:
    page, theirs = open_as(assessor), open_as(owner)
    page.open(of("questions", one), "questions-empty")
    made(member, owner, WORDS, title=odd())
    due = usual_due(now().date())
    with transaction.atomic():
        for kind in (ClarificationKind.QUESTION, ClarificationKind.EVIDENCE):
            asked(one.pk, Wish(KEY, kind, ODD_TEXT, due), by=acting(assessor), at=now())
    theirs.open(of("questions", one), "questions-member")
    for number in (1, 2):
        theirs.open(of("question", one, number), f"question-{number}-member")
    refused(theirs, "Give it to the assessors", "question-evidence-refused")
    theirs.open(of("question", one, 1))
    refused(theirs, "Answer", "question-answer-refused")
    page.open(of("question", one, 1), "question-asked")
    with transaction.atomic():
        answered(one.pk, 1, ODD_TEXT, [], by=acting(owner), at=now())
    page.open(of("question", one, 1), "question-answered")
    page.page.locator("summary", has_text="Ask").first.click()
    refused(page, "Ask", "question-again-refused")
    page.open(of("questions", one), "questions")
    page.open(of("asked_here", one, CODE), "asked-here")
    page.open(of("criterion", one, CODE), "criterion-asked")
    page.open(of("question", one, 1))
    page.page.locator("form[action$='settle/'] textarea").fill("x" * 5001)
    refused(page, "Mark it settled", "question-settle-refused")
    page.page.locator("form[action$='settle/'] textarea").fill(ODD_TEXT)
    page.press("Mark it settled", "question-settled")
    lapsed(one, page, theirs, of)
    page.open(of("question", one, 2))
    page.page.locator("summary", has_text="Withdraw it").click()
    page.page.locator("form[action$='withdraw/'] textarea").fill("x" * 5001)
    refused(page, "Withdraw it", "question-withdraw-refused")
    page.page.locator("form[action$='withdraw/'] textarea").fill(ODD_TEXT)
    page.press("Withdraw it", "question-withdrawn")


def lapsed(one: Engagement, page: Window, theirs: Window, of: Any) -> None:
    """The day of the second question passes, by the clock; what each side sees and is told."""
    one.clarifications.filter(number=2).update(due_on=now().date() - timedelta(days=1))
    let_the_clock_look()
    for window, who in ((page, "assessor"), (theirs, "member")):
        window.open(of("question", one, 2), f"question-lapsed-{who}")
        window.says("Not answered in time")
        window.open(of("questions", one), f"questions-lapsed-{who}")
        window.open(reverse("organisations:inbox"), f"inbox-lapsed-{who}")
        window.open(reverse("desk"), f"desk-lapsed-{who}")
    page.open(of("criterion", one, CODE), "criterion-lapsed")


def ruled(
    open_as: Any, one: Engagement, panel: User, page: Window, theirs: Window, leads: Window, of: Any
) -> None:
    """The ruling in two windows: one is recorded, the other keeps what was typed; then the pages."""
    sits: Window = open_as(panel)
    late = Window.__new__(Window)
    late.__dict__.update(sits.__dict__, page=sits.context.new_page())
    late.open(of("rule", one, 2))
    open_and_refuse(sits, of("rule", one, 2), "rule", "Record the ruling")
    theirs.open(of("finding", one, 2), "finding-disputed-member")
    leads.open(of("engagement", one), "engagement-disputed")
    for window in (sits, late):
        window.check("It stands")
        window.page.locator("textarea").first.fill(ODD_TEXT)
    sits.press("Record the ruling", "ruled")
    late.press("Record the ruling", "ruled-meanwhile")
    late.says("has ruled on finding 2 meanwhile")
    sits.open(reverse("organisations:inbox"), "inbox-panel-ruled")
    theirs.open(of("finding", one, 2), "finding-upheld-member")
    theirs.says("It cannot be disputed again")
    refused(theirs, "Propose the plan", "finding-upheld-plan-refused")
    page.open(of("finding", one, 2), "finding-upheld")
    page.open(of("findings", one), "findings-ruled")
    theirs.open(reverse("organisations:inbox"), "inbox-ruled")


def findings(
    open_as: Any,
    one: Engagement,
    assessor: User,
    lead: User,
    owner: User,
    alliance: Organisation,
    of: Any,
) -> None:
    page, theirs, leads = open_as(assessor), open_as(owner), open_as(lead)
    panel = person(alliance, Role.APPEAL_PANEL, "Paul Panel")
    by, hers = acting(assessor), acting(owner)
    open_and_refuse(page, of("findings", one), "findings", "Raise the finding")
    with transaction.atomic():
        for grade in (Grade.MINOR, Grade.MAJOR):
            raised(one.pk, KEY, grade, ODD_TEXT, by=by, at=now())
        shared(one.pk, by=acting(lead), at=now())
    page.open(of("findings", one), "findings-raised")
    page.open(of("finding", one, 1), "finding-raised")
    theirs.open(of("findings", one), "findings-member")
    theirs.open(of("finding", one, 1), "finding-member")
    refused(theirs, "Propose the plan", "finding-plan-refused")
    theirs.open(of("finding", one, 2))
    theirs.page.locator("summary", has_text="Dispute the finding").click()
    refused(theirs, "Dispute it", "finding-dispute-refused")
    due = now().date() + timedelta(days=90)
    open_as(panel).open(of("disputes"), "disputes-empty")
    with transaction.atomic():
        planned(one.pk, 1, owner=odd(), steps=ODD_TEXT, due=due, by=hers, at=now())
        disputed(one.pk, 2, ODD_TEXT, by=hers, at=now())
    leads.open(of("finding", one, 1), "finding-planned")
    refused(leads, "Record the answer", "finding-judge-refused")
    page.open(of("finding", one, 2), "finding-disputed")
    open_as(panel).open(of("disputes"), "disputes")
    ruled(open_as, one, panel, page, theirs, leads, of)
    with transaction.atomic():
        judged(one.pk, 1, accepted=True, note=ODD_TEXT, by=acting(lead), at=now())
    theirs.open(of("finding", one, 1), "finding-accepted")
    refused(theirs, "Give the evidence", "finding-prove-refused")
    with transaction.atomic():
        proved(one.pk, 1, ODD_TEXT, something_shown(one), by=hers, at=now())
    page.open(of("finding", one, 1), "finding-proved")
    refused(page, "Record what you found", "finding-verify-refused")
    with transaction.atomic():
        verified(one.pk, 1, ODD_TEXT, good=True, by=by, at=now())
    page.open(of("finding", one, 1), "finding-verified")
    page.page.locator("summary", has_text="Close the finding").click()
    refused(page, "Close the finding", "finding-close-refused")

"""Every page of an assessment in a real browser: empty, filled, refused, with names that break pages."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils.timezone import now
from playwright.sync_api import Browser

from accounts.models import User
from assessments.interests import declared_interests
from assessments.models import Engagement, Finding, Quote, Recommendation
from assessments.quoting import Asking, asked_for_quotes
from attestations.models import Attestation
from organisations.assurance import AssuranceLevel
from organisations.models import Accreditation, Organisation, Scope
from organisations.permissions import Role
from principles.models import Edition
from tests.assessed import agree_on_plan
from tests.assessments.test_judge_again import hired
from tests.assessments.test_quotes import priced, quoted
from tests.browser.test_write_edition import window
from tests.browser.windows import Window
from tests.people import acting, person
from tests.slow import concluding_walk, working_walk
from tests.slow.looking import ODD_TEXT, StrictGallery, odd, open_and_refuse, refused

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Window]
GALLERY = StrictGallery()


def renamed(one: Any, field: str = "name") -> Any:
    setattr(one, field, odd())
    one.save(update_fields=[field])
    return one


@pytest.fixture(autouse=True)
def vault(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def gallery() -> Iterator[StrictGallery]:
    """One for all tests of this file, so that a last one knows what none has looked at."""
    before = len(GALLERY.problems)
    yield GALLERY
    if GALLERY.problems[before:]:
        pytest.fail("\n".join(GALLERY.problems[before:]), pytrace=False)


@pytest.fixture
def open_as(browser: Browser, live_server: Any, gallery: StrictGallery) -> Iterator[Open]:
    """A window of somebody, closed in the end."""
    windows: dict[int, Window] = {}

    def opened(user: User) -> Window:
        if user.pk not in windows:
            windows[user.pk] = window(browser, live_server.url, gallery, user)
        return windows[user.pk]

    yield opened
    for each in windows.values():
        each.close()


@pytest.fixture
def member(member: Organisation) -> Organisation:
    return renamed(member)


@pytest.fixture
def body(body: Organisation) -> Organisation:
    return renamed(body)


@pytest.fixture
def other_body(other_body: Organisation) -> Organisation:
    other_body.name = "Z" + odd(199)
    other_body.save(update_fields=["name"])
    today = now().date()
    Accreditation.objects.create(
        body=other_body,
        layers=["cloud", "ai"],
        valid_from=today,
        valid_until=today + timedelta(days=90),
    )
    return other_body


@pytest.fixture
def scope(scope: Scope) -> Scope:
    return renamed(scope, "title")


@pytest.fixture
def lead(lead: User) -> User:
    return renamed(lead)


@pytest.fixture
def assessor(assessor: User) -> User:
    return renamed(assessor)


@pytest.fixture
def reviewer(reviewer: User) -> User:
    return renamed(reviewer)


def of(name: str, *arguments: Any) -> str:
    return reverse(f"assessments:{name}", args=[getattr(each, "pk", each) for each in arguments])


def test_asking_and_quoting(
    open_as: Open,
    accepted: Attestation,
    owner: User,
    body: Organisation,
    other_body: Organisation,
    body_admin: User,
) -> None:
    page = open_as(owner)
    page.open(of("list"), "engagements-empty")
    open_and_refuse(page, of("request", accepted), "request", "Ask this body")
    page.open(of("quotes", accepted), "quotes-empty")
    open_and_refuse(page, of("ask_quotes", accepted), "ask-quotes", "Ask for quotes")
    asking = Asking(now().date() + timedelta(days=9), ODD_TEXT, AssuranceLevel.EVIDENCE_REVIEWED)
    with transaction.atomic():
        mine, theirs = asked_for_quotes(
            accepted.pk, [body.pk, other_body.pk], asking, by=acting(owner), at=now()
        )
    page.open(of("quotes", accepted), "quotes-asked")
    page.open(of("engagement", mine), "engagement-before-choice-member")
    admin = open_as(body_admin)
    admin.open(of("engagement", mine), "engagement-to-quote")
    open_and_refuse(admin, of("quote", mine), "quote", "Send the quote")
    rival = person(other_body, Role.BODY_ADMIN, "Rosa Rival")
    with transaction.atomic():
        quoted(mine.pk, priced(note=ODD_TEXT), by=acting(body_admin), at=now())
        quoted(theirs.pk, priced(note="Less."), by=acting(rival), at=now())
    page.open(of("quotes", accepted), "quotes-given")
    page.open(of("engagement", mine), "engagement-quoted")
    page.open(of("list"), "engagements")
    assert Quote.objects.count() == 2


def test_engaging(
    open_as: Open,
    asked: Engagement,
    owner: User,
    body_admin: User,
    body: Organisation,
    lead: User,
    assessor: User,
    reviewer: User,
) -> None:
    admin, page = open_as(body_admin), open_as(owner)
    admin.open(of("engagement", asked), "engagement-requested")
    open_and_refuse(admin, of("accept", asked), "accept", "Accept and name these people")
    open_and_refuse(admin, of("decline", asked), "decline", "Decline the request")
    open_and_refuse(page, of("withdraw", asked), "withdraw", "Withdraw the request")
    with transaction.atomic():
        working_walk.offer(asked, lead, assessor, reviewer, body_admin)
    page.open(of("engagement", asked), "engagement-offered-member")
    named = asked.people.get(user=assessor)
    open_and_refuse(page, of("object", asked, named), "object", "Object")
    open_and_refuse(admin, of("remove_person", asked, named), "take-off", "Take off")
    other = person(body, Role.ASSESSOR, "O" + odd(199))
    open_and_refuse(admin, of("name_person", asked), "name-person", "Name this person")
    open_and_refuse(admin, of("body_interests", asked), "interests-body", "Declare")
    hers = open_as(assessor)
    hers.open(of("list"), "engagements-named")
    open_and_refuse(hers, of("interests", asked), "interests-person", "Declare")
    hers.page.locator("#id_interest-0-kind").select_option(index=1)
    refused(hers, "Declare", "interests-person-half")
    with transaction.atomic():
        for user in (lead, assessor, reviewer):
            declared_interests(asked.pk, [], by=acting(user), at=now())
    admin.open(of("engagement", asked), "engagement-declared")
    page.page.goto(f"{page.portal.origin}{of('engagement', asked)}")
    page.press("Record that we have no objection", "engagement-active")
    assert other.memberships.exists()


def test_planning(open_as: Open, engaged: Engagement, owner: User, lead: User) -> None:
    leads, page = open_as(lead), open_as(owner)
    leads.open(of("plan", engaged), "plan-none")
    leads.open(of("propose_plan", engaged), "plan-propose")
    leads.page.locator("#id_ends_on").fill("2020-01-01")
    refused(leads, "Propose this plan", "plan-propose-refused")
    with transaction.atomic():
        working_walk.propose(engaged, lead)
    page.open(of("plan", engaged), "plan-to-answer")
    refused(page, "Record the answer", "plan-answer-refused")
    page.check("We object")
    page.page.locator("textarea").first.fill(ODD_TEXT)
    page.press("Record the answer", "plan-objected")
    leads.open(of("plan", engaged), "plan-objected-lead")
    with transaction.atomic():
        agree_on_plan(engaged, acting(lead), acting(owner))
    leads.open(of("plan", engaged), "plan-agreed")
    leads.page.goto(f"{leads.portal.origin}{of('freeze_plan', engaged)}")
    leads.look("plan-freeze")


def test_working(
    open_as: Open, in_assessment: Engagement, assessor: User, reviewer: User, lead: User
) -> None:
    working_walk.criteria(open_as, in_assessment, assessor, of)
    working_walk.review(open_as, in_assessment, assessor, reviewer, lead, of)


def test_questions(
    open_as: Open, in_assessment: Engagement, assessor: User, owner: User, member: Organisation
) -> None:
    working_walk.questions(open_as, in_assessment, assessor, owner, member, of)


def test_findings(
    open_as: Open,
    assessed: Engagement,
    assessor: User,
    lead: User,
    owner: User,
    alliance: Organisation,
) -> None:
    working_walk.findings(open_as, assessed, assessor, lead, owner, alliance, of)


@pytest.fixture
def people(
    request: pytest.FixtureRequest, alliance: Organisation, assessed: Engagement
) -> dict[str, User]:
    """Everybody who acts at the end, by name; the alliance is there before anything is decided."""
    names = (
        "assessor lead owner signatory editor body_admin decision_maker registrar operator stranger"
    )
    return {name: request.getfixturevalue(name) for name in names.split()} | {
        "second": person(alliance, Role.DECISION_MAKER, "Signe Second")
    }


def test_concluding(open_as: Open, assessed: Engagement, people: dict[str, User]) -> None:
    lead, signatory = people["lead"], people["signatory"]
    concluding_walk.remarked_on(open_as, assessed, lead, signatory, of)
    concluding_walk.confirmed(open_as, assessed, lead, people["body_admin"], people["owner"], of)
    concluding_walk.decided(open_as, assessed, people["decision_maker"], signatory, of)


def test_following_up(open_as: Open, assessed: Engagement, people: dict[str, User]) -> None:
    decision = concluding_walk.made_conditional(assessed, people)
    concluding_walk.followed(open_as, decision, people, of)


def test_sent_back_and_never_chosen(
    open_as: Open, recommended: Recommendation, people: dict[str, User]
) -> None:
    concluding_walk.sent_back(open_as, recommended.engagement, people, of)
    concluding_walk.never_chosen(open_as, recommended.engagement, people, of)


def test_a_follow_up_that_lapses(
    open_as: Open, assessed: Engagement, people: dict[str, User]
) -> None:
    decision = concluding_walk.made_conditional(assessed, people)
    concluding_walk.follow_up_lapsed(open_as, decision, people, of)


def test_conflicts_and_ends(
    open_as: Open, assessed: Engagement, member: Organisation, people: dict[str, User]
) -> None:
    concluding_walk.lifted(open_as, assessed, member, people, of)
    concluding_walk.ended(open_as, assessed, people["owner"], people["body_admin"], of)


def test_the_alliance_and_the_boards(
    open_as: Open, recommended: Recommendation, people: dict[str, User]
) -> None:
    concluding_walk.alliance(open_as, recommended.engagement, people, of)


def test_last_time(
    open_as: Open, assessed: Engagement, later_edition: Edition, people: dict[str, User]
) -> None:
    concluding_walk.last_time(open_as, assessed, later_edition, people, of)


def test_judging_again(
    open_as: Open, accepted_plan: Finding, lead: User, assessor: User, member: Organisation
) -> None:
    """The lead went over to the member: an assessor reads so, and takes the plan back."""
    hired(lead, member)
    page = open_as(assessor)
    page.open(of("finding", accepted_plan.engagement, 1), "finding-doubted")
    refused(page, "Take it back and judge it again", "finding-judge-again-refused")


def test_saying_that_a_finding_stands(
    open_as: Open, accepted_plan: Finding, lead: User, assessor: User, member: Organisation
) -> None:
    """Whoever raised it went over to the member: the lead looks at it anew."""
    hired(assessor, member)
    page = open_as(lead)
    page.open(of("finding", accepted_plan.engagement, 1), "finding-raised-in-doubt")
    refused(page, "The finding stands", "finding-stands-refused")


# They redirect, whatever is sent; what they say stands on the page that follows.
ONLY_SENT = {
    "choose", "no_objection", "begin", "share", "blind_first", "blind_score", "finding_acknowledge",
}  # fmt: skip
# A file is given out as it came; the preview of an edition has the look of a criterion's page, and a
# walk of its own.
ELSEWHERE = {"preview", "question_file"}


def test_every_page_was_looked_at() -> None:
    """After the others, in this file."""
    if "assessments:quotes" not in GALLERY.names:
        pytest.skip("The others did not run.")
    room = dict(get_resolver().namespace_dict)["assessments"][1]
    known = {each for each in room.reverse_dict if isinstance(each, str)}
    looked = {each.partition(":")[2] for each in GALLERY.names if each.startswith("assessments:")}
    assert known - looked - ONLY_SENT - ELSEWHERE == set()

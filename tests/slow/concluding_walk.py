"""The pages of the end: result, confirmation, decision, follow-up, conflicts, the alliance's own."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import AccountLink, User
from assessments.confirming import confirmed as confirm
from assessments.declaring import Declared
from assessments.follow_up import ended_by_the_clock
from assessments.following import to_follow_up
from assessments.interests import declared_interests
from assessments.lifting import asked as ask_to_lift
from assessments.models import Decision, Engagement, Remark
from assessments.moves import locked
from assessments.outcome import computed
from assessments.people import named_person
from assessments.proving import proved
from assessments.publication import closed_without_choice
from assessments.recommendation import Recommended, remarked, shared
from assessments.recommendation import recommended as recommend
from assessments.remark_answers import answered
from assessments.verifying import verified
from assessments.withdrawing import withdrawn
from assessments.working_papers import papers_of
from attestations import emergency
from attestations.models import Attestation
from attestations.opening import opened
from attestations.status import Status
from organisations.models import Organisation
from organisations.permissions import Role
from principles.models import Edition
from principles.scoring import Outcome
from tests.assessed import (
    find_and_plan,
    make_confirmation,
    make_decision,
    make_recommendation,
    reread,
    something_shown,
)
from tests.browser.windows import Window
from tests.people import acting, person
from tests.slow.looking import ODD_TEXT, odd, open_and_refuse, refused

CODE, KEY = "GOV-01", "GOV-01.all"


def remarked_on(open_as: Any, one: Engagement, lead: User, signatory: User, of: Any) -> None:
    """The draft, remarks to it and an answer to each."""
    page, theirs = open_as(lead), open_as(signatory)
    page.open(of("result", one), "result-unshared")
    with transaction.atomic():
        shared(one.pk, by=acting(lead), at=now())
    theirs.open(of("result", one), "result-shared-member")
    refused(theirs, "Record the remarks", "remarks-refused")
    with transaction.atomic():
        first = remarked(one.pk, ODD_TEXT, by=acting(signatory), at=now())
        remarked(one.pk, ODD_TEXT, by=acting(signatory), at=now())
    page.open(of("result", one), "result-remarked")
    refused(page, "Answer the remark", "remark-answer-refused")
    with transaction.atomic():
        answered(one.pk, first.pk, ODD_TEXT, by=acting(lead), at=now())
    theirs.open(of("result", one), "result-answered-member")
    page.open(of("recommend", one), "recommend-too-early")


def confirmed(
    open_as: Any, one: Engagement, lead: User, body_admin: User, owner: User, of: Any
) -> None:
    admin: Window = open_as(body_admin)
    with transaction.atomic():
        for remark in Remark.objects.filter(share__engagement=one, answer=None):
            answered(one.pk, remark.pk, ODD_TEXT, by=acting(lead), at=now())
    open_and_refuse(open_as(lead), of("recommend", one), "recommend", "Recommend to the alliance")
    with transaction.atomic():
        found = computed(papers_of(reread(one)), on=now().date())
        wish = Recommended(found.outcome, ODD_TEXT)
        made = recommend(one.pk, wish, by=acting(lead), at=now())
    admin.open(of("engagement", one), "engagement-to-confirm")
    open_and_refuse(admin, of("confirm", one), "confirm", "Confirm for the body")
    open_and_refuse(
        admin, of("return_to_lead", one), "return-to-lead", "Return it to the lead assessor"
    )
    with transaction.atomic():
        confirm(one.pk, made.pk, by=acting(body_admin), at=now())
    open_as(owner).open(of("engagement", one), "engagement-recommended-member")


def decided(open_as: Any, one: Engagement, decision_maker: User, signatory: User, of: Any) -> None:
    page: Window = open_as(decision_maker)
    page.open(of("decisions"), "decisions")
    open_and_refuse(page, of("decide", one), "decide", "Decide")
    open_and_refuse(page, of("send_back", one), "send-back", "Send back")
    open_and_refuse(page, of("decider_interests", one), "interests-decider", "Declare")
    made = make_decision(one, decision_maker, Outcome.NOT_CONFORMING)
    page.open(of("decisions"), "decisions-none")
    theirs: Window = open_as(signatory)
    theirs.open(of("engagement", one), "engagement-decided-member")
    open_and_refuse(theirs, of("publication", made), "publication", "Record the choice")
    theirs.open(of("result", one), "result-decided-member")


def made_conditional(one: Engagement, people: dict[str, User]) -> Decision:
    """Decided as conditional over one minor finding, and published."""
    find_and_plan(one, KEY, people["assessor"], people["lead"], people["owner"])
    make_recommendation(one, people["lead"], people["signatory"], Outcome.CONDITIONAL)
    make_confirmation(one, people["body_admin"])
    made = make_decision(one, people["decision_maker"])
    Attestation.objects.filter(engagements=one).update(status=Status.PUBLISHED)
    return made


def followed(open_as: Any, decision: Decision, people: dict[str, User], of: Any) -> None:
    """What is open, its correction, and the recommendation that follows."""
    one = reread(decision.engagement)
    page, leads, theirs = (open_as(people[each]) for each in ("assessor", "lead", "owner"))
    theirs.open(of("engagement", one), "follow-up-engagement-member")
    theirs.open(of("finding", one, 1), "follow-up-finding-member")
    refused(theirs, "Give the evidence", "follow-up-prove-refused")
    for name in ("engagement", "work", "findings", "result"):
        page.open(of(name, one), f"follow-up-{name}")
    page.open(of("criterion", one, CODE), "follow-up-criterion")
    with transaction.atomic():
        by, hers = acting(people["assessor"]), acting(people["owner"])
        proved(one.pk, 1, ODD_TEXT, something_shown(one), by=hers, at=now())
    page.open(of("finding", one, 1), "follow-up-proved")
    with transaction.atomic():
        verified(one.pk, 1, ODD_TEXT, good=True, by=by, at=now())
    page.open(of("finding", one, 1), "follow-up-verified")
    leads.open(of("recommend", one), "follow-up-recommend")
    refused(leads, "Recommend to the alliance", "follow-up-recommend-refused")
    with transaction.atomic():
        wish = Recommended(Outcome.CONDITIONAL, ODD_TEXT)
        made = recommend(one.pk, wish, by=acting(people["lead"]), at=now())
    open_as(people["body_admin"]).open(of("confirm", one), "follow-up-confirm")
    with transaction.atomic():
        confirm(one.pk, made.pk, by=acting(people["body_admin"]), at=now())
    decides = open_as(people["decision_maker"])
    decides.open(of("decide", one), "follow-up-decide")
    refused(decides, "Decide", "follow-up-decide-refused")
    make_decision(one, people["decision_maker"])
    theirs.open(of("engagement", one), "follow-up-decided-member")


def sent_back(open_as: Any, one: Engagement, people: dict[str, User], of: Any) -> None:
    """The recommendation comes back once; the second one, and that it does not come back again."""
    leads, decides = open_as(people["lead"]), open_as(people["decision_maker"])
    late: Window = open_as(people["second"])
    late.open(of("decide", one))
    decides.open(of("send_back", one))
    decides.page.locator("textarea").fill(ODD_TEXT)
    decides.press("Send back", "decisions-sent-back")
    late.page.locator("textarea").first.fill(ODD_TEXT)
    late.press("Decide", "decide-meanwhile")
    late.says("sent back to the assessors meanwhile")
    leads.open(of("engagement", one), "engagement-sent-back")
    leads.says("What to look at again")
    leads.open(of("recommend", one), "recommend-sent-back")
    open_as(people["body_admin"]).open(of("engagement", one), "engagement-sent-back-body")
    open_as(people["owner"]).open(of("engagement", one), "engagement-sent-back-member")
    make_recommendation(one, people["lead"], people["signatory"], Outcome.NOT_CONFORMING)
    make_confirmation(one, people["body_admin"])
    decides.open(of("decide", one), "decide-second")
    decides.open(of("send_back", one), "send-back-again")
    decides.says("It has been sent back once already.")


def never_chosen(open_as: Any, one: Engagement, people: dict[str, User], of: Any) -> None:
    """Nobody chooses about publication: the clock closes the result unpublished."""
    make_decision(one, people["decision_maker"], Outcome.NOT_CONFORMING)
    with transaction.atomic():
        closed_without_choice(at=now() + timedelta(days=31))
    for name in ("owner", "signatory", "lead", "body_admin"):
        window: Window = open_as(people[name])
        window.open(of("engagement", one), f"engagement-unchosen-{name}")
        window.open(reverse("organisations:inbox"), f"inbox-unchosen-{name}")
    theirs: Window = open_as(people["signatory"])
    theirs.open(of("result", one), "result-unchosen")
    theirs.open(
        reverse("attestations:attestation", args=[one.attestation_id]), "attestation-unchosen"
    )


def follow_up_lapsed(open_as: Any, decision: Decision, people: dict[str, User], of: Any) -> None:
    """The last day of the follow-up passes without a decision; what each side sees and is told."""
    one = reread(decision.engagement)
    theirs: Window = open_as(people["owner"])
    theirs.open(of("finding", one, 1))
    ends = to_follow_up(decision)
    assert ends is not None
    with transaction.atomic():
        assert ended_by_the_clock(at=ends.ends_at) == 1
    refused_late(theirs)
    for name in ("owner", "signatory", "assessor", "lead", "body_admin"):
        window: Window = open_as(people[name])
        window.open(of("engagement", one), f"follow-up-lapsed-{name}")
        window.open(reverse("organisations:inbox"), f"inbox-follow-up-lapsed-{name}")
        window.open(reverse("desk"), f"desk-follow-up-lapsed-{name}")
    for name in ("result", "findings"):
        theirs.open(of(name, one), f"follow-up-lapsed-{name}")
    theirs.open(of("finding", one, 1), "follow-up-lapsed-finding")


def refused_late(page: Window) -> None:
    """What was typed until the end is still there to be copied."""
    page.page.locator("textarea").first.fill(ODD_TEXT)
    page.press("Give the evidence", "follow-up-too-late")
    page.says("And a second paragraph, in English.")


def lifted(
    open_as: Any, one: Engagement, member: Organisation, people: dict[str, User], of: Any
) -> None:
    """A conflict, the wish that it be lifted, the first reason and the second person."""
    by = acting(people["body_admin"])
    with transaction.atomic():
        late = person(one.body, Role.ASSESSOR, odd())
        named_person(locked(one.pk), late.pk, Role.ASSESSOR, by=by, at=now())
        worked_there = Declared("employment", member.pk, "")
        (conflict,) = declared_interests(one.pk, [worked_there], by=acting(late), at=now())
    admin: Window = open_as(people["body_admin"])
    admin.open(of("engagement", one), "engagement-conflict")
    open_and_refuse(admin, of("ask_to_lift", one, conflict), "ask-to-lift", "Ask")
    with transaction.atomic():
        ask_to_lift(conflict.pk, ODD_TEXT, by=by, at=now())
    page: Window = open_as(people["decision_maker"])
    page.open(of("decisions"), "decisions-conflict")
    open_and_refuse(page, of("conflict", conflict), "conflict", "Record the reason")
    page.page.locator("textarea").fill(ODD_TEXT)
    page.press("Record the reason", "conflict-proposed")
    other: Window = open_as(people["second"])
    open_and_refuse(other, of("conflict", conflict), "conflict-second", "Lift the conflict")


def ended(open_as: Any, one: Engagement, owner: User, body_admin: User, of: Any) -> None:
    page: Window = open_as(owner)
    open_and_refuse(page, of("terminate", one), "terminate", "Terminate the engagement")
    page.page.locator("textarea").fill(ODD_TEXT)
    page.press("Terminate the engagement", "engagement-terminated")
    open_as(body_admin).open(of("engagement", one), "engagement-terminated-body")


def alliance(open_as: Any, one: Engagement, people: dict[str, User], of: Any) -> None:
    """Boards, accreditation, emergency access, links between accounts, inbox, the public list."""
    page, admin = open_as(people["registrar"]), open_as(people["body_admin"])
    for show in ("all", "late", "alliance"):
        page.open(f"{reverse('secretariat')}?show={show}", f"secretariat-{show}")
        admin.open(f"{reverse('board')}?show={show}", f"board-{show}")
    for name in ("registrar", "body_admin", "owner", "decision_maker"):
        open_as(people[name]).open(reverse("organisations:inbox"), f"inbox-{name}")
        open_as(people[name]).open(reverse("desk"), f"desk-{name}")
    page.open(reverse("organisations:organisation", args=[one.body.slug]), "body-registrar")
    accreditation = one.body.accreditations.get()
    address = of("accreditation", accreditation)
    open_and_refuse(page, address, "accreditation", "Withdraw the accreditation")
    with transaction.atomic():
        withdrawn(accreditation.pk, ODD_TEXT, by=acting(people["registrar"]), at=now())
    page.open(address, "accreditation-withdrawn")
    open_as(people["owner"]).open(of("engagement", one), "engagement-flagged")
    open_as(people["decision_maker"]).open(of("decide", one), "decide-flagged")
    for name in ("registrar", "stranger"):
        who = open_as(people[name])
        who.open(reverse("registry:assessors"), f"assessors-{name}")
        who.open(reverse("registry:assessor", args=[one.body.slug]), f"assessor-{name}")
    emergencies(open_as, one, people)
    linked(page, people)


def emergencies(open_as: Any, one: Engagement, people: dict[str, User]) -> None:
    page: Window = open_as(people["operator"])
    page.open(reverse("attestations:emergencies"), "emergencies-empty")
    open_and_refuse(page, reverse("attestations:emergency_ask"), "emergency-ask", "Ask")
    with transaction.atomic():
        by = acting(people["operator"])
        asked = emergency.asked(one.attestation_id, ODD_TEXT, 2, by=by, at=now())
    address = reverse("attestations:emergency", args=[asked.pk])
    page.open(address, "emergency-asked")
    grants: Window = open_as(people["registrar"])
    grants.open(address, "emergency-to-grant")
    refused(grants, "Decline", "emergency-decline-refused")
    grants.open(reverse("attestations:emergencies"), "emergencies")
    with transaction.atomic():
        emergency.granted(one.attestation_id, asked.pk, by=acting(people["registrar"]), at=now())
    page.open(address, "emergency-open")
    theirs = open_as(people["owner"])
    theirs.open(
        reverse("attestations:attestation", args=[one.attestation_id]), "emergency-seen-by-member"
    )


def linked(page: Window, people: dict[str, User]) -> None:
    address = reverse("organisations:links")
    open_and_refuse(page, address, "links", "Note that they are one person's")
    one = AccountLink.objects.create(
        one=people["owner"],
        other=people["stranger"],
        reason=ODD_TEXT,
        noted_by=people["registrar"],
    )
    page.open(address, "links-noted")
    apart = reverse("organisations:apart", args=[one.pk])
    page.open(apart, "links-apart")


def last_time(
    open_as: Any, one: Engagement, edition: Edition, people: dict[str, User], of: Any
) -> None:
    find_and_plan(one, KEY, people["assessor"], people["lead"], people["owner"])
    with transaction.atomic():
        by = acting(people["editor"])
        fresh = opened(one.attestation.scope_id, edition.pk, now().date(), by=by, at=now())
    page: Window = open_as(people["editor"])
    page.open(of("last_time", fresh, CODE), "last-time")
    question = reverse("attestations:question", args=[fresh.pk, CODE])
    page.open(question, "question-with-last-time")

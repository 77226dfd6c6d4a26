"""The follow-up of a conditional outcome: what is open, until when, and a new decision."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from assessments import following
from assessments.clarification import Wish, ask, usual_due
from assessments.clarifying import answer_clarification
from assessments.closing import close_finding
from assessments.confirming import confirm_for_body
from assessments.decision import Conclusion, DecisionRefused, decide, decided, send_back
from assessments.findings import FindingRefused, plan_finding, raise_finding
from assessments.follow_up import ended_by_the_clock
from assessments.following import NotFollowedUp, follow_up_of
from assessments.judges import conflicts_standing
from assessments.models import (
    ClarificationKind,
    Decision,
    Engagement,
    Finding,
    Grade,
    Recommendation,
    Review,
)
from assessments.naming import NotNamed
from assessments.proving import prove_finding
from assessments.recommendation import Recommended, recommend, record_remarks, share_draft
from assessments.refusing import EngagementOver
from assessments.returning import return_to_lead
from assessments.status import EngagementStatus
from assessments.verdicts import NotInAssessment, give_verdicts, review_verdicts
from assessments.verifying import verify_finding
from assessments.working_papers import papers_of
from attestations.models import (
    Attestation,
    DisclosureClass,
    Evidence,
    EvidenceKind,
    EvidenceLink,
    Grant,
)
from attestations.status import Status, WrongStatus
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Permission, Role
from principles.scoring import Outcome
from reports.due import due_decisions, open_due_reports
from reports.models import Report
from tests.assessed import (
    find_and_plan,
    given_for,
    make_confirmation,
    make_decision,
    make_recommendation,
    reread,
    something_shown,
)
from tests.kept import kept
from tests.people import acting, sign_in
from tests.races import second_waits

E = EngagementStatus


@kept
def conditional(
    assessed: Engagement,
    assessor: User,
    lead: User,
    owner: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
) -> Decision:
    """Decided as conditional over one minor finding, and published."""
    key = papers_of(reread(assessed)).rows[0].key
    find_and_plan(assessed, key, assessor, lead, owner)
    make_recommendation(assessed, lead, signatory, Outcome.CONDITIONAL)
    make_confirmation(assessed, body_admin)
    made = make_decision(assessed, decision_maker)
    Attestation.objects.filter(engagements=assessed).update(status=Status.PUBLISHED)
    return made


@pytest.fixture
def followed(conditional: Decision) -> Engagement:
    return reread(conditional.engagement)


def mend(engagement: Engagement, owner: User, assessor: User) -> None:
    number = Finding.objects.get(engagement=engagement).number
    prove_finding(
        engagement.pk, number, "Both sites send.", something_shown(engagement), by=acting(owner)
    )
    verify_finding(engagement.pk, number, "Seen in the log.", good=True, by=acting(assessor))
    close_finding(engagement.pk, number, "Both sites send.", by=acting(assessor))


def recommended_again(engagement: Engagement, lead: User, body_admin: User) -> None:
    made = recommend(
        engagement.pk, Recommended(Outcome.CONFORMING, "It was put right."), by=acting(lead)
    )
    confirm_for_body(engagement.pk, made.pk, by=acting(body_admin))


EQUAL = Conclusion(Outcome.CONFORMING, "It was put right.")


def newest(engagement: Engagement) -> UUID:
    return engagement.recommendations.latest("sequence").pk


def test_it_works(
    followed: Engagement,
    owner: User,
    assessor: User,
    lead: User,
    body_admin: User,
    decision_maker: User,
    client: Client,
) -> None:
    one = follow_up_of(followed)
    assert followed.status == E.FOLLOW_UP
    assert one is not None
    sign_in(client, owner)
    page = client.get(reverse("assessments:engagement", args=[followed.pk])).text
    assert f"The follow-up is about {one.in_words}" in page
    assert "finding 1" in page
    assert "Show corrective action on finding 1" in page
    assert "Show corrective action on finding 1" in client.get(reverse("desk")).text
    mend(followed, owner, assessor)
    recommended_again(followed, lead, body_admin)
    assert reread(followed).status == E.FOLLOWED_UP
    sign_in(client, assessor)
    work = client.get(reverse("assessments:work", args=[followed.pk])).text
    assert "every other verdict stands" in work
    sign_in(client, decision_maker)
    shown = client.get(reverse("assessments:decide", args=[followed.pk])).text
    assert "It ends the follow-up of the conditional outcome" in shown
    assert followed.attestation.scope.organisation.name in client.get(reverse("desk")).text
    said = {"outcome": "conforming", "reasons": "It was put right.", "independent": "on"}
    url = reverse("assessments:decide", args=[followed.pk])
    assert "is recorded: conforming" in client.post(url, said, follow=True).text
    after = reread(followed)
    assert (after.status, after.attestation.status) == (E.CLOSED, Status.PUBLISHED)
    assert [each.outcome for each in after.decisions.all()] == ["conditional", "conforming"]
    assert not Grant.objects.in_force().exclude(because="submission").exists()
    open_due_reports(at=now())
    made = Report.objects.order_by("sequence").values_list("sequence", "decision__outcome")
    assert list(made) == [(1, "conditional"), (2, "conforming")]
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"follow_up.opened", "follow_up.recommended", "follow_up.decided"} <= acts


def test_access_goes_on_to_what_is_open_until_the_end(
    followed: Engagement, lead: User, assessor: User, reviewer: User, client: Client
) -> None:
    one = follow_up_of(followed)
    assert one is not None
    grants = Grant.objects.in_force().filter(because=f"engagement:{followed.pk}")
    assert set(grants.values_list("user", flat=True)) == {lead.pk, assessor.pk, reviewer.pk}
    for grant in grants:
        assert (grant.permission, grant.criteria) == ("evidence.read", sorted(one.codes))
        assert grant.ends_at == one.ends_at
    actor = acting(assessor)
    assert not Attestation.objects.where_user_may(Permission.ATTESTATION_READ, actor).exists()
    read = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, actor)
    links = Evidence.objects.filter(links__answer__criterion__code__in=one.codes)
    assert set(read) <= set(links)
    other = next(
        row for row in papers_of(followed).rows if row.criterion.code not in one.codes
    ).criterion.code
    sign_in(client, assessor)
    for code, status in ((next(iter(one.codes)), 200), (other, 404)):
        for name in ("criterion", "notes"):
            url = reverse(f"assessments:{name}", args=[followed.pk, code])
            assert client.get(url).status_code == status, (name, code)
    work = client.get(reverse("assessments:work", args=[followed.pk])).text
    assert next(iter(one.codes)) in work
    assert other not in work


def test_a_piece_that_supports_another_criterion_is_opened_with_the_answer(
    followed: Engagement, owner: User, assessor: User
) -> None:
    one = follow_up_of(followed)
    assert one is not None
    code = next(iter(one.codes))
    answers = followed.attestation.answers.exclude(criterion__code__in=one.codes)
    piece = Evidence.objects.create(
        organisation=followed.attestation.scope.organisation,
        title="Log of the southern site",
        kind=EvidenceKind.LINK,
        url="https://example.org/log",
        disclosure=DisclosureClass.ASSESSOR,
        added_by=owner,
    )
    EvidenceLink.objects.create(answer=answers.latest("pk"), evidence=piece)
    wish = Wish(f"{code}.all", ClarificationKind.QUESTION, "Which log?", usual_due(now().date()))
    ask(followed.pk, wish, by=acting(assessor))
    answer_clarification(followed.pk, 1, "This one.", [piece.pk], by=acting(owner))
    read = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, acting(assessor))
    assert read.filter(pk=piece.pk).exists()


def test_evidence_of_a_correction_that_waits_stays_open_in_the_follow_up(
    assessed: Engagement,
    assessor: User,
    lead: User,
    owner: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    """Given before the decision, verified after it: until the last day, and no longer."""
    key = papers_of(reread(assessed)).rows[0].key
    number = find_and_plan(assessed, key, assessor, lead, owner)
    piece = Evidence.objects.create(
        organisation=assessed.attestation.scope.organisation,
        title="Log of the southern site",
        kind=EvidenceKind.LINK,
        url="https://example.org/log",
        disclosure=DisclosureClass.ASSESSOR,
        added_by=owner,
    )
    prove_finding(assessed.pk, number, "It sends.", [piece.pk], by=acting(owner))
    make_recommendation(assessed, lead, signatory, Outcome.CONDITIONAL)
    make_confirmation(assessed, body_admin)
    make_decision(assessed, decision_maker)
    Attestation.objects.filter(engagements=assessed).update(status=Status.PUBLISHED)
    one = follow_up_of(reread(assessed))
    assert one is not None
    assert Evidence.objects.where_user_may(Permission.EVIDENCE_READ, acting(assessor)).filter(
        pk=piece.pk
    )
    grants = Grant.objects.filter(user=assessor, evidence=piece)
    assert grants.in_force(now()).get().ends_at == one.ends_at
    verify_finding(assessed.pk, number, "Seen.", good=True, by=acting(assessor))


def test_after_a_conflict_only_what_is_open_is_judged_anew(
    followed: Engagement, assessor: User, lead: User, member: Organisation
) -> None:
    """All the other verdicts of a judge whom the member hired stand as they were decided."""
    Membership.objects.filter(user=assessor).update(ended_at=now())
    Membership.objects.create(organisation=member, user=assessor, role=Role.VIEWER)
    today = now().date()
    assert "Aldo Assessor, who is or was viewer" in conflicts_standing(followed, on=today)[0]
    one = follow_up_of(followed)
    assert one is not None
    mine = [row for row in papers_of(followed).rows if row.criterion.code in one.codes]
    give_verdicts(followed.pk, [given_for(row) for row in mine], by=acting(lead))
    assert conflicts_standing(followed, on=today) == []


def test_its_criteria_are_judged_anew_and_nothing_else(
    followed: Engagement,
    assessor: User,
    reviewer: User,
    lead: User,
    owner: User,
    signatory: User,
) -> None:
    one = follow_up_of(followed)
    assert one is not None
    rows = papers_of(followed).rows
    mine = next(row for row in rows if row.criterion.code in one.codes)
    other = next(row for row in rows if row.criterion.code not in one.codes)
    with pytest.raises(NotFollowedUp, match="alone"):
        give_verdicts(followed.pk, [given_for(other, 1, "Anew.")], by=acting(assessor))
    assert other.verdict is not None
    with pytest.raises(NotFollowedUp, match="alone"):
        review_verdicts(
            followed.pk,
            {other.verdict.pk: other.verdict.version},
            Review.DISAGREED,
            "No.",
            by=acting(reviewer),
        )
    with pytest.raises(NotFollowedUp, match="stand"):
        raise_finding(followed.pk, mine.key, Grade.MINOR, "Another.", by=acting(assessor))
    with pytest.raises(NotFollowedUp, match="stand"):
        plan_finding(followed.pk, 1, owner="She", steps="More.", due=now().date(), by=acting(owner))
    changed = give_verdicts(
        followed.pk,
        [given_for(mine, reason="Seen anew after the correction.")],
        by=acting(assessor),
    )
    review_verdicts(
        followed.pk,
        {each.pk: each.version for each in changed},
        Review.AGREED,
        "",
        by=acting(reviewer),
    )
    share_draft(followed.pk, by=acting(lead))
    record_remarks(followed.pk, "", by=acting(signatory))
    assert reread(followed).is_at_work


def test_returned_and_sent_back_once_more(
    followed: Engagement,
    owner: User,
    assessor: User,
    lead: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    Engagement.objects.filter(pk=followed.pk).update(sent_back_at=now() - timedelta(days=30))
    mend(followed, owner, assessor)
    made = recommend(followed.pk, Recommended(Outcome.CONFORMING, "Mended."), by=acting(lead))
    return_to_lead(followed.pk, made.pk, "Say how.", by=acting(body_admin))
    assert reread(followed).status == E.FOLLOW_UP
    recommended_again(followed, lead, body_admin)
    send_back(followed.pk, "Which log?", by=acting(decision_maker))
    assert reread(followed).status == E.FOLLOW_UP
    recommended_again(followed, lead, body_admin)
    with pytest.raises(DecisionRefused, match="once already"):
        send_back(followed.pk, "Which log?", by=acting(decision_maker))


def test_conditional_again_ends_no_later(
    followed: Engagement,
    owner: User,
    assessor: User,
    lead: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    one = follow_up_of(followed)
    assert one is not None
    mend(followed, owner, assessor)
    recommended_again(followed, lead, body_admin)
    late = Conclusion(Outcome.CONDITIONAL, "A doubt.", one.ends_on + timedelta(days=30))
    made = decide(followed.pk, newest(followed), late, by=acting(decision_maker))
    assert made.conditions_end_on == one.ends_on
    assert reread(followed).status == E.CLOSED


def test_not_conforming_is_published_by_choice_and_overtaken_by_nothing(
    followed: Engagement,
    owner: User,
    assessor: User,
    lead: User,
    body_admin: User,
    signatory: User,
    decision_maker: User,
    client: Client,
) -> None:
    mend(followed, owner, assessor)
    recommended_again(followed, lead, body_admin)
    lower = Conclusion(Outcome.NOT_CONFORMING, "It fell back.")
    made = decide(followed.pk, newest(followed), lower, by=acting(decision_maker))
    sign_in(client, signatory)
    url = reverse("assessments:publication", args=[made.pk])
    assert url in client.get(reverse("assessments:engagement", args=[followed.pk])).text
    client.post(url, {"publish": "no"})
    assert reread(followed).attestation.status == Status.PUBLISHED
    assert not due_decisions().filter(pk=made.pk).exists()


def test_nothing_is_open_before_the_report_is_live(
    client: Client, followed: Engagement, assessor: User, owner: User
) -> None:
    Attestation.objects.filter(pk=followed.attestation_id).update(status=Status.DECIDED)
    with pytest.raises(FindingRefused, match="Reload the page"):
        prove_finding(followed.pk, 1, "Done.", something_shown(followed), by=acting(owner))
    mine = papers_of(followed).rows[0]
    with pytest.raises(NotInAssessment):
        give_verdicts(followed.pk, [given_for(mine, 1, "Anew.")], by=acting(assessor))
    sign_in(client, owner)
    page = client.get(reverse("assessments:finding", args=[followed.pk, 1])).text
    assert "its report is being made" in page  # why she finds no form there
    Attestation.objects.filter(pk=followed.attestation_id).update(status=Status.PUBLISHED)
    page = client.get(reverse("assessments:finding", args=[followed.pk, 1])).text
    assert "its report is being made" not in page
    assert "Show that it has been put right" in page


def test_the_clock_ends_it(
    client: Client,
    followed: Engagement,
    assessor: User,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = follow_up_of(followed)
    assert one is not None
    with transaction.atomic():
        assert ended_by_the_clock(at=one.ends_at - timedelta(seconds=1)) == 0
    monkeypatch.setattr(following, "now", lambda: one.ends_at)
    with pytest.raises(NotFollowedUp, match="conditions ended on"):
        prove_finding(followed.pk, 1, "Done.", something_shown(followed), by=acting(owner))
    with transaction.atomic():
        assert ended_by_the_clock(at=one.ends_at) == 1
    after = reread(followed)
    assert (after.status, after.attestation.status) == (E.CLOSED, Status.PUBLISHED)
    assert not Grant.objects.in_force(one.ends_at).exclude(because="submission").exists()
    assert Message.objects.filter(act="follow_up.ended", to=assessor).exists()
    with pytest.raises((EngagementOver, NotNamed)):
        verify_finding(followed.pk, 1, "Seen.", good=True, by=acting(assessor))
    words = "The follow-up ended without a new decision"
    for who in (owner, assessor):
        sign_in(client, who)
        page = client.get(reverse("assessments:engagement", args=[followed.pk]))
        assert words in page.text
    sign_in(client, owner)
    url = reverse("assessments:finding_prove", args=[followed.pk, 1])
    refused = client.post(url, {"text": "It took us longer."})
    assert refused.status_code == 422
    summary = refused.text.partition("error-summary")[2].partition("</ul>")[0]
    assert "The assessment has ended." in summary
    assert "It took us longer." in refused.text


def test_nothing_to_mend_closes_as_before(
    recommended: Recommendation, decision_maker: User
) -> None:
    end = now().date() + timedelta(days=60)
    doubt = Conclusion(Outcome.CONDITIONAL, "One doubt is left.", end)
    decide(recommended.engagement_id, recommended.pk, doubt, by=acting(decision_maker))
    assert reread(recommended.engagement).status == E.CLOSED


@pytest.mark.django_db(transaction=True)
def test_two_decisions_race(
    followed: Engagement,
    owner: User,
    assessor: User,
    lead: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    mend(followed, owner, assessor)
    recommended_again(followed, lead, body_admin)
    one, by = newest(followed), acting(decision_maker)
    second_waits(
        lambda: decided(followed.pk, one, EQUAL, by=by, at=now()),
        lambda: decide(followed.pk, one, EQUAL, by=by),
        refused=WrongStatus,
        match="published",
    )
    assert followed.decisions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_decision_and_the_clock_race(
    followed: Engagement,
    owner: User,
    assessor: User,
    lead: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    one = follow_up_of(followed)
    assert one is not None
    mend(followed, owner, assessor)
    recommended_again(followed, lead, body_admin)
    second_waits(
        lambda: ended_by_the_clock(at=one.ends_at),
        lambda: decide(followed.pk, newest(followed), EQUAL, by=acting(decision_maker)),
        refused=WrongStatus,
        match="published",
    )
    assert followed.decisions.count() == 1

"""One person with two accounts: refused wherever it matters who somebody is, recorded, explained."""

import pytest
from django.utils.timezone import now

from accounts.models import User
from assessments.confirming import NotForTheBody, confirm_for_body
from assessments.decision import (
    Conclusion,
    NotIndependent,
    conflicts_below,
    decide,
    reason_to_stand_aside,
)
from assessments.engagement import Team, offer
from assessments.models import Engagement, Recommendation, Review
from assessments.naming import NotNamed
from assessments.people import PersonNotIndependent, name_person
from assessments.verdicts import give_verdicts, review_verdicts
from assessments.working_papers import papers_of
from attestations.models import Attestation
from attestations.refusing import SamePerson
from attestations.submission import submit
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.assessed import given_for, make_recommendation, reread
from tests.people import Link, acting
from tests.stages import statement_for


def refused(act: str) -> str:
    """On which ground the act was refused, as the journal keeps it."""
    facts = Entry.objects.get(act="engagement.act_refused").facts
    assert facts["act"] == act
    return str(facts["ground"])


def test_it_works(ready: Attestation, editor: User, signatory: User, link: Link) -> None:
    """Who made it ready signs with her other account."""
    statement = statement_for(ready)
    link(editor, signatory)
    with pytest.raises(SamePerson, match="in no account of hers"):
        submit(ready.pk, statement, by=acting(signatory))
    entry = Entry.objects.get(act="attestation.act_refused")
    assert entry.facts["act"] == "attestation.submitted"
    ready.refresh_from_db()
    assert ready.status == "ready"


def test_nobody_is_named_who_stands_on_the_members_side(
    asked: Engagement, team: Team, body_admin: User, owner: User, assessor: User, link: Link
) -> None:
    link(owner, assessor)
    with pytest.raises(PersonNotIndependent, match="owner of North Harbour Cloud"):
        offer(asked.pk, team, by=acting(body_admin))
    assert refused("engagement.offered") == "other_part"


def test_nobody_is_named_twice(
    asked: Engagement, team: Team, body_admin: User, assessor: User, reviewer: User, link: Link
) -> None:
    link(assessor, reviewer)
    with pytest.raises(PersonNotIndependent, match="another account of the same person"):
        offer(asked.pk, team, by=acting(body_admin))
    assert refused("engagement.offered") == "two_accounts"


def test_a_tagged_address_is_found_without_a_note(
    offer_made: Engagement, body: Organisation, body_admin: User, reviewer: User
) -> None:
    again = User.objects.create_user(reviewer.email.replace("@", "+two@"), name="Quirin Again")
    Membership.objects.create(organisation=body, user=again, role=Role.ASSESSOR)
    with pytest.raises(PersonNotIndependent, match="another account"):
        name_person(offer_made.pk, again.pk, Role.ASSESSOR, by=acting(body_admin))


def test_a_note_that_comes_after_the_naming_stops_both(
    in_assessment: Engagement, assessor: User, reviewer: User, link: Link
) -> None:
    said = [given_for(papers_of(in_assessment).rows[0])]
    give_verdicts(in_assessment.pk, said, by=acting(assessor))
    link(assessor, reviewer)
    with pytest.raises(NotNamed, match="named as quality reviewer"):
        give_verdicts(in_assessment.pk, said, by=acting(assessor))
    assert refused("verdict.given") == "two_accounts"
    verdict = in_assessment.verdicts.get()
    with pytest.raises(NotNamed, match="named as assessor"):
        review_verdicts(
            in_assessment.pk, {verdict.pk: verdict.version}, Review.AGREED, "", by=acting(reviewer)
        )


def test_an_account_on_the_members_side_stops_her(
    in_assessment: Engagement, assessor: User, viewer: User, link: Link
) -> None:
    link(assessor, viewer)
    said = [given_for(papers_of(in_assessment).rows[0])]
    with pytest.raises(NotNamed, match="viewer of North Harbour Cloud"):
        give_verdicts(in_assessment.pk, said, by=acting(assessor))


def test_an_account_elsewhere_stops_nobody(
    in_assessment: Engagement, assessor: User, other_owner: User, link: Link
) -> None:
    link(assessor, other_owner)
    said = [given_for(papers_of(in_assessment).rows[0])]
    give_verdicts(in_assessment.pk, said, by=acting(assessor))


def test_the_lead_does_not_confirm_with_another_account(
    assessed: Engagement, lead: User, signatory: User, body_admin: User, link: Link
) -> None:
    recommendation = make_recommendation(assessed, lead, signatory)
    link(lead, body_admin)
    with pytest.raises(NotForTheBody, match="yourself"):
        confirm_for_body(assessed.pk, recommendation.pk, by=acting(body_admin))
    assert refused("recommendation.confirmed") == "own_work"


def test_nobody_decides_on_what_rests_on_one_person(
    recommended: Recommendation,
    decision_maker: User,
    assessor: User,
    reviewer: User,
    link: Link,
) -> None:
    engagement = reread(recommended.engagement)
    link(assessor, reviewer)
    assert any("two accounts" in each for each in conflicts_below(engagement, recommended, now()))
    conclusion = Conclusion(Outcome(recommended.outcome), "Well founded.")
    with pytest.raises(NotIndependent, match="Another person must review"):
        decide(engagement.pk, recommended.pk, conclusion, by=acting(decision_maker))


def test_who_has_another_part_does_not_decide(
    recommended: Recommendation, decision_maker: User, assessor: User, link: Link
) -> None:
    link(decision_maker, assessor)
    engagement = reread(recommended.engagement)
    today = now().date()
    assert "named" in reason_to_stand_aside(engagement, decision_maker.pk, on=today)
